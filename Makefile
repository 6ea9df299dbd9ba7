# `make help` lists what there is. The two commands that matter: `make book` and `make test`.
# Written for any POSIX shell and for GNU make from 3.81 on, which is macOS's.
BIN := .venv/bin
ISCO ?= 3211
# What may be given on the command line. A value reaches its command as it was typed, through the environment: neither make's
# functions nor the shell read it. An empty one means the usual value; ISCO must name a page.
VALUES := BY CODE CROSSWALK DECIMAL DIGITS EMPLOYMENT ENGINE FAULT FILE ISCO JOBS KIND MANIFEST NAME NESTED NEW OLD PORT PYTHON RELEASE \
	REPEATED SCHEDULER SCORES SHEET TOTAL UNIT UNKNOWN WEIGHT WEIGHTS WHERE YEAR
$(foreach name,$(VALUES),$(eval export GIVEN_$(name) := $$(value $(name))))
ifdef SOURCES
export EXPOSURE_GRADIENT_SOURCES := $(value SOURCES)
endif
ifdef SITE
export EXPOSURE_GRADIENT_SITE := $(value SITE)
endif
ifdef SHARES
export EXPOSURE_GRADIENT_SHARES := $(value SHARES)
endif
unexport $(VALUES) SHARES SOURCES SITE
ENGINE_OPTION = $${GIVEN_ENGINE:+--engine="$$GIVEN_ENGINE"}
JOBS_OPTION = $${GIVEN_JOBS:+--jobs="$$GIVEN_JOBS"}
RUN_OPTIONS = $(ENGINE_OPTION) $(JOBS_OPTION)
OWN_SCORES = $${GIVEN_SCORES:+--scores="$$GIVEN_SCORES"}
OPTION = $${GIVEN_$(1):+--$(2)="$$GIVEN_$(1)"}
OF_COUNTRY = $(call OPTION,NAME,name) $(call OPTION,YEAR,year) $(call OPTION,BY,by) $(call OPTION,WHERE,where) \
	$(call OPTION,CROSSWALK,crosswalk) $(call OPTION,WEIGHTS,weights) $(call OPTION,SHEET,sheet) $(call OPTION,CODE,code) \
	$(call OPTION,WEIGHT,weight) $(call OPTION,UNIT,unit) $(call OPTION,DIGITS,digits) $(call OPTION,NESTED,nested) \
	$(call OPTION,REPEATED,repeated) $(call OPTION,TOTAL,total) $(call OPTION,UNKNOWN,unknown) $(call OPTION,DECIMAL,decimal)
ON_CLUSTER = $${GIVEN_SCHEDULER:+--scheduler="$$GIVEN_SCHEDULER"}
PYTEST = $(BIN)/python -m pytest -n "$${GIVEN_JOBS:-logical}" --dist loadfile --no-loadscope-reorder
NOTEBOOKS = $(BIN)/python tools/format_notebooks.py
NBVAL = $(BIN)/python tools/nbval_sample.py $(JOBS_OPTION)
ifneq ($(and $(value SCORES),$(filter-out book pages page,$(or $(MAKECMDGOALS),help))),)
$(error SCORES goes with book, pages and page: everything else holds the edition)
endif
export MPLCONFIGDIR := $(CURDIR)/.cache/matplotlib
export PYTHONWARNINGS := ignore::DeprecationWarning
# What Python compiles is kept, beside its source: the tests start hundreds of processes, each of which would compile anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help environment test-environment book country pages page test check nbval nbval-sample data diff toc audit lint lock licences \
	audit-packages offline queries serve compare-engines bench bench-cluster clean reproduce verify fresh faults

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-17s%s\n", $$1, $$2}' $(MAKEFILE_LIST)

SET_UP = command -v "$${GIVEN_PYTHON:-python3}" >/dev/null || { echo "error: There is no $${GIVEN_PYTHON:-python3} here. Install \
	it, or name another Python: PYTHON=python3.13 make book" >&2; exit 2; }; "$${GIVEN_PYTHON:-python3}" -I tools/environment.py

environment: ## Set up .venv with what the book needs, where it is not as it should be (PYTHON=python3.13: with that one)
	@$(SET_UP)

test-environment: ## The same, with what tests, audit and maintenance need as well
	@$(SET_UP) requirements-test.txt

book: environment ## Run every page and build the book (SOURCES=folder of publishers' files, ENGINE=fork|stock, JOBS=n, SCORES=own.csv, SITE=address)
	@$(BIN)/exposure-gradient book $(RUN_OPTIONS) $(OWN_SCORES) $(ON_CLUSTER)

country: environment ## Build a page of your own table, apart from the edition (EMPLOYMENT=table.csv, NAME=, YEAR=, BY=, CROSSWALK=, WEIGHTS=, WHERE=)
	@test -n "$$GIVEN_EMPLOYMENT" || { echo "error: Name the table of employment: make country EMPLOYMENT=FILE." >&2; exit 2; }
	@$(BIN)/exposure-gradient country $(RUN_OPTIONS) $(OF_COUNTRY) -- "$$GIVEN_EMPLOYMENT"

pages: environment ## Run the pages only, without the book (SCHEDULER=tcp://HOST:PORT: on the workers of a Dask cluster)
	@$(BIN)/exposure-gradient pages $(RUN_OPTIONS) $(OWN_SCORES) $(ON_CLUSTER)

page: environment ## Run one page: make page ISCO=3211
	@$(BIN)/exposure-gradient pages $(RUN_OPTIONS) $(OWN_SCORES) -- "$$GIVEN_ISCO"

