# The project's commands. `make` alone lists them.
target := $(or $(CARGO_TARGET_DIR),target)
export PATH := $(PATH):$(HOME)/.cargo/bin

.PHONY: help up demo-reset test test-long build
.DEFAULT_GOAL := help

help: ## list these commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

up: build ## install what is missing, build, and run everything on http://127.0.0.1:8080
	@exec $(target)/release/karum up

demo-reset: build ## throw the demo's data away and load it again
	@exec $(target)/release/karum demo reset

test: ## check everything: style, floors, policies, unit, integration and browser tests
	@exec scripts/test.sh

test-long: ## the long forms: random sequences, kills, cut connections, hostile input (a quarter of an hour)
	@exec scripts/test-long.sh

build:
	@scripts/install.sh up
	@cargo build --release --package karum
