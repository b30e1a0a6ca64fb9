#!/bin/sh
# Resolves pyproject.toml into requirements/*.lock with hashes, and asks PyPI whether wheels exist for both machines.
set -e
cd "$(dirname "$0")/../requirements"
uv=../.venv/bin/uv
compile() {
    $uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: \
        --no-annotate --no-header --group ../pyproject.toml:build ${UPGRADE:+--upgrade} "$@" ../pyproject.toml
}
compile -o run.lock
compile --group ../pyproject.toml:dev -c run.lock -o dev.lock
compile --extra dense -c run.lock -o dense.lock
for machine in x86_64 aarch64; do
    for lock in dev dense; do
        $uv pip install --quiet --dry-run --no-build --python-version 3.11 --target ../.venv/never \
            --python-platform "$machine-manylinux_2_28" --require-hashes -r $lock.lock
        echo "wheels for $machine: $lock.lock complete"
    done
done
