# Two commands on a fresh machine: `make build` and `make test`. GNU make 3.81 is enough.
.DEFAULT_GOAL := help
.PHONY: help build serve check diff new test test-fast test-versions web-tools audit screenshots lint format clean evaluate bench

VENV := .venv
RUN := $(VENV)/bin
SITE := $(RUN)/feedgen-site
ARGS ?=
NPM := --ignore-scripts --no-audit --no-fund --loglevel=error

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: $(VENV)/installed ## Build content/ into public/
	@$(SITE) build $(ARGS)
	@echo "Open public/index.html, or preview with: make serve"

serve: $(VENV)/installed ## Preview on this machine; rebuilds when a file changes
	@$(SITE) serve $(ARGS)

check: $(VENV)/installed ## Judge the articles and write nothing
	@$(SITE) check $(ARGS)

diff: $(VENV)/installed ## Say what a build would change for subscribers; ARGS="--against https://the-site"
	@$(SITE) diff $(ARGS)

new: $(VENV)/installed ## Start an article: make new TITLE="The headline" SECTION=asia
	@$(SITE) new "$$TITLE" --section "$$SECTION"

test: $(VENV)/installed-dev ## Lint, types and every test
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/pytest --numprocesses auto $(ARGS)

test-fast: $(VENV)/installed-dev ## The tests that take under two minutes together
	$(RUN)/pytest --numprocesses auto -m "not slow and not browser" $(ARGS)

test-versions: $(VENV)/installed-dev ## The fast tests with each other Python found; ARGS=--lowest: with the oldest dependencies
	$(RUN)/python .ci/versions $(ARGS)

web-tools: .ci/web/node_modules/.package-lock.json ## Install the judges of pages that tests ask; takes npm

screenshots: $(VENV)/installed-dev ## Take the pictures of docs/ anew; takes Chromium and poppler-utils
	@$(RUN)/python .ci/screenshots

audit: $(VENV)/installed-dev .ci/lighthouse/node_modules/.package-lock.json ## Let Lighthouse judge four kinds of pages; takes npm and Chromium
	$(RUN)/python .ci/audit $(ARGS)

lint: $(VENV)/installed-dev ## Lint and types only
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy

format: $(VENV)/installed-dev ## Put the code into its one format
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .

evaluate: $(VENV)/installed-evaluate ## Measure the key points beside what else there is; needs ../shared/data
	$(RUN)/python benchmarks/quality/evaluate.py --all $(ARGS)

bench: $(VENV)/installed-bench ## Measure builds beside Hugo, Pelican and Eleventy; ARGS="--articles 10000"
	@$(RUN)/python -m benchmarks.engine.run $(ARGS)

clean: ## Remove the built site, the cache and the virtual environment
	rm -rf public .cache $(VENV)

# npm writes these files when it is done.
.ci/web/node_modules/.package-lock.json: .ci/web/package.json .ci/web/package-lock.json
	@echo "Installing what judges pages ..."
	@npm ci --prefix .ci/web $(NPM)
	@touch $@

.ci/lighthouse/node_modules/.package-lock.json: .ci/lighthouse/package.json
	@echo "Installing Lighthouse ..."
	@npm install --prefix .ci/lighthouse --no-package-lock $(NPM)
	@touch $@

$(VENV)/bin/pip:
	@sh .ci/make-venv $(VENV)

$(VENV)/installed: $(VENV)/bin/pip pyproject.toml
	@echo "Installing feedgen-site into $(VENV) ..."
	@$(RUN)/pip install --quiet --disable-pip-version-check --use-pep517 --editable .
	@touch $@

$(VENV)/installed-evaluate: $(VENV)/installed benchmarks/quality/requirements.txt
	@echo "Installing what ours is measured against ..."
	@# Before 24.1, pip gives up on an extra that two packages spell differently.
	@$(RUN)/pip install --quiet --disable-pip-version-check --upgrade "pip>=24.1"
	@$(RUN)/pip install --quiet --disable-pip-version-check --requirement benchmarks/quality/requirements.txt
	@touch $@

$(VENV)/installed-bench: $(VENV)/installed benchmarks/engine/requirements.txt
	@echo "Installing the generators that ours is measured against ..."
	@$(RUN)/pip install --quiet --disable-pip-version-check --requirement benchmarks/engine/requirements.txt
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@echo "Installing what the tests need ..."
	@$(RUN)/pip install --quiet --disable-pip-version-check --use-pep517 --editable ".[dev]"
	@touch $@
