#!/usr/bin/env bash
# The contracts between the API and those who use it (Pact): each consumer's own test writes down what it asks and what it
# needs of the answer, and the platform is then held to all of it, on a real PostgreSQL.
#
#   tests/pact/run.sh
#
# Needs Rust, Node 20 and, the first time, npm. Leaves the contracts in target/pact/pacts.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
home=$root/target/pact
mkdir -p "$home"
if ! cmp -s "$here/package.json" "$home/package.json"; then
  cp "$here/package.json" "$home/package.json.new"
  (cd "$home" && mv package.json.new package.json && npm install --silent --no-audit --no-fund --no-package-lock) || {
    rm -f "$home/package.json"
    echo "Pact cannot be installed: is npm's registry reachable?" >&2
    exit 1
  }
fi
rm -rf "$home/consumers" "$home/pacts"
# Node looks for packages beside the code that names them.
mkdir "$home/consumers"
cp "$here"/*.mjs "$home/consumers"
cd "$home/consumers"
PACTS=$home/pacts node --test --test-concurrency=1 --test-reporter=dot
# As the tests build it: with other packages or features it would be another build of the AWS SDK.
cargo test --quiet --locked --manifest-path "$root/Cargo.toml" --workspace --test local --no-run
node verify.mjs "${CARGO_TARGET_DIR:-$root/target}/debug/local" "$home"/pacts/*.json
