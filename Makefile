# make run    install what the app needs, then serve it at http://localhost:8501
# make test   install everything, a browser and an office too, then check and test it all
# make hunt   new examples for the tests that draw them; "make test" has the same ones each time
# Second runs skip what is installed.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
LOCKED := $(PIP) --require-hashes -r
JAVA := $(shell command -v java 2>/dev/null)
STAMPS := $(VENV)/.run $(VENV)/.test $(if $(JAVA),$(VENV)/.spark) .browser/path .office/path
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --no-header

.PHONY: run test hunt install-test lint lock fonts bench screenshots clean
.DELETE_ON_ERROR:

run: $(VENV)/.run
	@echo "Evenhand serves at http://$(HOST):$(PORT) - stop it with Ctrl-C."
	$(BIN)/python -m streamlit run app.py --server.address=$(HOST) --server.port=$(PORT)

test: lint
	CHROMIUM="$$(cat .browser/path)" OFFICE="$$(cat .office/path)" $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-branch --cov-report=
	$(BIN)/python -m coverage report --fail-under=95

hunt: install-test
	OFFICE="$$(cat .office/path)" $(BIN)/python -m pytest -n 2 -m hypothesis --hypothesis-profile=hunt --ignore=tests/e2e

install-test: $(STAMPS)

lint: install-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install-test
	CHROMIUM="$$(cat .browser/path)" $(BIN)/python -m benchmarks

screenshots: install-test
	CHROMIUM="$$(cat .browser/path)" $(BIN)/python -m benchmarks.screenshots

lock: $(VENV)/.made
	$(PIP) uv
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) pyproject.toml --group test -c requirements.txt -o requirements-test.txt
	$(LOCK) --group spark -c requirements-test.txt -o requirements-spark.txt
	echo hatchling | $(LOCK) - -c requirements-test.txt -o requirements-build.txt

# The fonts of the PDF report, cut anew from open ones: on Debian, with npm.
fonts: $(VENV)/.made
	$(PIP) fonttools==4.68.0 brotli==1.2.1
	$(BIN)/python -m benchmarks.fonts

clean:
	rm -rf $(VENV) .browser .office

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Evenhand needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Python's venv module is missing: on Debian, apt-get install python3-venv" >&2; exit 1; }
	touch $@

$(VENV)/.run: requirements.txt | $(VENV)/.made
	@echo "Installing what the app needs; this takes a few minutes the first time."
	$(LOCKED) requirements.txt
	touch $@

$(VENV)/.test: requirements-test.txt | $(VENV)/.run
	$(LOCKED) requirements-test.txt
	touch $@

$(VENV)/.spark: requirements-spark.txt | $(VENV)/.test
	$(LOCKED) requirements-spark.txt
	touch $@

# The Chromium found; else Debian's, where we may install it; else Playwright's own.
.browser/path: .browser/driver
	@{ command -v chromium || command -v chromium-browser || command -v google-chrome; } > $@ || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && apt-get update -qq && \
		  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium > /dev/null && \
		  command -v chromium > $@; } || \
		{ $(BIN)/python -m playwright install chromium && \
		  $(BIN)/python -c 'from playwright.sync_api import sync_playwright as s; p = s().start(); print(p.chromium.executable_path); p.stop()' > $@; }

# What steers it is a program of its own; a bare Debian lacks the one library that it needs.
.browser/driver: | $(VENV)/.test
	@mkdir -p .browser
	@$(BIN)/python -m playwright --version > /dev/null 2>&1 || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && apt-get update -qq && \
		  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq libatomic1 > /dev/null; } || true
	@$(BIN)/python -m playwright --version > $@ || \
		{ echo "Playwright does not start here; on Debian, apt-get install libatomic1" >&2; exit 1; }

# LibreOffice works a workbook out anew and draws slides: the one found; else Debian's, as root.
.office/path:
	@mkdir -p .office
	@command -v soffice > $@ || command -v libreoffice > $@ || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && apt-get update -qq && \
		  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		    libreoffice-calc-nogui libreoffice-impress-nogui > /dev/null && \
		  command -v soffice > $@; } || \
		{ echo "LibreOffice is missing: on Debian, apt-get install libreoffice-calc-nogui libreoffice-impress-nogui" >&2; exit 1; }
