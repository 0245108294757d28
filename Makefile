# 督办看板. `make` or `make help` lists the targets.
#
#   PYTHON=…  the Python that creates the environment   (default: python3.11, else python3 if it is 3.11 or newer)
#   VENV=…    where the environment lives               (default: .venv)
#   PORT=…    where `make run` listens                  (default: the product's setting, 8050)
#   ARGS=…    further words for the command: make test ARGS="tests/dashboard -k lights"

SHELL := /bin/sh
VENV ?= .venv
PORT ?=
ARGS ?=
BIN := $(VENV)/bin
PY := $(BIN)/python

# The environment is fresh while the stamp that is named after its lock file's content exists.
runtime_stamp := $(VENV)/.installed-runtime-$(firstword $(shell cksum requirements.lock))
dev_stamp := $(VENV)/.installed-dev-$(firstword $(shell cksum requirements-dev.lock))

.DEFAULT_GOAL := help
.PHONY: help run test lint fuzz audit sbom bench lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(runtime_stamp) ## start the board with demo data on 127.0.0.1 (first start installs and creates what is missing)
	@exec env $(if $(PORT),DUBAN_PORT=$(PORT)) $(PY) app.py demo --serve $(ARGS)

test: $(dev_stamp) ## everything that must hold: lint, types, floors, then all tests
	@sh tools/ensure-browser.sh
	@$(MAKE) --no-print-directory lint
	$(PY) -m pytest -n 2 --dist loadgroup $(ARGS)

lint: $(dev_stamp) ## ruff, mypy and import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fuzz: $(dev_stamp) ## the long fuzz: 200,000 callback requests, 2,000 questions an API operation (FUZZ_SEED=… for others)
	@sh tools/ensure-browser.sh
	env FUZZ_REQUESTS=$(or $(FUZZ_REQUESTS),200000) FUZZ_EXAMPLES=$(or $(FUZZ_EXAMPLES),2000) \
		FUZZ_PAYLOADS=$(or $(FUZZ_PAYLOADS),200) $(PY) -m pytest -n 2 --dist load tests/fuzz $(ARGS)

audit: $(dev_stamp) ## known weaknesses of the pinned libraries (asks an advisory service, so it needs the internet)
	$(BIN)/pip-audit --requirement requirements.lock --require-hashes --disable-pip $(ARGS)

sbom: $(dev_stamp) ## the list of all libraries as CycloneDX in var/sbom.json (needs the internet, like audit)
	@mkdir -p var
	$(BIN)/pip-audit --requirement requirements.lock --require-hashes --disable-pip \
		--format cyclonedx-json --output var/sbom.json $(ARGS)

bench: $(dev_stamp) ## the measurements that README quotes
	@$(PY) -m benchmarks.run $(ARGS)

# The test tools narrow some versions, so the full set is resolved first and the runtime set follows it.
lock: ## resolve the two lock files again (needs uv; ARGS=--upgrade moves to the newest versions)
	@command -v uv >/dev/null || { echo "make lock needs uv: python3 -m pip install uv" >&2; exit 1; }
	$(compile) --group dev $(ARGS) -o requirements-dev.lock
	$(compile) -c requirements-dev.lock $(ARGS) -o requirements.lock

compile = uv pip compile pyproject.toml --quiet --universal --fork-strategy fewest --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url --no-emit-find-links

clean: ## remove caches and coverage (keeps the environment and var/)
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.* htmlcov
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

$(runtime_stamp):
	@sh tools/install.sh "$(VENV)" requirements.lock "$(PYTHON)"
	@rm -f $(VENV)/.installed-* && touch $@

$(dev_stamp):
	@sh tools/install.sh "$(VENV)" requirements-dev.lock "$(PYTHON)"
	@rm -f $(VENV)/.installed-* && touch $(runtime_stamp) $@
