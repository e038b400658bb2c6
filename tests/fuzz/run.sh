#!/usr/bin/env bash
# Asks the API whatever its OpenAPI document allows, and much that it does not: no answer may be an error of the server's, and
# each must be as documented (schemathesis, against `local` on a real PostgreSQL).
#
#   tests/fuzz/run.sh [SEED [EXAMPLES]]     at least so many requests, 2000 if not said
#
# Needs Rust, Python 3.10 and, the first time, PyPI. The same seed asks the same.
set -euo pipefail
cd "$(dirname "$0")/../.."
home=target/fuzz
if ! cmp -s tests/fuzz/requirements.txt "$home/installed.txt"; then
  python3 -m venv "$home"
  "$home/bin/python" -m pip install --quiet --disable-pip-version-check --requirement tests/fuzz/requirements.txt
  cp tests/fuzz/requirements.txt "$home/installed.txt"
fi
# As the tests build it: with other packages or features it would be another build of the AWS SDK.
cargo test --quiet --locked --workspace --test local --no-run
exec "$home/bin/python" tests/fuzz/fuzz.py "${CARGO_TARGET_DIR:-target}/debug/local" "$home" "${1:-1}" "${2:-2000}"
