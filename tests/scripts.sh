#!/usr/bin/env bash
# The scripts of the deploy do what they say, against stand-ins for AWS, GitHub, Terraform and the command `release`.
#
#   tests/scripts.sh
set -euo pipefail

repository=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export WORLD=$work/world PATH=$repository/tests/scripts:$PATH
export GITHUB_REPOSITORY=o/r ARTIFACT_BUCKET=artifacts STATE_BUCKET=state AWS_REGION=eu-west-1
export GITHUB_OUTPUT=$work/output GITHUB_STEP_SUMMARY=$work/summary
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a
checked=0

# A repository of its own for each test: the scripts act on the tree that is checked out.
begin() {
  rm -rf "$WORLD" "$work/repository" "$GITHUB_OUTPUT" "$GITHUB_STEP_SUMMARY"
  mkdir -p "$WORLD"/{s3/artifacts,github,terraform} "$work/repository"/{.github,environments/dev}
  echo '[]' | tee "$WORLD/github/comments.json" >"$WORLD/github/issues.json"
  touch "$WORLD/github/changes" "$WORLD/terraform/commands" "$WORLD/released"
  cp -r "$repository/.github/scripts" "$work/repository/.github/scripts"
  cd "$work/repository"
  git init --quiet .
  git add . && git commit --quiet --message first
  test=$1
}

# ends CODE|failure COMMAND…: how a script ends; what it printed is then in $work/said.
ends() {
  local expected=$1 code=0
  shift
  "$@" >"$work/said" 2>&1 || code=$?
  [[ "$code" == "$expected" || ($expected == failure && $code -ne 0) ]] || wrong "$* ends with $code instead of $expected: $(cat "$work/said")"
}

# is EXPECTED ACTUAL
is() {
  [[ "$2" == "$1" ]] || wrong "expected: $1
     but it is: $2"
  checked=$((checked + 1))
}

says() {
  grep --quiet --fixed-strings -- "$1" "$work/said" || wrong "it does not say \`$1\`: $(cat "$work/said")"
  checked=$((checked + 1))
}

wrong() {
  echo "BAD $test: $1" >&2
  exit 1
}

# ---- packages

begin "the first package of a tree stays, and is what every environment fetches"
tree=$(git rev-parse 'HEAD^{tree}')
mkdir "$work/first" "$work/second" "$work/fetched"
echo one >"$work/first/lambda.zip"
echo two >"$work/second/lambda.zip"
echo command | tee "$work/first/release" >"$work/second/release"
key=lambda/$(sha256sum <"$work/first/lambda.zip" | cut -d ' ' -f 1).zip
ends 1 .github/scripts/fetch "$work/fetched"
says "no package of the tree $tree"
ends 0 .github/scripts/publish "$work/first"
ends 0 .github/scripts/publish "$work/first"
says "into the same bytes"
ends 0 .github/scripts/publish "$work/second"
says "::warning::tree $tree was built before"
git commit --quiet --allow-empty --message "the same tree, another commit"
ends 0 .github/scripts/fetch "$work/fetched"
is "$key" "$(jq --raw-output .artifact.key "$work/fetched/artifact.json")"
is one "$(cat "$WORLD/s3/artifacts/$key")"
is "$(openssl dgst -sha256 -binary "$work/first/lambda.zip" | base64)" "$(jq --raw-output .artifact.sha256 "$work/fetched/artifact.json")"
is command "$(cat "$work/fetched/release")"

begin "a package is of a tree that is committed, and of the bytes that were published"
ends 0 .github/scripts/publish "$work/first"
echo changed >>.github/scripts/package
ends 1 .github/scripts/publish "$work/first"
says "not committed"
git checkout --quiet .
echo tampered >"$WORLD"/s3/artifacts/release/*
ends 1 .github/scripts/fetch "$work/fetched"
ARTIFACT_BUCKET=another ends 1 .github/scripts/publish "$work/first"
says NoSuchBucket

# ---- plans

begin "a plan says whether something differs, and fails if it fails"
echo '{}' >release.json
for case in "0 0 changed=false" "2 0 changed=true" "1 1 "; do
  read -r terraform code said <<<"$case"
  echo "$terraform" >"$WORLD/terraform/code"
  rm -f "$GITHUB_OUTPUT"
  ends "$code" .github/scripts/plan dev plan release.json
  is "$said" "$(cat "$GITHUB_OUTPUT" 2>/dev/null || true)"
done
is "plan -no-color -lock-timeout=10m -detailed-exitcode -var-file=$PWD/release.json -out=$PWD/plan" "$(tail -n 1 "$WORLD/terraform/commands")"
is 3 "$(grep --count "the text of the plan" "$GITHUB_STEP_SUMMARY")"

begin "without a release's values, those of the last deploy are planned with, and nothing is locked"
echo '{}' >"$WORLD/terraform/outputs.json"
ends 0 .github/scripts/plan dev plan
is changed=never "$(cat "$GITHUB_OUTPUT")"
is 0 "$(grep --count ^plan "$WORLD/terraform/commands" || true)"
echo '{"release": {"value": {"artifact": {}}}}' >"$WORLD/terraform/outputs.json"
echo 0 >"$WORLD/terraform/code"
ends 0 .github/scripts/plan dev plan
is "plan -no-color -lock=false" "$(tail -n 1 "$WORLD/terraform/commands" | cut -d ' ' -f 1-3)"

# ---- snapshots

# plan ACTIONS INSTANCE…: a plan with one migration, and the databases that there are.
planned() {
  jq --null-input --argjson actions "$1" --args '{
    resource_changes: [{mode: "managed", type: "aws_lambda_invocation", address: "migrate", change: {actions: $actions}}],
    prior_state: {values: {root_module: {child_modules: [{resources: ($ARGS.positional | map({type: "aws_db_instance", values: {identifier: .}}))}]}}}
  }' -- "${@:2}" >"$WORLD/terraform/plan.json"
}

begin "every database is kept before a migration, and only then"
planned '["no-op"]' one two
ends 0 .github/scripts/snapshot dev plan name
planned '["delete"]' one two
ends 0 .github/scripts/snapshot dev plan name
planned '["create"]'
ends 0 .github/scripts/snapshot dev plan name
echo '{"resource_changes": [{"mode": "managed", "type": "aws_lambda_invocation", "address": "m", "change": {"actions": ["create"]}}]}' >"$WORLD/terraform/plan.json"
ends 0 .github/scripts/snapshot dev plan name
is "" "$(cat "$WORLD/released")"
planned '["update"]' one two
ends 0 .github/scripts/snapshot dev plan name
planned '["delete", "create"]' one
ends 0 .github/scripts/snapshot dev plan name
is "snapshot --instance one --release name
snapshot --instance two --release name
snapshot --instance one --release name" "$(cat "$WORLD/released")"
echo "not JSON" >"$WORLD/terraform/plan.json"
ends failure .github/scripts/snapshot dev plan name

# ---- GitHub

begin "a pull request has one comment, whatever others write"
jq --null-input '[{id: 1, user: {type: "User"}, body: "<!-- mark -->\nfeigned"}, {id: 2, user: {type: "Bot"}, body: "<!-- another -->"}]' \
  >"$WORLD/github/comments.json"
# shellcheck disable=SC2016 # no expansion is the point
printf '<!-- mark -->\nGains `s3:GetObject` "$HOME"\n' >first.md
printf '<!-- mark -->\nNothing.\n' >second.md
{ cat second.md; head -c 100000 /dev/zero | tr '\0' x; } >long.md
ends 0 .github/scripts/comment 7 first.md
# shellcheck disable=SC2016
is '<!-- mark -->
Gains `s3:GetObject` "$HOME"' "$(jq --raw-output '.[2].body' "$WORLD/github/comments.json")"
ends 0 .github/scripts/comment 7 second.md
ends 0 .github/scripts/comment 7 long.md
for mark in "no mark" '<!-- "; env -->'; do
  echo "$mark" >unmarked.md
  ends 1 .github/scripts/comment 7 unmarked.md
done
is "POST repos/o/r/issues/7/comments
PATCH repos/o/r/issues/comments/3
PATCH repos/o/r/issues/comments/3" "$(cat "$WORLD/github/changes")"
is true "$(jq '.[2].body | length < 65536' "$WORLD/github/comments.json")"

begin "drift is one issue for each environment, open as long as something differs"
echo "Plan: 1 to change" >plan.txt
for call in "dev true" "staging false" "dev true" "staging true" "dev false" "dev false" "dev true"; do
  read -r environment changed <<<"$call"
  ends 0 .github/scripts/drift "$environment" "$changed" plan.txt
done
is "POST repos/o/r/issues
PATCH repos/o/r/issues/1
POST repos/o/r/issues
PATCH repos/o/r/issues/1
POST repos/o/r/issues" "$(cat "$WORLD/github/changes")"
is "Drift in dev closed, Drift in staging open, Drift in dev open" \
  "$(jq --raw-output 'map("\(.title) \(.state)") | join(", ")' "$WORLD/github/issues.json")"

begin "prod takes only a tree that staging has run to the end"
deployments() {
  jq --null-input --arg tree "$1" --args '{data: {repository: {deployments: {nodes: [
    {commit: {oid: "c2", tree: {oid: "another"}}, statuses: {nodes: [{state: "SUCCESS"}]}},
    {commit: {oid: "c1", tree: {oid: $tree}}, statuses: {nodes: ($ARGS.positional | map({state: .}))}}
  ]}}}}' -- "${@:2}" >"$WORLD/github/graphql.json"
}
tree=$(git rev-parse 'HEAD^{tree}')
deployments "$tree" FAILURE IN_PROGRESS
ends 1 .github/scripts/proven staging
says "staging has not run the tree $tree"
deployments "$tree" INACTIVE SUCCESS IN_PROGRESS
ends 0 .github/scripts/proven staging
ends 0 .github/scripts/deployed staging
is "c2 another
c1 $tree" "$(cat "$work/said")"
git commit --quiet --allow-empty --message "a merge that changes nothing"
ends 0 .github/scripts/proven staging
echo changed >new && git add new && git commit --quiet --message "a merge that changes something"
ends 1 .github/scripts/proven staging

# ---- all

begin "a script that is called wrongly says how to call it"
for script in changes comment deployed drift fetch package plan proven publish snapshot; do
  ends 64 ".github/scripts/$script" one two three four
  says ".github/scripts/$script "
done

echo "ok  the scripts of the deploy: $checked facts"
