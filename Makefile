# Mitra. The two commands that matter: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup test-setup dev-setup run test test-sqlite test-postgres check sweep bench screenshots \
	translations lock

PY := .venv/bin/python
FLASK := $(PY) -m flask --app wsgi
PYTEST := $(PY) -m pytest
JOBS ?= 2
# Images of machines set it; then every process compiles all that it imports, each time anew.
unexport PYTHONDONTWRITEBYTECODE
LOCALES := id

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1 - \2/p' Makefile

setup: ## install what the portal needs into .venv, and nothing else
	@requirements/install.sh runtime

test-setup:
	@requirements/install.sh test

dev-setup:
	@requirements/install.sh dev

run: setup ## serve on 127.0.0.1:8000 (MITRA_PORT), with the demo company if the database is empty
	@$(FLASK) db upgrade
	@$(FLASK) demo --if-empty
	@$(FLASK) demo-signins
	@$(FLASK) work & worker=$$!; $(PY) -m portal.server & server=$$!; \
	trap 'trap - INT TERM; kill $$worker $$server 2>/dev/null; wait; exit 0' INT TERM; \
	status=0; wait $$server || status=$$?; kill $$worker 2>/dev/null; exit $$status

test: test-sqlite test-postgres ## the whole suite on SQLite, then on PostgreSQL

test-sqlite: test-setup
	$(PYTEST) -n $(JOBS) --dist loadgroup --database sqlite -m "not postgres and not sweep"

test-postgres: test-setup
	$(PYTEST) -n $(JOBS) --dist loadgroup --database postgres -m "not sqlite and not browser and not sweep"

check: dev-setup ## format, lint, types, house rules
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PYTEST) tests/test_house_rules.py

sweep: test-setup ## what make test tries a share of, whole: every route x person x thing; longer walks; every language and screen
	$(PYTEST) -n $(JOBS) -m sweep -s

bench: test-setup ## the figures of benchmarks/README.md, as ratios of one run
	$(PY) -m benchmarks

screenshots: test-setup ## pictures of every screen into screenshots/
	$(PY) -m tests.screenshots

translations: dev-setup ## collect the strings and update the catalogues
	$(PY) -m babel.messages.frontend extract -F portal/translations/babel.cfg -k _l -k _n:1,2 \
		--no-location --sort-output --project Mitra -o portal/translations/messages.pot portal templates
	for locale in $(LOCALES); do \
		catalogue=portal/translations/$$locale/LC_MESSAGES/messages.po; \
		if [ -f $$catalogue ]; then verb="update --previous --ignore-obsolete"; else verb=init; fi; \
		$(PY) -m babel.messages.frontend $$verb -i portal/translations/messages.pot \
			-o $$catalogue -l $$locale --no-wrap || exit 1; \
	done
	$(PY) hatch_build.py

COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --exclude-newer "3 days"

lock: ## choose versions anew within pyproject.toml's ranges (needs uv)
	$(COMPILE) --upgrade requirements/build.in -o requirements/build.txt
	$(COMPILE) --upgrade --extra postgres --extra test --extra dev -c requirements/build.txt \
		pyproject.toml -o requirements/dev.txt
	$(COMPILE) --extra postgres --extra test -c requirements/dev.txt pyproject.toml -o requirements/test.txt
	$(COMPILE) --extra postgres -c requirements/dev.txt pyproject.toml -o requirements/runtime.txt
