#!/usr/bin/env bash
# Writes one application with Ferrovia, with CDK and with SAM, counts what each lets its roles do, and fails if the
# README's table says something else. Needs Rust, Terraform, Node 20 and Python 3.10 or later and, the first time, npm
# and PyPI (and Terraform's registry, where tests/terraform.sh finds no mirror of it). Nothing is asked of AWS.
set -euo pipefail
comparison="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$(dirname "$comparison")")"
home="$root/target/comparison"
out="$home/out"
python="$home/python"
cd "$root"

# Silent, unless it fails.
quietly() {
  local log="$home/log"
  "$@" >"$log" 2>&1 || { cat "$log" >&2; echo "failed: $*" >&2; exit 1; }
}

mkdir -p "$home"
if ! cmp -s "$comparison/package.json" "$home/package.json"; then
  cp "$comparison/package.json" "$home/package.json.new"
  (mkdir -p "$home/npm" && cd "$home/npm" && cp ../package.json.new package.json && quietly npm install --no-audit --no-fund --no-package-lock)
  mv "$home/package.json.new" "$home/package.json"
fi
if ! cmp -s "$comparison/requirements.txt" "$python/installed.txt"; then
  quietly python3 -m venv "$python"
  quietly "$python/bin/pip" install --quiet --disable-pip-version-check --requirement "$comparison/requirements.txt"
  cp "$comparison/requirements.txt" "$python/installed.txt"
fi
rm -rf "$out" "$home/ferrovia"
mkdir -p "$out"

# CDK and SAM: what CloudFormation would be given.
export NODE_PATH="$home/npm/node_modules" PYTHONPYCACHEPREFIX="$home/cache"
for stack in grants hardened; do
  quietly node "$comparison/cdk/synth.cjs" "$stack.cjs" "$out/$stack.json"
done
AWS_DEFAULT_REGION=eu-west-1 quietly "$python/bin/python" "$comparison/sam/transform.py" "$comparison/sam/template.yaml" "$out/sam.json"

# Ours: what Terraform plans.
quietly "${CARGO:-cargo}" run --locked --quiet -p codegen -- render --model codegen/tests/golden/comparison/model.json --out "$home/ferrovia"
cp -R terraform/modules "$home/ferrovia/terraform/modules"
environment="$home/ferrovia/environments/dev"
mkdir -p "$environment/tests"
cp "$comparison/ferrovia.tftest.hcl" "$environment/tests/"
mirror="$(tests/terraform.sh --mirror)"
(
  unset TF_CLI_CONFIG_FILE TF_DATA_DIR
  export TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1 AWS_EC2_METADATA_DISABLED=true
  cd "$environment"
  quietly terraform init -no-color -backend=false ${mirror:+-plugin-dir="$mirror"}
  terraform test -json -verbose -filter=tests/ferrovia.tftest.hcl >"$out/ferrovia.jsonl" || { cat "$out/ferrovia.jsonl" >&2; exit 1; }
)

exec "$python/bin/python" "$comparison/count.py" "$out"
