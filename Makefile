# Two commands are all a newcomer needs: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
# compiled modules are kept whatever the shell says: the tests start the program dozens of times
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help
help:  ## Show what can be made
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/made:
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-build.txt
	@touch $@

.venv/installed: .venv/made requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --require-hashes --requirement requirements.txt
	@touch $@

.venv/developing: .venv/installed requirements-dev.txt tests/browser/package-lock.json
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --require-hashes --requirement requirements-dev.txt
	@npm ci --silent --prefix tests/browser
	@touch $@

.PHONY: install
install: .venv/installed  ## Install what the product needs into .venv

.PHONY: run
run: install  ## Start it at http://127.0.0.1:8000
	@exec $(BIN)/python -m survey_app.serve

.PHONY: test
test: .venv/developing  ## Run all tests, on SQLite and on PostgreSQL
	@# a worker more than there are cores: each waits now and then for a browser, a database or a disk
	@# each begins with a part of its own, and takes from the end of another's when it is through
	$(BIN)/python -m pytest -n $$(($$(nproc) + 1)) --dist worksteal -q

.PHONY: lint
lint: .venv/developing  ## Look at style, contracts between rooms, and templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint survey_app/templates --lint --quiet

.PHONY: types
types: .venv/developing  ## Check all types
	$(BIN)/mypy

.PHONY: vendored
vendored: .venv/developing  ## Check the vendored files against their hashes
	$(BIN)/python -m tests.vendored

.PHONY: languages
languages: .venv/developing  ## Check that every sentence stands in every language
	$(BIN)/python -m tests.catalogues

.PHONY: catalogues
catalogues: .venv/developing  ## Collect sentences, merge and compile the catalogues
	$(BIN)/python -m tests.catalogues --update

.PHONY: collected
collected: .venv/developing  ## Find all tests; what is compiled then need not be compiled by each process that runs them
	@found=$$($(BIN)/python -m pytest --collect-only -qq 2>&1) || { echo "$$found"; exit 1; }

.PHONY: check
check: .venv/developing  ## Everything that must hold before a change lands
	@$(MAKE) --no-print-directory --jobs=2 types collected lint vendored languages
	@$(MAKE) --no-print-directory test

.PHONY: bench
bench: .venv/developing  ## Measure speed; prints JSON
	$(BIN)/python -m bench

.PHONY: lock
lock: .venv/developing  ## Renew the locked requirements from the .in files
	$(BIN)/python -m piptools compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-header --output-file requirements.txt requirements.in
