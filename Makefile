# `make help` lists what there is. The two commands that matter: `make book` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
ENGINE ?= fork
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
ISCO ?= 3211
RUN_OPTIONS = --engine $(ENGINE) --jobs $(JOBS)
OWN_SCORES = $(if $(SCORES),--scores "$(SCORES)")
ifneq ($(and $(SCORES),$(filter-out book pages page,$(or $(MAKECMDGOALS),help))),)
$(error SCORES goes with book, pages and page: everything else holds the edition)
endif
ON_CLUSTER = $(if $(SCHEDULER),--scheduler $(SCHEDULER))
INSTALLED := $(VENV)/.installed
# What must be built is built with the locked setuptools, not with what pip would fetch for it past the lock. One package is
# published as source only; no other may be.
NO_BUILD = --no-build-isolation --only-binary :all: --no-binary jsonpath-rw
ifdef SOURCES
export EXPOSURE_GRADIENT_SOURCES := $(SOURCES)
endif
export MPLCONFIGDIR := $(CURDIR)/.cache/matplotlib
export PYTHONWARNINGS := ignore::DeprecationWarning

.DEFAULT_GOAL := help
.PHONY: help book pages page test quick nbval nbval-sample data diff toc audit lint lock licences audit-packages offline serve compare-engines bench bench-cluster clean reproduce verify

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(INSTALLED): requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	awk '/^[^ #]/ {found = /^setuptools==/} found' requirements.txt > $(VENV)/setuptools.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/setuptools.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes $(NO_BUILD) -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

book: $(INSTALLED) ## Run every page and build the book (SOURCES=folder of publishers' files, ENGINE=fork|stock, JOBS=n, SCORES=own.csv)
	$(BIN)/exposure-gradient book $(RUN_OPTIONS) $(OWN_SCORES) $(ON_CLUSTER)

pages: $(INSTALLED) ## Run the pages only, without the book (SCHEDULER=tcp://HOST:PORT: on the workers of a Dask cluster)
	$(BIN)/exposure-gradient pages $(RUN_OPTIONS) $(OWN_SCORES) $(ON_CLUSTER)

page: $(INSTALLED) ## Run one page: make page ISCO=3211
	$(BIN)/exposure-gradient pages $(RUN_OPTIONS) $(OWN_SCORES) $(ISCO)

test: book ## Run all tests: unit tests, the built book, a real browser, nbval (on a sample; with CI=true on all)
	@browser="$$(tests/find-browser)"; export EXPOSURE_GRADIENT_BROWSER="$$browser"; \
	java="$$(tests/find-java)"; export EXPOSURE_GRADIENT_JAVA="$$java"; \
	$(BIN)/ruff check . && $(BIN)/ruff format --check --quiet . && \
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile && \
	$(MAKE) --no-print-directory $(if $(CI),nbval,nbval-sample); status=$$?; \
	if [ -z "$$browser" ]; then \
		echo "No browser was found and none could be installed: the pages were not opened in one."; \
		[ -z "$$CI" ] || status=1; \
	fi; \
	if [ -z "$$java" ]; then \
		echo "No Java runtime was found and none could be installed: the pages' HTML was not validated."; \
		[ -z "$$CI" ] || status=1; \
	fi; exit $$status

quick: $(INSTALLED) ## Run the tests that need no built book
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -m "not built and not browser"

NBVAL = EXPOSURE_GRADIENT_WORDING="$$($(BIN)/exposure-gradient wording)" PYTHONPATH=tests $(BIN)/python -m pytest -q \
	-p no:cacheprovider --nbval --nbval-current-env --nbval-cell-timeout 120 --dist loadfile
# A warm kernel waits for messages most of its time, so there are more of them than cores.
WARM = -n $$((2 * $(JOBS))) -p warm_kernels

nbval-sample: $(INSTALLED) ## Verify with nbval: chapters, groups, a sample of occupations; of the others the share whose turn it is
	$(NBVAL) -n $(JOBS) $$($(BIN)/python tests/nbval_sample.py)
	$(NBVAL) $(WARM) $$(SHARE=1 $(BIN)/python tests/nbval_sample.py --others)

nbval: $(INSTALLED) ## Verify with nbval: every notebook of the book, the sample of them with fresh kernels
	$(NBVAL) -n $(JOBS) $$($(BIN)/python tests/nbval_sample.py)
	$(NBVAL) $(WARM) $$($(BIN)/python tests/nbval_sample.py --others)

data: $(INSTALLED) ## Derive data/ from the publishers' files and fail on any cell that differs (WRITE=1 writes)
	$(BIN)/exposure-gradient data $(if $(WRITE),--write)

diff: $(INSTALLED) ## Compare two editions of the tables: make diff OLD=v2026.1 NEW=data (folders or revisions)
	$(BIN)/exposure-gradient diff "$(or $(OLD),HEAD)" "$(or $(NEW),data)"

toc: $(INSTALLED) ## Write _toc.yml from the tables
	$(BIN)/exposure-gradient toc

audit: book ## Make every claim of the built book a second time, in SQL from the publishers' files, and compare
	$(BIN)/python audit/audit.py

lint: $(INSTALLED) ## Format and check the code
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lock: $(INSTALLED) ## Resolve requirements.in into requirements.txt, with hashes
	$(BIN)/pip-compile --quiet --allow-unsafe --generate-hashes --strip-extras --no-header --no-emit-index-url \
		--no-emit-find-links --no-emit-trusted-host --output-file requirements.txt requirements.in

licences: $(INSTALLED) ## Write data/licences.csv from the installed packages; fail on a licence that is not accepted
	$(BIN)/exposure-gradient licences

audit-packages: $(INSTALLED) ## Ask pip-audit what is known against the locked packages; fail on what is not argued in data/supply.toml
	$(BIN)/python tests/audit_packages.py

offline: $(INSTALLED) ## Build the whole book in a network namespace without routes; fail if it tries to reach anything
	$(BIN)/exposure-gradient wording
	rm -rf _build/offline
	EXPOSURE_GRADIENT_BUILD=_build/offline $(BIN)/python tests/offline.py $(BIN)/exposure-gradient book $(RUN_OPTIONS)

reproduce: $(INSTALLED) ## Build the committed state twice, in other folders, on one core and on all, and compare every file
	$(BIN)/python tests/reproduce.py

verify: $(INSTALLED) ## Hold the built book against the manifest of an edition: make verify MANIFEST=manifest.sha256
	$(BIN)/exposure-gradient verify "$(or $(MANIFEST),_build/html/manifest.sha256)"

serve: $(INSTALLED) ## Serve the book on this machine; build it again on save and reload the page (PORT=8000)
	$(BIN)/exposure-gradient serve $(RUN_OPTIONS) --port $(or $(PORT),8000)

compare-engines: $(INSTALLED) ## Run every page by our engine and by papermill's own, and compare byte for byte
	$(BIN)/exposure-gradient compare --jobs $(JOBS)

bench: $(INSTALLED) ## Measure run, book and pages against their targets, side by side in one run (QUICK=1 for a short one)
	$(BIN)/python bench/bench.py $(if $(QUICK),--quick)

bench-cluster: $(INSTALLED) ## Measure the run on a Dask cluster of two workers on this machine against the run without one
	$(BIN)/python bench/cluster.py

clean: ## Remove everything built; the environment stays
	rm -rf _build
