# make setup | demo | test | check | openapi | constraints | image-test
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: setup demo test check lint openapi constraints image-test clean

setup: $(STAMP)

# pip's own progress bars show while the packages come in.
$(STAMP): pyproject.toml constraints.txt
	@echo "Making the virtual environment in $(VENV)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing (a few minutes the first time)"
	$(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: setup
	$(BIN)/python -m demo.run

test: setup lint
	HF_HUB_OFFLINE=1 $(BIN)/python -m pytest

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Exactly what CI runs.
check:
	./.ci/run

openapi: setup
	$(BIN)/secondsource openapi > openapi.yaml

# What is installed now, as pins; torch without its build tag, so that the same file
# serves the CPU build and the CUDA build.
constraints: setup
	$(BIN)/python -m pip freeze --exclude-editable --exclude secondsource \
	  | sed 's/+cpu//' > constraints.txt

image-test:
	./tests/image/run.sh

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache
