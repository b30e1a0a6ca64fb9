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
compile --group ../pyproject.toml:dev --group ../pyproject.toml:clients -c run.lock --override overrides.txt -o dev.lock
compile --group ../pyproject.toml:peers --group ../pyproject.toml:dev --group ../pyproject.toml:clients -c dev.lock --override overrides.txt -o peers.lock
compile --extra dense -c run.lock -o dense.lock
for machine in x86_64 aarch64; do
    for lock in dev dense peers; do
        $uv pip install --quiet --dry-run --no-build --python-version 3.11 --target ../.venv/never \
            --python-platform "$machine-manylinux_2_28" --require-hashes --no-deps -r $lock.lock
        echo "wheels for $machine: $lock.lock complete"
    done
done
