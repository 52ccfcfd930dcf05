# Needs GNU make and Python 3.11 or newer with pip; everything else is installed into .venv.
# `make` alone lists the commands.

PORT ?= 8000
POSTGRES_URL ?= postgres://postgres@127.0.0.1:5432/polaris
WORKERS ?= 2

ifndef PYTHON
PYTHON := $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
endif

RUN := .venv/bin/python
MANAGE := $(RUN) manage.py
# The demo and the tests depend on nothing that the caller's environment says to some other site.
DEMO := env -i PATH="$$PATH" HOME="$$HOME" TERM="$$TERM" LANG=C.UTF-8 POLARIS_MODE=demo POLARIS_VAR_DIR="$(CURDIR)/var" PORT=$(PORT) $(MANAGE)
CLEAN := env -u DATABASE_URL -u DJANGO_SETTINGS_MODULE -u PYTEST_ADDOPTS -u PYTHONPATH
PYTEST := $(CLEAN) $(RUN) -m pytest
TESTING := $(CLEAN) POLARIS_MODE=test POLARIS_VAR_DIR="$(CURDIR)/var/test"

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test test-browser test-postgres bench faults payments-drill payments-drill-postgres lint format screenshots lock python install install-develop

help:
	@echo "make demo            the site on http://localhost:$(PORT)/ with demo content (PORT=… for another port)"
	@echo "make demo-reset      the same, afresh: what the demo kept is deleted first"
	@echo "make test            all tests on the embedded database, browser journeys included where Chromium is found"
	@echo "make test-browser    the browser journeys alone"
	@echo "make test-postgres   all tests but the browser journeys on PostgreSQL (POSTGRES_URL=…)"
	@echo "make faults          kills, full disks, locked databases, silent servers, wrong clocks: what the site must withstand, each with its control (ARGS='--only mail')"
	@echo "make bench           one table of what pages, lists, matching, exports and kept pages cost at a hundred times the association of today, on both databases (ARGS='--only people')"
	@echo "make payments-drill  a thousand gifts and their receipts through a failing network while processes are killed; the books must agree"
	@echo "make payments-drill-postgres  the same on PostgreSQL; ARGS='--without lock' (or ledger, withdraw) takes a defence away, and it must fail"
	@echo "make lint            every check that runs nothing: style, types, templates, import directions, requirements"
	@echo "make format          rewrite the code as the formatter wants it"
	@echo "make screenshots     take the pictures of README and guide again, from the demo that runs on PORT"
	@echo "make lock            resolve requirements/*.in again"

demo: install
	@exec $(DEMO) run_demo

demo-reset: install
	@find var -mindepth 1 -maxdepth 1 ! -name test -exec rm -rf {} + 2>/dev/null || true
	@exec $(DEMO) run_demo

test: install-develop
	$(PYTEST) -n $(WORKERS) --dist worksteal $(ARGS)

test-browser: install-develop
	$(PYTEST) -n $(WORKERS) --dist worksteal -m browser --require-chromium $(ARGS)

test-postgres: install-develop
	$(CLEAN) DATABASE_URL=$(POSTGRES_URL) $(RUN) -m pytest -n $(WORKERS) --dist worksteal -m "not browser and not servers" $(ARGS)

bench: install-develop
	$(TESTING) DJANGO_SETTINGS_MODULE=site_polaris.settings DATABASE_URL=$(POSTGRES_URL) $(RUN) -W ignore -m tests.bench $(ARGS)

faults: install-develop
	$(RUN) -W ignore -m tests.faults $(ARGS)

DRILL := DJANGO_SETTINGS_MODULE=site_polaris.settings $(RUN) -W ignore -m tests.drill.payments
payments-drill: install-develop
	$(CLEAN) $(DRILL) $(ARGS)

payments-drill-postgres: install-develop
	$(CLEAN) DATABASE_URL=$(POSTGRES_URL) $(DRILL) $(ARGS)

lint: install-develop
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/lint-imports --no-logo
	PYTHONWARNINGS=ignore .venv/bin/deptry .
	.venv/bin/djlint --lint --quiet templates
	$(TESTING) .venv/bin/mypy
	$(TESTING) $(MANAGE) makemigrations --check --dry-run
	$(PYTEST) -q -n 0 -p no:randomly tests/test_consistency.py tests/test_migration_rules.py

screenshots: install-develop
	PORT=$(PORT) $(RUN) docs/take_screenshots.py

format: install-develop
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

# Keeps the versions it can; `make lock ARGS=--upgrade` takes the newest. --python-version 3.11, not 3.11.7: Debian's own
# is an earlier patch. Hashes, and no address of a registry in any file.
UV_COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/uv pip compile --quiet --generate-hashes --universal --python-version 3.11
lock: install
	$(UV_COMPILE) $(ARGS) requirements/uv.in -o requirements/uv.txt
	$(UV_COMPILE) $(ARGS) requirements/run.in -o requirements/run.txt
	$(UV_COMPILE) $(ARGS) requirements/develop.in -o requirements/develop.txt

install: python
	@$(PYTHON) requirements/install.py run

install-develop: python
	@$(PYTHON) requirements/install.py run develop

python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer was found. Install one, or say where it is: make PYTHON=/path/to/python3.11"; exit 1; }
	@command -v $(PYTHON) >/dev/null || { echo "There is no command “$(PYTHON)”. Say where Python 3.11 or newer is: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed, and $(PYTHON) is $$($(PYTHON) -V 2>&1). Give another: make PYTHON=/path/to/python3.11"; exit 1; }
