#!/usr/bin/env bash
# Proves that a rename destroys nothing: the golden app with former names is rendered as it is, and as it was one name
# and two names ago; Terraform applies each of those to a mocked provider and plans today's over it. Needs Rust,
# Terraform 1.11 and Python 3. Nothing is asked of AWS.
set -euo pipefail
renames="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$(dirname "$renames")")"
cd "$root"
unset TF_CLI_CONFIG_FILE TF_DATA_DIR
export TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1 AWS_EC2_METADATA_DISABLED=true

model=codegen/tests/golden/rename/model.json
mirror="$(tests/terraform.sh --mirror)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

render() {
  ${CARGO:-cargo} run --locked --quiet -p codegen -- render --model "$1" --out "$2" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
  cp -R terraform/modules "$2/terraform/modules"
}

for former in 1 2; do
  home="$work/$former"
  mkdir -p "$home/tests"
  python3 "$renames/former.py" "$model" "$former" >"$home/before.json"
  render "$home/before.json" "$home/before"
  render "$model" "$home/after"
  cp "$renames/renames.tftest.hcl" "$home/tests/"
  cp "$home/after/terraform/stack/versions.tf" "$home/" # init passes by a folder without any
  # The values of dev, but for what is the root's own. Who renames a handler renames it here: both stacks find theirs.
  {
    sed -e '/^region /d' -e 's/^\( *\)keep_turn *=.*/\1keep_turn = 1\n\1store_turn = 1\n\1save_turn = 1/' \
      "$home/after/environments/dev/terraform.tfvars"
    printf 'environment = "dev"\nversions_in_flight = {}\n'
    printf 'artifact = { bucket = "artifacts", key = "a", sha256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" }\n'
  } >"$home/terraform.tfvars"
  (
    cd "$home"
    terraform init -no-color -backend=false ${mirror:+-plugin-dir="$mirror"} >init.log 2>&1 || { cat init.log >&2; exit 1; }
    terraform test -json -verbose >test.jsonl || { cat test.jsonl >&2; exit 1; }
    python3 "$renames/judge.py" "$former" <test.jsonl
  )
done
