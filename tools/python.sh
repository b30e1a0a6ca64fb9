#!/bin/sh
# Prints a Python of 3.11 or newer, or says what to install. PYTHON= chooses one.
for candidate in ${PYTHON:-python3.11 python3 python3.12 python3.13 python3.14}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        command -v "$candidate"
        exit 0
    fi
done
echo "Osler needs Python 3.11 or newer; none was found${PYTHON:+ as $PYTHON}. On Debian: apt-get install python3 python3-venv" >&2
exit 1
