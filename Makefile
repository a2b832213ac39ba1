# `make help` lists the targets. All of them need only Python 3.11 or 3.12 (with venv and headers), a C compiler and make.

VENV   ?= .venv
PYTHON ?= $(shell .ci/python 3.12 3.11 3)
ARGS   ?=
LOSSES ?= 100000
CASES  ?= 11500
RUNS   ?= 20000
TESTS  ?= tests/standard
BIN    := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test test-hosts slow thorough test-py311 test-py312 quick report-browser soak fuzz lint typing format docs site coverage coverage-proof mutation bench lock clean

help: ## list the targets
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do \
	    printf '  make %-15s %s\n' "$$name" "$$text"; done
	@echo "  Most take ARGS, for example: make test ARGS='tests/model -k money'"

$(VENV)/.ready: requirements.lock pyproject.toml .ci/environment
	@.ci/environment $(VENV) "$(PYTHON)"

demo: $(VENV)/.ready ## review the demo group with durable_rules; decisions go to build/demo/decisions.jsonl
	@mkdir -p build/demo
	$(BIN)/groupctl review --host memory:demo --out build/demo/decisions.jsonl $(ARGS)

test: $(VENV)/.ready ## run the tests, two at a time, without those marked slow
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow" $(ARGS)

slow: $(VENV)/.ready ## run the tests that are marked slow: reviews of the whole demo, losses, long comparisons of the engines
	$(BIN)/python -m pytest -n 2 --dist worksteal -m slow $(ARGS)

quick: $(VENV)/.ready ## for while you work: the first case of each test that is not marked slow, with few generated examples
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow" --hypothesis-profile quick --first-case $(ARGS)

thorough: $(VENV)/.ready ## run all tests with a hundred generated examples of each property: half an hour
	$(BIN)/python -m pytest -n 2 --dist worksteal --hypothesis-profile thorough $(ARGS)

test-py311: ## run the tests on Python 3.11, in an environment of its own
	@$(MAKE) --no-print-directory test VENV=.venv-3.11 PYTHON="$$(.ci/python 3.11)"

test-py312: ## run the tests on Python 3.12, in an environment of its own
	@$(MAKE) --no-print-directory test VENV=.venv-3.12 PYTHON="$$(.ci/python 3.12)"

report-browser: $(VENV)/.ready ## open the report in Chromium: its charts, its switch of languages, its print (Debian: chromium, chromium-driver)
	$(BIN)/python -m pytest tests/browser $(ARGS)

test-hosts: $(VENV)/.ready ## install and start Tryton on this machine, fill it, and test its adapter: two minutes, the first time more
	$(BIN)/python -m pytest plugins/groupctl-tryton/tests $(ARGS)

soak: $(VENV)/.ready ## a million decisions in one process, and 20,000 freshly generated cases on all engines
	$(BIN)/python -m tests.rules.engines.trials soak 1000000
	@mkdir -p build
	$(BIN)/python -m tests.rules.engines.differential --seeded --examples 2000 --last-words build/last-words >build/soak.json

fuzz: $(VENV)/.ready ## lose a part of a ledger 100,000 times, judge 100,000 cases by all engines and the solver, feed garbage; LOSSES=1000 CASES=100 RUNS=500 for less
	$(BIN)/python -m tests.losses --losses $(LOSSES)
	@mkdir -p build
	$(BIN)/python -m tests.rules.engines.differential --seeded --examples $(CASES) --solved 3 --last-words build/last-words >build/fuzz.json
	$(BIN)/python -m tests.fuzz --runs $(RUNS)

lint: $(VENV)/.ready ## check style, format, types and the direction of imports
	$(BIN)/ruff check $(ARGS)
	$(BIN)/ruff format --check $(ARGS)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

typing: $(VENV)/.ready ## check types only
	$(BIN)/mypy $(ARGS)

format: $(VENV)/.ready ## format the code and mend what ruff can mend
	$(BIN)/ruff check --fix-only --quiet $(ARGS)
	$(BIN)/ruff format $(ARGS)

docs: $(VENV)/.ready ## run the examples of the documentation
	$(BIN)/python -m pytest tests/docs $(ARGS)

site: $(VENV)/.ready ## write the documentation as HTML to build/site and check its links
	@rm -rf build/site
	$(BIN)/python -m docs.site build/site

coverage: $(VENV)/.ready ## name the rows of the source documents that nothing meets or no test shows
	$(BIN)/python -m tests.requirements

coverage-proof: $(VENV)/.ready ## let what acts on each row of C to H say something else and see its tests fail; ARGS=--short, or G for a section
	$(BIN)/python -m tests.requirements.proof $(ARGS)

mutation: $(VENV)/.ready ## make mistakes in the standard policy, one at a time, and see its tests notice them; TESTS=... for some tests
	$(BIN)/python -m pytest -q -p groupctl.testing.plugin -p no:cacheprovider --hypothesis-profile ci -m "not slow" $(TESTS) \
	    --ignore tests/standard/test_demo_situations.py --groupctl-policy standard --groupctl-mutate --groupctl-mutate-min 88 $(ARGS)

bench: $(VENV)/.ready ## measure, and print the table; ARGS=--short for a quick look
	$(BIN)/python -m benchmarks $(ARGS)

lock: $(VENV)/.ready ## resolve the dependencies of pyproject.toml into requirements.lock; ARGS=--upgrade for newer ones
	.ci/lock "$(BIN)/python" $(ARGS)

clean: ## remove what make made, the environments included
	rm -rf .venv .venv-* build dist .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
