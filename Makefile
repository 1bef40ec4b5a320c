# Every target prints what it does; `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
DATA_DIR ?= var
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
COMPILED := $(VENV)/.catalogs
export MARQUEE_DATA_DIR := $(DATA_DIR)
export OPENBLAS_NUM_THREADS := 1
# Processes are started by the hundred, by the suite above all: what is compiled once is kept (half of each one's start).
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: check-clients check-deploy help run test chaos promises check format shell clean lock deps messages

help: ## what can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	@echo "==> creating $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(STAMP): requirements.txt requirements-dev.txt | $(VENV)/bin/python
	@echo "==> installing dependencies"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep -oE '^uv==[^ ]+' requirements-dev.txt)"
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -r requirements-dev.txt
	@touch $(STAMP)

$(COMPILED): $(wildcard locale/*/LC_MESSAGES/django.po) $(STAMP)
	@$(BIN)/python manage.py compile_catalogs
	@touch $(COMPILED)

deps: $(STAMP) $(COMPILED)

messages: deps ## collect the sentences to translate into locale/, and compile what is translated
	@$(BIN)/python manage.py collect_messages
	@$(BIN)/python manage.py compile_catalogs

run: deps ## the site at http://127.0.0.1:8000 (PORT=…, DATA_DIR=…): web, worker and beat
	@$(BIN)/python manage.py run_site --port $(PORT)

test: deps ## the whole suite on SQLite, without any server
	@echo "==> tests (SQLite, embedded cache and broker)"
	@env -u DATABASE_URL -u REDIS_URL -u CELERY_BROKER_URL $(BIN)/python -m pytest -n 2 -q $(ARGS)

chaos: deps ## break servers and processes under load, and count what is lost (DATABASE_URL=… for another database)
	@$(BIN)/python -m pytest -q -s -m chaos tests $(ARGS)

promises: deps ## security and races at full size, on each database that answers, one line each (PROMISE_SCALE=0.1, PROMISE_REACH=1)
	@tests/promises/run.sh $(ARGS)

check: deps ## lint, types, layers, migrations, templates, deployment settings
	@.ci/check

check-deploy: deps ## everything about deploy/ that a linter or a dry run can say
	@deploy/check.sh

check-clients: deps ## generate and compile the TypeScript types; run the three sessions of the API guide
	@docs/clients/check.sh

format: deps ## rewrite the code in the house style
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

shell: deps ## a Python prompt with the models
	@$(BIN)/python manage.py shell

lock: deps ## write requirements.lock with hashes, for production installs
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 requirements.txt -o requirements.lock

clean: ## remove everything that running made: $(DATA_DIR), $(VENV), caches
	@rm -rf $(DATA_DIR) $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
