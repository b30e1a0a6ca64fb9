# Osler from a clone. Needs Python 3.11 and nothing else; everything lands in .venv and OSLER_HOME.
#
#   make run [MIRROR=DIR|URL] [PORT=8000]   set up, load a corpus, serve it
#   make test                               set up, run every check and test
#   make setup                              set up only
#   make dense                              add the sentence encoder, for re-ranking
#   make lock                               pin dependencies anew (needs the network)
#   make docs                               write the pages of docs/ that list what the code says
#   make bench                              list the benchmarks

PORT = 8000
MIRROR ?=
TESTS =
OSLER = .venv/bin/osler
export MIRROR

.PHONY: run setup dense test lock docs bench clean

setup:
	@sh tools/setup.sh run

run: setup
	@$(OSLER) first-load $(if $(MIRROR),--from "$$MIRROR")
	@exec $(OSLER) serve --port $(PORT)

test:
	@sh tools/setup.sh dev
	@command -v chromium >/dev/null || sh tools/debian.sh "browser tests" chromium || true
	@command -v esearch >/dev/null || sh tools/debian.sh "tests with NCBI's own client" ncbi-entrez-direct || true
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || sh tools/debian.sh "tests on PostgreSQL" postgresql || true
	@command -v ip >/dev/null || sh tools/debian.sh "tests under NCBI's own name" iproute2 || true
	@command -v pdftotext >/dev/null || sh tools/debian.sh "tests that read our PDFs" poppler-utils || true
	@.venv/bin/python tools/check.py $(TESTS)

lock:
	@sh tools/setup.sh dev
	@sh tools/lock.sh

dense:
	@sh tools/setup.sh dense

docs: setup
	@.venv/bin/python tools/docs.py

bench: setup
	@$(OSLER) bench --help

clean:
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
