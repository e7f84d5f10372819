# One word for everything. `make` alone prints this list; the first `serve` or `test` sets up all it needs in .venv.

PYTHON ?= python3
ADDR ?= 127.0.0.1:8000
N ?= 1000

.DEFAULT_GOAL := help
.PHONY: help serve test site check bench lint generate figures pictures proofs clean browser

# Material prints a banner about the end of its life on every run; the project knows.
export NO_MKDOCS_2_WARNING := 1

RUN := .venv/bin
INSTALL := $(RUN)/python -m pip install -qq --disable-pip-version-check
BROWSER = CHROMIUM="$${CHROMIUM:-$$(cat .venv/chromium)}"

# The name of a stamp tells what it was made from: the folder, since a virtual environment cannot be moved, the pins, and the
# package's metadata. It is written last, so that a set-up that was interrupted, or is older than the files, is made again.
digest = $(shell { pwd; cat $1; sed '/^\[tool/,$$d' pyproject.toml; } | cksum | tr ' ' -)
SITE := .venv/site-$(call digest,requirements.txt)
DEV := .venv/dev-$(call digest,requirements.txt requirements-dev.txt)
# A link is committed like a file, and what is emptied or written here would be what it leads to.
LINKS := $(shell for path in .venv .cache site; do [ -L $$path ] && echo $$path; done)
ifneq ($(LINKS),)
$(error symbolic links, whose targets would be emptied or overwritten: remove them with 'rm $(LINKS)')
endif
# A newer Python in the place of the old one does not see what that has installed.
$(shell $(RUN)/python -c 'import pip' 2> /dev/null || rm -f .venv/site-* .venv/dev-*)

# `make bench 10000`: the number is bench's argument, not a goal.
ifeq ($(firstword $(MAKECMDGOALS)),bench)
ifneq ($(word 2,$(MAKECMDGOALS)),)
N := $(word 2,$(MAKECMDGOALS))
.PHONY: $(N)
$(N): ; @:
endif
endif

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

serve: $(SITE) ## check, then preview with live reload on ADDR (127.0.0.1:8000)
	@$(RUN)/shortlist serve --strict --addr $(ADDR)

test: browser ## run every test, those in a browser too; ARGS="-k search" picks some
	@$(BROWSER) $(RUN)/pytest -n auto --dist loadfile $(ARGS)

site: $(SITE) ## build strictly into site/
	@$(RUN)/mkdocs build --strict

check: $(SITE) ## check the content only, in seconds; ARGS="--format github" passes options
	@$(RUN)/shortlist check $(ARGS)

bench: $(SITE) ## compare with peers on N=1000 synthetic papers (also: make bench 10000, preview or hostile)
	@$(RUN)/python -m bench $(N)

lint: $(DEV) ## faults and types of the code
	@$(RUN)/ruff check
	@$(RUN)/mypy

generate: $(DEV) ## renew what is made from the code: the tables of CONTRIBUTING.md, and its page
	@$(RUN)/python -m tools.generate

figures: $(DEV) ## draw the figures whose modules or colors have changed, and the icons; ARGS="rank_collapse" picks some
	@$(RUN)/python -m figures $(ARGS)
	@$(RUN)/python tools/icons.py

pictures: browser site ## take the README's pictures anew
	@$(BROWSER) $(RUN)/python tools/pictures.py

proofs: $(SITE) ## build with ProperDocs, with mkdocs-ng, and without Material, and compare every file; ARGS="exit" picks one
	@$(RUN)/python tools/proofs.py $(ARGS)

clean: ## back to a fresh clone: remove .venv, site/ and caches
	@rm -rf .venv .cache site .pytest_cache .ruff_cache .mypy_cache .hypothesis
	@find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +

$(SITE):
	@python=$$(for python in $(PYTHON) python3.14 python3.13 python3.12 python3.11; do \
	    $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null && echo $$python && break; done); \
	if [ -z "$$python" ]; then \
	    echo "set-up: Python 3.11 or later is needed, and this is $$($(PYTHON) -V 2>&1): install it, or name one with PYTHON=…"; \
	    exit 1; \
	elif ! $$python -c 'import ensurepip, venv' 2> /dev/null; then \
	    echo "set-up: $$python cannot make virtual environments: apt-get install python3-venv"; exit 1; \
	fi >&2; \
	echo "set-up: .venv with the pins of requirements.txt (about a minute)" >&2; \
	$$python -m venv --clear .venv
	@$(INSTALL) -r requirements.txt
	@touch $@

$(DEV): | $(SITE)
	@echo "set-up: the pins of requirements-dev.txt" >&2
	@rm -f .venv/dev-*
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

browser: $(DEV)
	@[ -x "$$(cat .venv/chromium 2> /dev/null)" ] || { echo "set-up: a browser" >&2; \
	    $(RUN)/python tools/browser.py > .venv/chromium || { rm .venv/chromium; exit 1; }; }