test: test-environment book ## Run the tests: unit tests, the built book, a real browser, nbval; what is alike in shares, one a commit (SHARES=all: all of it)
	@browser="$$(tools/find-browser)"; export EXPOSURE_GRADIENT_BROWSER="$$browser"; \
	java="$$(tools/find-java)"; export EXPOSURE_GRADIENT_JAVA="$$java"; \
	status=0; { $(BIN)/ruff check . && $(BIN)/ruff format --check --quiet . && $(NOTEBOOKS) --check; } || status=1; \
	$(PYTEST) || status=1; \
	$(NBVAL) || status=1; \
	if [ -z "$$browser" ]; then \
		echo "No browser was found and none could be installed: the pages were not opened in one."; \
		[ -z "$$CI" ] || status=1; \
	fi; \
	if [ -z "$$java" ]; then \
		echo "No Java runtime was found and none could be installed: the pages' HTML was not validated."; \
		[ -z "$$CI" ] || status=1; \
	fi; exit $$status

check: test-environment ## In about a minute: lint, and the tests that need neither a built book nor long
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet . && $(NOTEBOOKS) --check && $(PYTEST) -q -m "not built and not long" tests/unit tests/book

nbval-sample: test-environment ## Verify with nbval: a few notebooks, and of the others the share whose turn it is
	@$(NBVAL)

nbval: test-environment ## Verify with nbval: every notebook of the book, one of each folder with a fresh kernel
	@EXPOSURE_GRADIENT_SHARES=all $(NBVAL)

data: environment ## Derive data/ from the publishers' files and fail on any cell that differs (WRITE=1 writes)
	$(BIN)/exposure-gradient data $(if $(filter 1,$(value WRITE)),--write)

diff: environment ## Compare two editions of the tables: make diff OLD=v2026.1 NEW=data (folders or revisions)
	@$(BIN)/exposure-gradient diff -- "$${GIVEN_OLD:-HEAD}" "$${GIVEN_NEW:-data}"

toc: environment ## Write _toc.yml from the tables
	$(BIN)/exposure-gradient toc

audit: test-environment book ## Make every claim of the built book a second time, in SQL from the publishers' files, and read every page as printed
	@$(BIN)/python audit/audit.py $(JOBS_OPTION)

faults: test-environment ## Put each declared fault into a copy, and see which a test finds (FAULT="name …" or KIND="measures …": only these)
	@browser="$$(tools/find-browser)"; export EXPOSURE_GRADIENT_BROWSER="$$browser"; \
	$(BIN)/python tools/faults.py $${GIVEN_FAULT:+--fault="$$GIVEN_FAULT"} $${GIVEN_KIND:+--kind="$$GIVEN_KIND"}

queries: test-environment book ## Run a file of queries through the search of the built book (FILE=queries.json: a list of pairs, query and codes)
	@browser="$$(tools/find-browser)"; export EXPOSURE_GRADIENT_BROWSER="$$browser"; \
	$(BIN)/python tools/queries.py "$$GIVEN_FILE"

lint: test-environment ## Format and check the code, that of the notebooks' cells as well
	$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(NOTEBOOKS)

# Resolved for every system and for each Python from the oldest that is promised; what is locked stays as long as it will do.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11.2 --fork-strategy fewest --generate-hashes --no-header
lock: environment ## Resolve requirements.in and requirements-test.in into the two locks, with hashes
	$(LOCK) --output-file requirements.txt requirements.in
	$(LOCK) --output-file requirements-test.txt requirements-test.in

licences: test-environment ## Write data/licences.csv from the installed packages; fail on a licence that is not accepted
	$(BIN)/python tools/licences.py

audit-packages: test-environment ## Ask pip-audit what is known against the locked packages; fail on what is not argued in data/supply.toml
	$(BIN)/python tools/audit_packages.py

offline: environment ## Build the whole book in a network namespace without routes; fail if it tries to reach anything
	$(BIN)/exposure-gradient wording
	rm -rf _build/offline
	@EXPOSURE_GRADIENT_BUILD=_build/offline $(BIN)/python tools/offline.py $(BIN)/exposure-gradient book $(RUN_OPTIONS)

reproduce: environment ## Build the committed state twice, in other folders, on one core and on all, and compare every file
	$(BIN)/python tools/reproduce.py

verify: environment ## Hold the built book against the manifest of an edition: make verify MANIFEST=manifest.sha256
	@$(BIN)/exposure-gradient verify -- "$${GIVEN_MANIFEST:-_build/html/manifest.sha256}"

serve: environment ## Serve the book on this machine; build it again on save and reload the page (PORT=8000)
	@$(BIN)/exposure-gradient serve $(RUN_OPTIONS) $${GIVEN_PORT:+--port="$$GIVEN_PORT"}

compare-engines: test-environment ## Run every page by our engine and by papermill's own, and compare byte for byte
	@$(BIN)/python tools/compare_engines.py $(JOBS_OPTION)

bench: test-environment ## Measure run, book and pages against their targets, side by side in one run (QUICK=1 for a short one)
	$(BIN)/python bench/bench.py $(if $(filter 1,$(value QUICK)),--quick)

bench-cluster: test-environment ## Measure the run on a Dask cluster of two workers on this machine against the run without one
	$(BIN)/python bench/cluster.py

fresh: ## Try the first command in fresh chroots of Debian 12 and 13, with only what the README names; as root (RELEASE=trixie: one of them; TESTS=1: make test, too)
	@python3 tools/fresh_debian.py $(if $(filter 1,$(value TESTS)),--tests) $${GIVEN_RELEASE:+"$$GIVEN_RELEASE"}

clean: ## Remove everything built; the environment stays
	rm -rf _build
