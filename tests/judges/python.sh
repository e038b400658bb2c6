#!/bin/sh
# Python with the judges' packages (requirements.txt), which it installs under target/ the first time:
#
#   tests/judges/python.sh SCRIPT [ARGUMENT …]
set -eu
judges=$(cd "$(dirname "$0")" && pwd)
home=$(cd "$judges/../.." && pwd)/target/judges/python

if ! cmp -s "$judges/requirements.txt" "$home/installed.txt"; then
  python3 -m venv "$home"
  "$home/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$judges/requirements.txt" || {
    echo "the judges' packages (tests/judges/requirements.txt) cannot be installed: is PyPI reachable?" >&2
    exit 1
  }
  cp "$judges/requirements.txt" "$home/installed.txt"
fi
PYTHONPATH=$judges PYTHONPYCACHEPREFIX=$home/cache exec "$home/bin/python" "$@"
