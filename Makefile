# make demo | test | setup | lint | tools | reader STAGE=names | knowledge | lock
# The first Python here that the project runs on; `make PYTHON=/path/to/python3.12 demo` names another.
SUPPORTED = import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do $$p -c '$(SUPPORTED)' 2>/dev/null && echo $$p && break; done)
VENV := .venv
RUN := $(VENV)/bin/python
TRAINING := .venv-training

.PHONY: demo test setup lint tools reader knowledge lock
.DEFAULT_GOAL := demo

demo: setup
	@$(RUN) -m streams.cli demo $(ARGS)

test: setup
	@$(RUN) -m pytest $(ARGS)

setup: $(VENV)/.complete

$(VENV)/.complete: requirements.lock pyproject.toml streams/broker/jars.sha256
	@test -n "$(PYTHON)" || { echo "Lagebild needs Python 3.11, 3.12 or 3.13: none was found (make PYTHON=... names one)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "this Python cannot make a virtual environment: install its venv package (Debian: python3-venv)"; exit 1; }
	@echo "installing the pinned dependencies into $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(RUN) -m streams.broker.install
	@touch $@

lint: setup
	@$(RUN) -m ruff check . && $(RUN) -m ruff format --check .

# What some tests of deploy/ need beside Python: promtool (Debian's package) and helm (built with Go). Tests skip what is not there.
HELM := v3.19.2

tools: .tools/promtool .tools/helm

.tools/promtool:
	@mkdir -p .tools/get && cd .tools/get && apt-get download -qq prometheus && dpkg -x prometheus_*.deb . && cp usr/bin/promtool ..
	@rm -rf .tools/get

.tools/helm:
	@mkdir -p .tools && GOBIN=$(CURDIR)/.tools go install helm.sh/helm/v3/cmd/helm@$(HELM)

# The reader, trained: training/README.md. It needs some 6 GB of disk for torch, and no GPU.
reader: .venv-reader/.complete
	@.venv-reader/bin/python -m training.reader $(STAGE) $(if $(DATA),--data $(DATA)) $(ARGS)

.venv-reader/.complete: requirements.lock training/reader/requirements.txt
	@$(PYTHON) -m venv --clear .venv-reader
	@.venv-reader/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@.venv-reader/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r training/reader/requirements.txt
	@touch $@

# The compiled knowledge, made again: docs/knowledge.md.
knowledge: $(TRAINING)/.complete
	@$(TRAINING)/bin/python -m training.knowledge.build

$(TRAINING)/.complete: requirements.lock training/knowledge/requirements.txt
	@$(PYTHON) -m venv --clear $(TRAINING)
	@$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r training/knowledge/requirements.txt
	@touch $@

# The lock files, made again after a change of pyproject.toml or of a requirements.in of the training (needs uv). What the
# training does not pin itself keeps the versions of requirements.lock, because uv prefers those that it finds in the output.
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet
lock:
	@$(COMPILE) pyproject.toml --extra dev --output-file requirements.lock
	@for d in training/reader training/knowledge; do \
	  cp requirements.lock $$d/requirements.txt && \
	  $(COMPILE) $$d/requirements.in --output-file $$d/requirements.txt || exit 1; done
