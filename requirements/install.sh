#!/bin/sh
# install.sh SET: make .venv hold what requirements/SET.txt locks (runtime, test or dev), and build the
# browser files and translations. Does nothing when that is already so. Writes inside the checkout only.
set -eu
cd "$(dirname "$0")/.."
set_name=$1
lock=requirements/$set_name.txt

fail() { printf '%s\n' "$@" >&2; exit 1; }

find_python() {
    for name in ${PYTHON:+"$PYTHON"} python3.14 python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$name"
            return
        fi
    done
    fail "Mitra needs Python 3.11 or newer; none was found on PATH." \
        "Install one, or say where it is: make setup PYTHON=/path/to/python3.12"
}

key() { cat "$@" | cksum; }

stamped() { [ -f ".venv/.mitra-$1" ] && [ "$(cat ".venv/.mitra-$1")" = "$2" ]; }

stamp() { printf '%s\n' "$2" > ".venv/.mitra-$1"; }

install_locked() {
    if [ -z "${MITRA_NO_UV:-}" ] && command -v uv >/dev/null && uv --version >/dev/null 2>&1; then
        uv pip install --quiet --python .venv/bin/python "$@" && return
        echo "uv could not install; trying pip." >&2
    fi
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input "$@"
}

if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    python=$(find_python)
    echo "Making .venv with $("$python" --version) ..."
    rm -rf .venv
    "$python" -m venv .venv || fail "$python cannot make a virtual environment." \
        "On Debian and Ubuntu: apt-get install python3-venv"
fi

locked=$(key "$lock" requirements/build.txt)
if ! stamped "$set_name" "$locked"; then
    echo "Installing requirements/$set_name.txt ..."
    install_locked --require-hashes --no-deps -r "$lock" -r requirements/build.txt
    stamp "$set_name" "$locked"
fi

catalogues=$(find portal/translations -name '*.po' 2>/dev/null | sort)
# shellcheck disable=SC2086 the names of our catalogues hold no blanks
built=$(key pyproject.toml hatch_build.py $catalogues)
if ! stamped build "$built" || [ ! -f static/vendor/htmx.min.js ]; then
    install_locked --no-deps --no-build-isolation --editable .
    .venv/bin/python hatch_build.py
    stamp build "$built"
fi
