#!/bin/sh
# Lets independent judges read what codegen wrote: tests/judges/run.sh iam|openapi [FOLDER …]
#
# Needs Python 3.9 or later and, the first time, PyPI. The judges themselves work offline.
set -eu
judges=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$judges/../.." && pwd)
home=$root/target/judges/python

judge=${1:-}
if [ ! -f "$judges/$judge.py" ]; then
  echo "usage: tests/judges/run.sh iam|openapi [FOLDER …]" >&2
  exit 2
fi
shift

if ! cmp -s "$judges/requirements.txt" "$home/installed.txt"; then
  python3 -m venv "$home"
  "$home/bin/pip" install --quiet --disable-pip-version-check --requirement "$judges/requirements.txt"
  cp "$judges/requirements.txt" "$home/installed.txt"
fi
cd "$root"
exec "$home/bin/python" "$judges/$judge.py" "$@"
