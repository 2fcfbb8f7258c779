# `make run` and `make test` are all a newcomer needs; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# By file: what the tests of a file share is made by one process only. One more than cores: many wait for a server or a browser.
PYTEST := $(BIN)/python -m pytest -q -n $(shell expr $$(nproc 2>/dev/null || echo 2) + 1) --dist loadfile

# Where this is set, every process compiles every module anew: 4 s of CPU for each that tests.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install run test check audit format docs site lock faults soak bench pictures notebooks clean
.DEFAULT_GOAL := help

help:            ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed, found: $$($(PYTHON) --version). Name another with: make PYTHON=python3.12 run"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "The environment could not be made. On Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

install: $(STAMP)  ## the environment, from requirements.lock

run: install     ## one night on the bundled demo, offline
	$(BIN)/circlewise run --demo

test: install    ## the fast tests
	HYPOTHESIS_PROFILE=few $(PYTEST) -m "not slow and not bench"

check: install build/lake  ## format, lint, types, import contracts, known holes, all tests, stale docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/audit.py
	SOAK_NIGHTS=$(or $(SOAK_NIGHTS),12) $(PYTEST) -m "not bench"

audit: install   ## the bill of materials, and whether a pinned package has a known hole
	$(BIN)/python .ci/audit.py

format: install  ## put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: install    ## write the generated pages anew
	$(BIN)/python -m pipeline.verbs.dictionary
	$(BIN)/python -m pipeline.verbs.settings_page
	$(BIN)/python -m pipeline.verbs.sources_page
	$(BIN)/python -m pipeline.verbs.verbs_page

site: install    ## the documentation as a site that needs no network, into build/site
	$(BIN)/python .ci/site

faults: install  ## everything that can go wrong, played; prints one table and writes docs/reliability.md
	PYTHONPATH=tests/plugins $(BIN)/python -m pytest -q -p faultbook.report --deselect tests/faults/test_soak.py tests/faults

soak: install    ## thirty nights with faults by chance, then two hundred quiet ones; SOAK_SEED=… draws others
	$(BIN)/python -m pytest -q -s tests/faults/test_soak.py

build/full-text: tests/bench/match/full_text.lock $(STAMP)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --upgrade --target $@ -r $<
	@touch $@

build/lake: pipeline/store/lake/packages.lock $(STAMP)  ## DuckDB 1.5 and its extensions, for `lake` in schedule.yaml
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --upgrade --target $@ -r $<
	@touch $@

build/peers: tests/bench/peers.lock $(STAMP)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --upgrade --target $@ -r $<
	@touch $@

bench: build/full-text build/peers build/lake  ## measure everything and write docs/benchmarks.md; BENCH_COURSES=10000 is quick
	BENCH_COURSES=$(BENCH_COURSES) BENCH_GOALS=$(BENCH_GOALS) PYTHONPATH=tests/plugins $(BIN)/python -m pytest -q -p benchbook.report -m bench -s

pictures: install  ## of every page of `circlewise serve`, into data/local/pictures, and those of README.md (needs Debian's chromium)
	PYTHONPATH=tests/plugins $(BIN)/python tests/browser/pictures.py
	PYTHONPATH=tests/plugins $(BIN)/python tests/browser/front_pictures.py

notebooks: install  ## every notebook as a page that needs no network, into build/notebooks; CATALOGUE=… names another than the demo's
	PYTHONPATH=notebooks $(BIN)/python -m board $(or $(CATALOGUE),data/local/demo/catalogue.duckdb) build/notebooks

lock:            ## pin every package anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--all-extras --upgrade pyproject.toml -o requirements.lock

clean:           ## remove the environment and caches; data/local stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
