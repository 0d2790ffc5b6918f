#!/usr/bin/env bash
# The long forms of the tests: what takes minutes. Every one is run, also after a failure; the last line counts them.
# `test-long.sh WORD` runs those whose name has the word. INVARIANTS_CASES, CRASHES and PROPTEST_CASES change how long.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export PATH=$PATH:${HOME:-/root}/.cargo/bin

target=${CARGO_TARGET_DIR:-target}
export PROPTEST_CASES=${PROPTEST_CASES:-20000}
only=${1:-}
passed=0 failed=()

# The tests bring their own configuration.
for name in $(compgen -e KARUM_); do
    unset "$name"
done

long() {
    local name=$1 start=$SECONDS
    shift
    [[ $name == *"$only"* ]] || return 0
    printf '\n== %s\n' "$name"
    if "$@"; then
        passed=$((passed + 1))
        printf '== %s: passed in %d s\n' "$name" $((SECONDS - start))
    else
        failed+=("$name")
        printf '== %s: failed after %d s\n' "$name" $((SECONDS - start)) >&2
    fi
}

tests() {
    cargo test --quiet --workspace "$@"
}

scripts/install.sh test || exit 1
# One build for all: the killed program among it.
cargo build --workspace --all-targets || exit 1

long invariants tests --test invariants -- --ignored --nocapture long_
long outage tests --test outage -- --ignored --nocapture long_
long crash tests --test crash -- --ignored --nocapture long_
long mutations tests --test mutate -- --ignored --nocapture long_
long probe tests --test probe -- --ignored --nocapture long_
long tokens tests --test token_props -- --nocapture
long feeds tests --test feed -- any_bytes
long schemathesis scripts/schemathesis.sh
long queries tests --lib -- random_text_is_never_an_error

[[ -x $target/debug/xtask ]] && "$target/debug/xtask" db-stop
printf '\n%d long tests passed, %d failed%s\n' "$passed" "${#failed[@]}" "${failed[*]:+: ${failed[*]}}"
((${#failed[@]} == 0 && passed > 0))
