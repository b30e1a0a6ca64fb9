#!/bin/sh
# A corpus at the command line. OSLER_HOME says where it lies; `osler` is .venv/bin/osler.
file="$(dirname "$0")/invented.xml"

osler load "$file" 2>/dev/null
osler search 'inventionumab[ti]' --json | python -c 'import json, sys; print(json.load(sys.stdin)["count"], "found")'
osler show 99100002 --json | python -c 'import json, sys; print(json.load(sys.stdin)["citation"])'
