# One word for everything. `make` alone prints this list; the first `serve` or `test` sets up all it needs in .venv.

PYTHON ?= python3
ADDR ?= 127.0.0.1:8000
N ?= 1000

.DEFAULT_GOAL := help
.PHONY: help serve test site check bench lint generate pictures clean site-tools dev-tools test-tools

# Material prints a banner about the end of its life on every run; the project knows.
export NO_MKDOCS_2_WARNING := 1

RUN := .venv/bin
BROWSER = CHROMIUM="$${CHROMIUM:-$$(cat .venv/chromium)}"

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

serve: site-tools ## check, then preview with live reload on ADDR (127.0.0.1:8000)
	@$(RUN)/shortlist serve --strict --addr $(ADDR)

test: test-tools ## run every test, those in a browser too; ARGS="-k search" picks some
	@$(BROWSER) $(RUN)/pytest -n auto --dist loadfile $(ARGS)

site: site-tools ## build strictly into site/
	@$(RUN)/mkdocs build --strict

check: site-tools ## check the content only, in seconds; ARGS="--format github" passes options
	@$(RUN)/shortlist check $(ARGS)

bench: site-tools ## compare with peers on N=1000 synthetic papers (also: make bench 10000, make bench preview)
	@$(RUN)/python -m bench $(N)

lint: dev-tools ## faults and types of the code
	@$(RUN)/ruff check
	@$(RUN)/mypy

generate: dev-tools ## renew what is made from the code: schemas/, the tables of CONTRIBUTING.md, its page
	@$(RUN)/python -m tools.generate

pictures: test-tools site ## take the README's pictures anew
	@$(BROWSER) $(RUN)/python tools/pictures.py

clean: ## back to a fresh clone: remove .venv, site/ and caches
	@rm -rf .venv .cache site .pytest_cache .ruff_cache .mypy_cache .hypothesis
	@find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +

site-tools dev-tools test-tools:
	@$(PYTHON) tools/set_up.py $(@:-tools=)
