# Everything below works with plain python3, venv and pip. `make help` lists the targets.

PYTHON ?= python3
VENV   ?= .venv
HOST   ?= 127.0.0.1
PORT   ?= 8000
ARGS   ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help run install install-dev test check format docs build eval systems bench wheel clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: build ## install, build the index, serve on HOST:PORT
	@$(BIN)/python -m askbrief serve --host $(HOST) --port $(PORT)

install: $(VENV)/.installed ## make .venv and install askbrief into it

install-dev: $(VENV)/.installed-dev ## the same with what the tests need

test: install-dev ## run the tests; ARGS="-k name" chooses some
	@echo "==> running the tests"
	@$(BIN)/python -m pytest $(ARGS)

check: install-dev ## format, lint, types, tests
	@echo "==> format"
	@$(BIN)/python -m ruff format --check .
	@echo "==> lint"
	@$(BIN)/python -m ruff check .
	@echo "==> types"
	@$(BIN)/python -m mypy
	@echo "==> tests"
	@$(BIN)/python -m pytest $(ARGS)

format: install-dev ## write the format and the fixes that ruff can make
	@$(BIN)/python -m ruff format .
	@$(BIN)/python -m ruff check --fix .

docs: install ## write docs/cli.md and the README's settings table anew
	@$(BIN)/python docs/make_cli_md.py

build: install ## build the index of corpus/; only what changed is encoded
	@echo "==> building the index"
	@$(BIN)/python -m askbrief build $(ARGS)

eval: install ## ask the benchmark's questions; fails when they went worse than eval/baseline.jsonl
	@$(BIN)/python -m askbrief build
	@echo "==> asking the benchmark's questions"
	@$(BIN)/python -m askbrief eval $(ARGS)

systems: $(VENV)-peers/.installed ## the same questions to askbrief, parts of it, and its peers
	@echo "==> asking all systems"
	@$(VENV)-peers/bin/python eval/systems/run.py $(ARGS)

bench: install-dev ## measure speed and memory
	@echo "==> measuring"
	@$(BIN)/python eval/bench.py $(ARGS)

wheel: install-dev ## build dist/askbrief-*.whl with pages and starter corpus inside
	@$(BIN)/python -m build --wheel

clean: ## remove .venv, the built index, caches and dist
	rm -rf $(VENV) $(VENV)-peers eval/reports dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis index/v-* index/.building-* index/current index/calibration.json index/.lock
	find src tests eval docs -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "askbrief needs Python 3.11 or newer; name one with: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "==> installing into $(VENV) (a few minutes the first time)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install -q -c constraints.txt -e .
	@touch $@

$(VENV)-peers/.installed: pyproject.toml constraints.txt eval/systems/requirements-peers.txt
	@echo "==> installing askbrief and its peers into $(VENV)-peers"
	@$(PYTHON) -m venv $(VENV)-peers
	@$(VENV)-peers/bin/python -m pip --disable-pip-version-check install -q -c constraints.txt -e .
	@$(VENV)-peers/bin/python -m pip --disable-pip-version-check install -q -r eval/systems/requirements-peers.txt
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "==> installing what the tests need"
	@$(PIP) install -q -c constraints.txt -e '.[dev]'
	@touch $@
