#!/bin/sh
# Resolves pyproject.toml into requirements/*.lock with hashes, and asks PyPI whether wheels exist for both machines.
set -e
cd "$(dirname "$0")/../requirements"
uv=../.venv/bin/uv
compile() {
    $uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: \
        --no-annotate --no-header --group ../pyproject.toml:build "$@" ../pyproject.toml
}
compile ${UPGRADE:+--upgrade} -o run.lock
compile ${UPGRADE:+--upgrade} --group ../pyproject.toml:dev -c run.lock -o dev.lock
for machine in x86_64 aarch64; do
    $uv pip install --quiet --dry-run --no-build --python-version 3.11 --python-platform "$machine-manylinux_2_28" \
        --require-hashes --target ../.venv/never -r dev.lock
    echo "wheels for $machine: complete"
done
