# One word for everything. `make` alone prints this list; the first `serve` or `test` sets up all it needs in .venv.

PYTHON ?= python3
ADDR ?= 127.0.0.1:8000
N ?= 1000

.DEFAULT_GOAL := help
.PHONY: help serve test site check bench lint generate figures pictures browsers proofs yours clean lock .site .dev .browser

# Material prints a banner about the end of its life on every run; the project knows.
export NO_MKDOCS_2_WARNING := 1

RUN := .venv/bin
BROWSER = CHROMIUM="$${CHROMIUM:-$$(cat .venv/chromium)}"
SET_UP = @$(PYTHON) tools/set_up.py

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

serve: .site ## check, then preview with live reload on ADDR (127.0.0.1:8000)
	@$(RUN)/shortlist serve --strict --addr $(ADDR)

# Python keeps what it has compiled, also where the environment forbids it: tests start a hundred processes.
test: export PYTHONDONTWRITEBYTECODE :=
test: .browser ## run every test, those in a browser too; ARGS="-k search" picks some
	@$(BROWSER) $(RUN)/pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

site: .site ## build strictly into site/
	@$(RUN)/mkdocs build --strict

check: .site ## check the content only, in seconds; ARGS="--format github" passes options
	@$(RUN)/shortlist check $(ARGS)

bench: .site ## compare with peers on N=1000 synthetic papers (also: make bench 10000, preview, search or hostile)
	@$(RUN)/python -m bench $(N)

lint: .dev ## faults and types of the code
	@$(RUN)/ruff check
	@$(RUN)/mypy

generate: .dev ## renew what is made from other files: tables of CONTRIBUTING.md, its page, two schemas, headers of hosts
	@$(RUN)/python -m tools.generate

figures: .dev ## draw the figures whose modules or colors have changed, and the icons; ARGS="rank_collapse" picks some
	@$(RUN)/python -m figures $(ARGS)
	@$(RUN)/python tools/icons.py

pictures: .browser site ## take the README's pictures anew
	@$(BROWSER) $(RUN)/python -m tools.pictures

# The walk names pages: those of this archive, which a selection that `make yours` has begun keeps among its fixtures.
SAMPLE = $(firstword $(wildcard tests/fixtures/archive/mkdocs.yml) mkdocs.yml)
browsers: .site ## walk through the site with Chromium, Firefox and WebKit, and compare what is found
	@$(RUN)/mkdocs build --strict --quiet --config-file $(SAMPLE) --site-dir $(CURDIR)/.cache/walk
	@$(RUN)/python -m tools.browsers

proofs: .site ## build with ProperDocs, mkdocs-ng, Zensical, and without Material, and compare; ARGS="exit" picks one
	@$(RUN)/python tools/proofs.py $(ARGS)

lock: .dev ## write the hashes of all that requirements*.txt pin; uv asks the registry for them
	@for name in requirements requirements-dev; do \
	    $(RUN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --no-emit-package shortlist \
	        --python-version 3.11 --output-file $$name.lock $$name.txt; done

# As they were typed, whatever they hold, and never from the environment: on some systems NAME is the machine's.
given = $(if $(filter command,$(origin $1)),$(value $1))
yours: export GIVEN_NAME = $(call given,NAME)
yours: export GIVEN_ACCENT = $(call given,ACCENT)
yours: export GIVEN_LICENSE = $(call given,LICENSE)
yours: export GIVEN_SECTIONS = $(call given,SECTIONS)
yours: export GIVEN_WORDS = $(call given,WORDS)
yours: .site ## turn a clone into your own selection: NAME="Robotics Monthly"; also ACCENT, LICENSE, SECTIONS, WORDS
	@$(RUN)/python -m tools.yours --accent="$$GIVEN_ACCENT" --license="$$GIVEN_LICENSE" --sections="$$GIVEN_SECTIONS" \
	    --words="$$GIVEN_WORDS" -- "$$GIVEN_NAME"

clean: ## back to a fresh clone: remove .venv, site/ and caches
	@rm -rf .venv .cache site .pytest_cache .ruff_cache .mypy_cache .hypothesis
	@find src tests tools bench figures -name __pycache__ -type d -prune -exec rm -rf {} +

# What the goals above need. Each takes a blink once it is there.
.site:
	$(SET_UP) site
.dev:
	$(SET_UP) dev
.browser:
	$(SET_UP) browser
