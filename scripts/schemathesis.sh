#!/usr/bin/env bash
# Asks a demo site of its own everything that the OpenAPI document allows, and some that it does not: no answer may be a
# fault (5xx), have a status or a body that is not documented. As nobody, as a buyer and as a seller.
# Needs python3, and the network once. EXAMPLES is how many requests an operation gets at most (50), SEED another seed.
set -euo pipefail
cd "$(dirname "$0")/.."

version=4.6.0
target=$(realpath "${CARGO_TARGET_DIR:-target}")
venv=$target/schemathesis
karum=$target/debug/karum
examples=${EXAMPLES:-50}
seed=${SEED:-4}

[[ -x $karum ]] || { echo "build the workspace first: there is no $karum" >&2; exit 1; }
if ! "$venv/bin/schemathesis" --version 2>/dev/null | grep -q "$version"; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet "schemathesis==$version" "hypothesis==6.148.0" # a later one lacks what this version asks of it
fi

site=$(mktemp -d)
export HYPOTHESIS_STORAGE_DIRECTORY=$site/hypothesis
chmod 755 "$site"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$karum" up --listen "127.0.0.1:$port" --data-dir "$site/data" >"$site/out" 2>"$site/log" &
running=$!
finish() {
    kill "$running" 2>/dev/null && wait "$running"
    rm -rf "$site"
}
trap finish EXIT

url=http://127.0.0.1:$port
for _ in $(seq 600); do
    curl --silent --fail "$url/readyz" >/dev/null && grep -q "Karum is up" "$site/out" && break
    kill -0 "$running" || { cat "$site/log" >&2; exit 1; }
    sleep 0.5
done

# The demo's accounts. A session is opened anew for each class, for sessions are what some operations end.
sign_in() {
    curl --silent --fail --json "{\"email\": \"$1\", \"password\": \"clay-tablet\"}" "$url/api/v1/auth/login" |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])'
}

status=0
for who in nobody buyer seller; do
    header=()
    case $who in
    buyer) header=(--header "Authorization: Bearer $(sign_in buyer@example.com)") ;;
    seller) header=(--header "Authorization: Bearer $(sign_in mode@example.com)") ;;
    esac
    printf '\n== as %s\n' "$who"
    # Signing out would end the session that all else is asked with.
    SCHEMATHESIS_HOOKS=hooks PYTHONPATH=scripts/schemathesis PYTHONDONTWRITEBYTECODE=1 "$venv/bin/schemathesis" run "$url/api/openapi.json" --phases coverage,fuzzing --mode all \
        --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
        --max-examples "$examples" --seed "$seed" --exclude-path-regex 'logout|/sessions' --continue-on-failure \
        ${header[@]+"${header[@]}"} || status=1
done
exit "$status"
