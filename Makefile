# `make demo` shows the tool at work, `make test` proves it. They need only Python >= 3.11, make and a package index.
#
#   make demo        a v1 database to v2, from nothing, in an embedded PostgreSQL
#   make lab         JupyterLab on the demo's data (LAB="--no-browser --port 8899" gives it options)
#   make test        lint, then every group of tests (GROUPS="unit pg" for some; GROUPS="--at 2028-02-29T00:30+00:00",
#                    also with --zone Europe/Berlin, shifts every clock, those of the servers too)
#   make test-all    the same with the long runs
#   make lint        the checks that need no server: ruff, mypy, the layers
#   make notebooks   execute the notebooks again and store their outputs
#   make golden      write the stored SQL and reports of tests/golden anew, to be read before they are committed
#   make docs        write docs/reference again from the declarations and the corruptions
#   make lock        bring requirements.lock up to pyproject.toml (LOCK_FLAGS=--upgrade for newer versions)
#   make clean       remove what make and the tests left; runs/ and the data stay
#
# The first of them makes .venv: with uv, or with pip if you say SETUP=pip or uv fails.

PYTHON     = python3 python3.14 python3.13 python3.12 python3.11 python
SETUP      = uv
GROUPS     =
LAB        =
LOCK_FLAGS =

BIN  = .venv/bin
PIP  = python -m pip -qq --disable-pip-version-check --no-input install --root-user-action=ignore
ROOT = $(if $(filter 0,$(shell id -u)),--allow-root)

# The project is JupyterLab's root: a link from a notebook to docs/ leads nowhere if notebooks/ is.
LAB_AT = --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb

# uv compiles nothing; a module is compiled when it is first imported, and kept, whatever the machine says of bytecode.
# To compile them all takes longer than the demo would gain. Only the tests want it, lest one of them waits for that.
export PYTHONDONTWRITEBYTECODE =

.PHONY: demo lab test test-all lint notebooks golden docs lock clean
.DELETE_ON_ERROR:

demo: .venv/installed
	@$(BIN)/sark-runbook demo

lab: .venv/installed
	@$(BIN)/sark-runbook db start
	@trap : INT; $(BIN)/jupyter lab $(ROOT) $(LAB_AT) $(LAB); $(BIN)/sark-runbook db stop

test: lint .venv/compiled
	@$(BIN)/python -m tests.groups $(GROUPS)

test-all: lint .venv/compiled
	@$(BIN)/python -m tests.groups --long $(GROUPS)

lint: .venv/installed
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

notebooks: .venv/installed
	@$(BIN)/python -m tests.notebooks.regenerate

golden: .venv/installed
	@SARK_UPDATE_GOLDEN=1 $(BIN)/python -m pytest -q tests/golden

docs: .venv/installed
	@$(BIN)/python -m sark_lib.runbook.reference
	@$(BIN)/python -m tests.faults.detection

lock: .venv/locked
	@$(BIN)/python .ci/uv.py pip compile pyproject.toml --all-extras --output-file requirements.lock --quiet \
	    --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(LOCK_FLAGS)

clean:
	@rm -rf .venv build *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -prune -exec rm -rf {} +

# From the lock, every file checked against its hash; then this project itself, without a second look at the index.
.venv/locked: requirements.lock
	@.ci/set-up $(SETUP) $(PYTHON)
	@touch $@

.venv/installed: .venv/locked pyproject.toml
	@$(BIN)/$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

# Fails on files that are samples of other Pythons; they stay as they are.
.venv/compiled: .venv/locked
	@$(BIN)/python -m compileall -qq -j 0 .venv/lib || true
	@touch $@
