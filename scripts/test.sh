#!/usr/bin/env bash
# Everything that must hold, in order, up to the first failure. The last line counts the tests.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export PATH=$PATH:${HOME:-/root}/.cargo/bin

target=${CARGO_TARGET_DIR:-target}
log=$target/test.log
# In CI, the lock file must be current as it is.
locked=${CI:+--locked}
times=()

# The tests bring their own configuration.
for name in $(compgen -e KARUM_); do
    case $name in
    KARUM_CHROMIUM | KARUM_CHROMEDRIVER | KARUM_INSTALL | KARUM_WITHOUT_DENY) ;;
    *) unset "$name" ;;
    esac
done

stage() {
    local name=$1 start=$SECONDS status=0
    shift
    printf '\n== %s\n' "$name"
    "$@" || status=$?
    times+=("$(printf '%5d s  %s' $((SECONDS - start)) "$name")")
    if ((status != 0)); then
        printf '\n== %s: failed\n' "$name" >&2
        exit 1
    fi
}

tests() {
    # shellcheck disable=SC2086 # empty means no argument
    cargo test --workspace --no-fail-fast $locked 2>&1 | tee "$log"
}

count() {
    awk '/^test result:/ {
             for (i = 2; i <= NF; i++) {
                 if ($i == "passed;") passed += $(i - 1)
                 if ($i == "failed;") failed += $(i - 1)
             }
         }
         END { printf "%d passed, %d failed\n", passed, failed }' "$log"
}

finish() {
    local status=$?
    [[ -x $target/debug/xtask ]] && "$target/debug/xtask" db-stop
    printf '\n'
    ((${#times[@]})) && printf '%s\n' "${times[@]}"
    count
    exit "$status"
}

mkdir -p "$target"
: >"$log"
trap finish EXIT

stage "install" scripts/install.sh test
stage "fmt" cargo fmt --all --check
# shellcheck disable=SC2086
stage "clippy" cargo clippy --workspace --all-targets $locked -- -D warnings
# One build for all that follows: built by themselves, the programs would get other features of the same libraries.
# shellcheck disable=SC2086
stage "build" cargo build --workspace --all-targets $locked
stage "floors" "$target/debug/xtask" floors
stage "sizes" "$target/debug/xtask" sizes
stage "raw" "$target/debug/xtask" raw
stage "generated policies" "$target/debug/karum" tenancy generate --check
stage "tests" tests
