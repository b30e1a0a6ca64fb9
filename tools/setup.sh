#!/bin/sh
# setup.sh LOCK: makes .venv and installs what requirements/LOCK.lock pins, by hash, wheels only, and Osler itself.
# Done before with the same lock and the same pyproject.toml: nothing happens.
set -e
cd "$(dirname "$0")/.."
lock=requirements/$1.lock
stamp=.venv/.osler-$1
place=.venv/.osler-place
sum=$(cat "$lock" pyproject.toml src/osler/__init__.py | sha256sum | cut -d' ' -f1)

# Scripts in a virtual environment name the folder it was made in: one that was moved is made anew.
if [ -e "$place" ] && [ "$(cat "$place")" != "$(pwd)" ]; then
    echo "Osler: the checkout was moved; making .venv anew"
    rm -rf .venv
fi
[ "$(cat "$stamp" 2>/dev/null)" != "$sum" ] || exit 0

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(sh tools/python.sh)
    echo "Osler: making .venv with $("$python" --version)"
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        version=$("$python" -c 'import sys; print(f"{sys.version_info[0]}.{sys.version_info[1]}")')
        sh tools/debian.sh "Python's virtual environments" "python$version-venv"
    fi
    rm -rf .venv
    "$python" -m venv .venv
    pwd >"$place"
fi

echo "Osler: installing $(grep -c '==' "$lock") packages from PyPI, checked against $lock (a minute or two, once)"
pip=".venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input"
$pip --require-hashes --no-deps --only-binary :all: -r "$lock"
$pip --no-index --no-deps --no-build-isolation -e .
echo "$sum" >"$stamp"
echo "Osler: installed in .venv"
