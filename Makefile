# The two commands: `make demo` shows the main job, `make test` runs the checks and the tests.

FIT := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
  $$p -c '$(FIT)' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.PHONY: help demo test check fuzz bench lock pictures clean

help:
	@echo "make demo    set up, then watch personal data being stopped on its way abroad (no internet needed)"
	@echo "make test    the checks and the tests"
	@echo "make check   only the checks: style, types, layers"
	@echo "make fuzz    longer runs of the property tests"
	@echo "make bench   the benchmarks (docs of each: bench/README.md)"
	@echo "make lock    pin the dependencies again (needs uv)"

demo: $(VENV)/run.stamp
	@$(BIN)/python -m demo

test: check
	$(BIN)/pytest -n auto

check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fuzz: $(VENV)/dev.stamp
	HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest -m hypothesis

bench: $(VENV)/dev.stamp
	@for b in unpack detect files own recipient pcap discover promise policy ledger quality gate; do echo "== bench/$$b.py"; $(BIN)/python -m bench.$$b || exit 1; done

pictures: $(VENV)/dev.stamp
	$(BIN)/python -m tools.pictures

lock:
	for f in runtime build dev; do \
	  uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    requirements/$$f.in -o requirements/$$f.lock || exit 1; done

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "gwanmun: error: no Python 3.11 to 3.13 with the venv module was found"; \
	  echo "hint: install one (on Debian: apt install python3-venv), or: make PYTHON=/path/to/python3 demo"; exit 2; }
	@echo "Making the environment in $(VENV) (once) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements/build.lock pyproject.toml | $(VENV)/bin/python
	@$(PIP) install --require-hashes -r requirements/build.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.lock $(VENV)/run.stamp
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
