#!/bin/sh
# Lets independent judges read what codegen wrote, and an independent interpreter run it:
#
#   tests/judges/run.sh [iam|machines|openapi|asl [FOLDER …]]
#   tests/judges/run.sh oracle [--seeds N] [--bench]
#
# Without a name, all of them, and those of machines read the golden ones too. Needs Python 3.10 and Node 18 or later
# and, the first time, PyPI and npm. The judges themselves work offline.
set -eu
judges=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$judges/../.." && pwd)
cd "$root"

if [ $# -eq 0 ]; then
  for judge in iam openapi oracle; do
    "$judges/run.sh" "$judge"
  done
  for judge in machines asl; do
    "$judges/run.sh" "$judge" terraform/stack codegen/tests/golden/*/expected/terraform/stack
  done
  exit
fi

judge=$1
shift
if [ "$judge" = asl ]; then
  exec node "$judges/asl.mjs" "$@"
fi
if [ ! -f "$judges/$judge.py" ]; then
  echo "usage: tests/judges/run.sh [iam|machines|openapi|asl [FOLDER …]] | oracle [--seeds N] [--bench]" >&2
  exit 2
fi
exec "$judges/python.sh" "$judges/$judge.py" "$@"
