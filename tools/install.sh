#!/bin/sh
# Create the virtual environment if it is missing and install a lock file into it, every file checked by its hash.
# usage: tools/install.sh VENV LOCK [PYTHON]
set -eu
venv=$1
lock=$2
python=${3:-}

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

new_enough() {
    command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    for candidate in ${python:-python3.11 python3}; do
        if new_enough "$candidate"; then
            chosen=$candidate
            break
        fi
    done
    [ -n "${chosen:-}" ] || fail "Python 3.11 or newer is needed; tried: ${python:-python3.11, python3}." \
        "On Debian or Ubuntu: sudo apt-get install python3 python3-venv"
    "$chosen" -c 'import ensurepip, venv' 2>/dev/null || fail "$chosen cannot create virtual environments." \
        "On Debian or Ubuntu: sudo apt-get install $("$chosen" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    echo "Creating $venv with $("$chosen" --version)"
    "$chosen" -m venv --clear "$venv"
fi

echo "Installing $lock into $venv (once; takes a minute or two)"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$lock"
