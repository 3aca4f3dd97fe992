# From a fresh clone: `make demo`, or `make test`. Every target makes the environment first;
# the second time that is instant, because .venv/.installed is newer than the two lists.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: install demo test drill lint check bench clean
.DEFAULT_GOAL := install

install: $(STAMP)

$(STAMP): pyproject.toml requirements-dev.txt
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "make install: there is no $(PYTHON) here. Install Python 3.11 or newer (Debian: apt-get install python3 python3-venv), or name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "make install: $$($(PYTHON) --version) is too old, 3.11 or newer is needed: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "make install: this $(PYTHON) cannot make virtual environments (no ensurepip). Install it first (Debian, Ubuntu: apt-get install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

demo: install
	$(BIN)/ndxp demo

# On all cores; then, one after the other, the tests that measure.
test: install
	$(BIN)/python -m pytest -n auto --dist loadfile
	$(BIN)/python -m pytest -m alone

drill: install
	$(BIN)/python -m pytest -m drill --timeout 900

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint
	$(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-report= --cov-fail-under=0
	$(BIN)/python -m pytest -m alone --cov --cov-append --cov-report=term

bench: install
	$(BIN)/ndxp bench

clean:
	rm -rf $(VENV) .ndxp build dist htmlcov .coverage .coverage.* .hypothesis \
	  .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
