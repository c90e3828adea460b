# Two commands are enough: `make run` starts the desk, `make test` checks everything. `make help` lists the others.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
PEERS := .venv-bench
BIN := $(VENV)/bin
UV := UV_PYTHON_DOWNLOADS=never $(BIN)/uv --quiet
PACKAGES := bot dialogs knowledge storage
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help run chat setup test format lint types imports tests transcripts bench lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(READY) ## serve the web chat on this machine; Ctrl-C ends it
	@exec $(BIN)/needs serve

chat: $(READY) ## the same conversation in this terminal
	@exec $(BIN)/needs chat

setup: $(READY) ## make .venv from the hashed lock; instant when nothing changed

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found; install it, or say where: make PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "Could not make $(VENV) with $(PYTHON); on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Setting up $(VENV): a minute or two, once"
	@# uv itself comes from the lock as well, by pip, with its hashes checked.
	@awk '/^[^ #]/ { wanted = /^uv==/ } wanted' requirements.lock > $(VENV)/uv.lock
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(VENV)/uv.lock
	@$(UV) pip install --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.lock
	@$(UV) pip install --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q $(PACKAGES)
	@touch $@

test: format lint types imports tests ## everything CI runs

format: $(READY)
	@$(BIN)/ruff format --check .

lint: $(READY)
	@$(BIN)/ruff check .

types: $(READY)
	@$(BIN)/mypy

imports: $(READY)
	@$(BIN)/lint-imports --no-logo

tests: $(READY)
	@# More processes than cores: the longest tests mostly wait.
	@$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

bench: $(READY) $(PEERS)/.ready ## our speed and memory beside others', some minutes; see benchmarks/README.md
	@$(BIN)/python -m benchmarks.form_conversation --peers $(PEERS)/bin/python
	@$(BIN)/python -m benchmarks.cold_start
	@$(BIN)/python -m benchmarks.memory
	@$(BIN)/python -m benchmarks.telegram_dispatch
	@$(BIN)/python -m benchmarks.slack_dispatch
	@$(BIN)/python -m benchmarks.acknowledgement

$(PEERS)/.ready: requirements-bench.lock | $(READY)
	@$(PYTHON) -m venv $(PEERS)
	@$(UV) pip install --python $(PEERS)/bin/python --require-hashes -r requirements-bench.lock
	@touch $@

transcripts: $(READY) ## write tests/transcripts anew after a change that is meant; then read the difference
	@NEEDS_WRITE_TRANSCRIPTS=1 $(BIN)/python -m pytest tests/test_transcripts.py

lock: $(READY) ## write requirements.lock anew from pyproject.toml
	@$(UV) pip compile pyproject.toml --python $(BIN)/python --group dev --universal --generate-hashes --no-header -o requirements.lock
	@$(UV) pip compile --group bench --python $(BIN)/python --constraints requirements.lock --universal --generate-hashes --no-header -o requirements-bench.lock

clean: ## remove .venv and caches; your data folder stays
	rm -rf $(VENV) $(PEERS) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
