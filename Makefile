# Everything that a user, a developer and CI call; `make help` lists it.

.DEFAULT_GOAL := help
.PHONY: help setup quickstart test interop lint bench bench-peers bench-accuracy bench-controllers bench-models install tools clean

PYTHON ?= python3

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-20s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## get libtorch and tell cargo where it lies; nothing when that is done
	@$(PYTHON) scripts/setup.py

quickstart: setup ## build, search the small space and export the winner
	cargo build --release --locked
	@sh scripts/quickstart.sh

# What these prove is the same with libtorch: they are run without it only. tests/architecture makes sure that they never
# ask for it.
ALIKE := architecture bad_files export export_scalar yaml_memory
OTHERS := $(filter-out $(ALIKE),$(notdir $(basename $(wildcard tests/*.rs))) $(notdir $(patsubst %/main.rs,%,$(wildcard tests/*/main.rs))))

# The modules of the library that ask for libtorch; tests of the others are run without it only.
WITH_TORCH := cli mix network train

# The program is tested as it is used, optimised: unoptimised, its tests take several times as long.
test: setup ## run all tests, with and without libtorch; what is the same in both is run without
	cargo test --locked --no-fail-fast --no-default-features
	cargo test --locked --no-fail-fast --lib -- $(WITH_TORCH:%=%::)
	cargo test --locked --no-fail-fast --doc
	cargo test --locked --no-fail-fast --release $(OTHERS:%=--test %)
	$(PYTHON) -m unittest discover -s scripts

# Options go into ARGS, as in `make interop ARGS='pytorch onnx'`; tests/interop/run.py lists the parts.
interop: setup ## compare exports on their real runtimes, in a virtual environment of their own
	cargo build --release --locked --bins --examples
	@$(PYTHON) scripts/environment.py interop
	@.venv-interop/bin/python tests/interop/run.py $(ARGS)

# `cargo deny check advisories` is left out: it needs a database that is fetched from outside the package
# registries, and a build must not depend on that. Run it by hand where the network allows.
lint: setup tools ## check format, lints, documentation, licences and sources
	cargo fmt --check
	cargo clippy --locked --all-targets --no-default-features -- -D warnings
	cargo clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS=-Dwarnings cargo doc --locked --no-deps
	cargo deny check --hide-inclusion-graph bans licenses sources

bench: setup ## measure the speed
	cargo bench --locked

# benches/peers/README.md says what is compared; options go into ARGS, as in `make bench-peers ARGS='--rounds 5'`.
bench-peers: setup ## compare the speed with that of Optuna and PyTorch, in a virtual environment of their own
	cargo build --release --locked
	@$(PYTHON) scripts/environment.py peers
	@.venv-peers/bin/python benches/peers/run.py $(ARGS)

bench-accuracy: setup ## compare accuracies with those that PyTorch reaches; takes long
	cargo build --release --locked
	@$(PYTHON) scripts/environment.py peers
	@.venv-peers/bin/python benches/peers/accuracy.py $(ARGS)

bench-controllers: setup ## compare controllers with Optuna's samplers on tables of whole spaces
	cargo bench --locked --bench controllers
	@$(PYTHON) scripts/environment.py peers
	@.venv-peers/bin/python benches/peers/controllers.py $(ARGS)

bench-models: setup ## time training steps of real models beside PyTorch, in a virtual environment of their own
	cargo build --release --locked --example bench_models
	@$(PYTHON) scripts/environment.py interop
	@.venv-interop/bin/python benches/peers/models.py $(ARGS)

install: setup ## install the program for this user
	cargo install --path . --locked
	@sh scripts/installed.sh

# Unoptimised: building it takes far longer than what it does.
tools: ## install what `make lint` needs beyond the toolchain
	@cargo deny --version > /dev/null 2>&1 || cargo install cargo-deny --locked --debug --version '^0.20'

clean: ## remove what was built; libtorch and the runs stay
	cargo clean
