#!/usr/bin/env bash
# Installs what `make up` (argument: up) or `make test` (argument: test) needs and this machine lacks, from the
# distribution's packages. With everything in place it does nothing. KARUM_INSTALL=never only says what is missing.
set -euo pipefail

purpose=${1:-up}
oldest_postgres=15
packages=()
reasons=()

have() { command -v "$1" >/dev/null 2>&1; }

# The same places, in the same order, as crates/devdb looks in.
postgres_is_there() {
    local dir major
    for dir in /usr/lib/postgresql/*/bin; do
        major=${dir#/usr/lib/postgresql/}
        major=${major%/bin}
        if [[ $major =~ ^[0-9]+$ && -x $dir/initdb && -x $dir/postgres ]] && ((major >= oldest_postgres)); then
            return 0
        fi
    done
    while IFS= read -r dir; do
        [[ -x $dir/initdb && -x $dir/postgres ]] || continue
        major=$("$dir/postgres" --version 2>/dev/null | sed -nE 's/.*\(PostgreSQL\) ([0-9]+).*/\1/p')
        if ((${major:-0} >= oldest_postgres)); then
            return 0
        fi
    done < <(pg_config --bindir 2>/dev/null || true; tr ':' '\n' <<<"$PATH")
    return 1
}

compiler_is_there() {
    have cc && cc -E -include stdio.h -x c /dev/null >/dev/null 2>&1
}

browser_is_there() {
    have "${KARUM_CHROMIUM:-chromium}" && have "${KARUM_CHROMEDRIVER:-chromedriver}"
}

mail_server_is_there() {
    python3 -c 'import aiosmtpd' 2>/dev/null || /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null
}

need() {
    reasons+=("$1")
    shift
    packages+=("$@")
}

look() {
    packages=()
    reasons=()
    if [[ $purpose == test || -z ${KARUM_DATABASE_URL:-} ]]; then
        postgres_is_there || need "the server programs of PostgreSQL $oldest_postgres or newer" postgresql
    fi
    compiler_is_there || need "a C compiler" gcc libc6-dev
    if [[ $purpose == test ]]; then
        browser_is_there || need "Chromium and its driver, for the browser tests" chromium chromium-driver
        mail_server_is_there || need "aiosmtpd, the mail server of the tests" python3-aiosmtpd
    fi
}

# Ubuntu's packages of these names only install a snap, whose browser cannot be driven from outside of its sandbox.
refuse_the_snap() {
    [[ " ${packages[*]} " == *" chromium "* ]] || return 0
    local distribution
    distribution=$(sed -nE 's/^ID="?([a-z]+)"?$/\1/p' /etc/os-release 2>/dev/null || true)
    [[ $distribution == ubuntu ]] || return 0
    cat >&2 <<'MESSAGE'
The browser tests need Chromium or Chrome and the driver of the same version. Ubuntu's package is a snap, which they
cannot use. Install Google Chrome and its chromedriver (or Debian's chromium), and name them:

    KARUM_CHROMIUM=google-chrome KARUM_CHROMEDRIVER=chromedriver make test

MESSAGE
    exit 1
}

say_what_is_missing() {
    {
        echo "Missing on this machine:"
        printf '  - %s\n' "${reasons[@]}"
        echo "$1 Install by hand what is missing; on Debian and Ubuntu, as root:"
        echo
        echo "    apt-get install --no-install-recommends ${packages[*]}"
        echo
        if [[ $purpose == up && " ${packages[*]} " == *" postgresql "* ]]; then
            echo "Or set KARUM_DATABASE_URL to the administrator's URL of a PostgreSQL that runs elsewhere."
        fi
    } >&2
    exit 1
}

# The server package would make and start a cluster of its own. This setting, which its installation reads, is there only
# for as long as that takes.
no_main_cluster=/etc/postgresql-common/createcluster.d/karum-install.conf

forbid_main_cluster() {
    trap 'as_root rm -f "$no_main_cluster"' EXIT
    as_root mkdir -p "$(dirname "$no_main_cluster")" &&
        echo "create_main_cluster = false" | as_root tee "$no_main_cluster" >/dev/null
}

install_packages() {
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 -qq)
    echo "Installing: ${packages[*]}"
    as_root "${apt[@]}" update || return 1
    if [[ " ${packages[*]} " == *" postgresql "* ]]; then
        forbid_main_cluster || return 1
    fi
    as_root "${apt[@]}" install -y --no-install-recommends "${packages[@]}" </dev/null
}

if ! have cargo; then
    echo "Rust is missing: install it with rustup (the version in Cargo.toml, or newer)." >&2
    exit 1
fi
look
if ((${#packages[@]} == 0)); then
    exit 0
fi
refuse_the_snap
if [[ ${KARUM_INSTALL:-} == never ]]; then
    say_what_is_missing "KARUM_INSTALL=never is set."
elif ! have apt-get; then
    say_what_is_missing "There is no apt-get here."
elif ((EUID == 0)); then
    as_root() { "$@"; }
elif have sudo && sudo -n true 2>/dev/null; then
    as_root() { sudo -n "$@"; }
else
    say_what_is_missing "This user may not install packages (neither root nor sudo without a password)."
fi
install_packages || say_what_is_missing "apt-get could not install everything."
look
if ((${#packages[@]} > 0)); then
    say_what_is_missing "The distribution's packages were installed and do not bring this (too old?)."
fi
