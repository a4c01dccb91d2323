# Every target sets up what it needs in .venv, once.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
.PHONY: demo test check run bench lock format clean compiled

$(VENV)/.made:
	$$(command -v $(PYTHON) || command -v python3) -m venv $(VENV)
	@touch $@

$(VENV)/.runs: requirements.lock pyproject.toml $(VENV)/.made
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . 2>/dev/null \
	  || $(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.tests: requirements-dev.lock $(VENV)/.runs
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

compiled: $(VENV)/.runs  # a start then reads no source, also where Python may not write beside it
	@$(BIN)/python -m compileall -q bot handlers storage

demo: compiled  ## the whole story, played by the real process against a pretend Telegram
	$(BIN)/python -m bot demo

run: compiled  ## the bot, for real: settings from the environment or .env
	$(BIN)/python -m bot run

test: $(VENV)/.tests  ## style, types, layers, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/slipcover --json --out .coverage.json -m pytest --numprocesses auto --dist worksteal
	$(BIN)/slipcover --merge .coverage.json --out .coverage.json --skip-covered --fail-under 88

check: test  ## what CI runs, and known vulnerabilities where they can be looked up
	-$(BIN)/pip-audit --requirement requirements.lock --require-hashes --disable-pip

bench: $(VENV)/.tests compiled
	$(BIN)/python -m bench

format: $(VENV)/.tests
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(VENV)/.tests  ## new pins within the ranges of pyproject.toml
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header -q -U --extra dev pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header -q -c requirements-dev.lock pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) demo build *.egg-info
