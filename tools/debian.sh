#!/bin/sh
# debian.sh NEED PACKAGE...: installs Debian packages that are missing where this is root; elsewhere says what to
# install. Leaves with 1 where something stays missing; NEED says what for.
need=$1
shift
missing=
for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
    echo "Missing for $need:$missing. Install with: sudo apt-get install$missing" >&2
    exit 1
fi
echo "Installing for $need (Debian packages):$missing ..."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
# The lists of a fresh machine are empty, those of an old one may name packages that are gone.
# shellcheck disable=SC2086
if { apt-get update && apt-get install --yes --no-install-recommends $missing; } >"$log" 2>&1; then
    exit 0
fi
tail -n 5 "$log" >&2
echo "Debian's package manager could not install$missing; going on without" >&2
exit 1
