#!/usr/bin/env bash
# The differential proof with workflows that nobody has seen, and more of them: tests/differential.sh [SEED [COUNT]]
# A failure names its seed; the same seed makes the same workflows, inputs and answers again.
set -euo pipefail
cd "$(dirname "$0")/.."
seed=${1:-$(od -An -N3 -tu4 /dev/urandom | tr -d ' ')}
count=${2:-150}
echo "differential proof: seed $seed, $count workflows; again: tests/differential.sh $seed $count"
FERROVIA_DIFFERENTIAL_SEED=$seed FERROVIA_DIFFERENTIAL_COUNT=$count FERROVIA_DIFFERENTIAL_CASES=${FERROVIA_DIFFERENTIAL_CASES:-400} \
  cargo test --locked --quiet --package tests --test differential
