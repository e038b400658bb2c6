#!/usr/bin/env bash
# Checks the Terraform code without an AWS account and without leaving a trace in the tree.
#
#   tests/terraform.sh               every step
#   tests/terraform.sh format roots  only these steps: format, roots, order
#
# FERROVIA_TF_MIRROR  folder that holds registry.terraform.io/ with the providers; looked for if unset,
#                     and where none is found, the providers come from the registry
# FERROVIA_TF_JOBS    roots checked at the same time (default 2)
set -euo pipefail

script="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/$(basename "${BASH_SOURCE[0]}")"
repository="$(dirname "$(dirname "$script")")"
# shellcheck source=/dev/null
. "$(dirname "$script")/lib.sh"

# What must exist before what, where only depends_on says so: module (or the stack), resource, what it waits for. A
# migration that fails is an invocation that fails, and what waits for it stays as it was.
order='
function aws_lambda_function.this            aws_iam_role_policy.this
function aws_lambda_function.this            aws_cloudwatch_log_group.this
workflow aws_sfn_state_machine.this          aws_iam_role_policy.this
workflow aws_sfn_state_machine.this          aws_cloudwatch_log_group.this
api      aws_apigatewayv2_integration.route  aws_lambda_permission.route
database aws_db_instance.this                aws_cloudwatch_log_group.this
identity aws_cognito_user_pool_client.machine aws_lambda_permission.pre_token_generation
identity aws_cognito_user_pool_client.user    aws_lambda_permission.pre_token_generation
schedule aws_scheduler_schedule.this         aws_iam_role_policy.this
network  aws_flow_log.rejected               aws_iam_role_policy.flow_log
stack    module.function_load_history.aws_lambda_function.this  aws_lambda_invocation.migrate_platform
stack    module.function_post_message.aws_lambda_function.this  aws_lambda_invocation.migrate_platform
stack    module.function_save_turn.aws_lambda_function.this     aws_lambda_invocation.migrate_platform
stack    module.function_relay_outbox.aws_lambda_function.this  aws_lambda_invocation.migrate_platform
stack    module.function_post_message.aws_lambda_function.this  aws_lambda_invocation.refresh_token_keys
stack    module.function_list_prompts.aws_lambda_function.this  aws_lambda_invocation.refresh_token_keys
stack    aws_lambda_invocation.refresh_token_keys  module.function_refresh_token_keys.aws_lambda_alias.live
stack    aws_lambda_invocation.migrate_platform  module.function_migrate_platform.aws_lambda_alias.live
stack    aws_lambda_invocation.migrate_platform  module.network.aws_vpc_endpoint.interface
stack    aws_lambda_invocation.migrate_platform  module.network.aws_vpc_security_group_egress_rule.function_to_endpoint
stack    aws_lambda_invocation.migrate_platform  module.database_platform.aws_vpc_security_group_ingress_rule.from_function
stack    aws_lambda_invocation.migrate_platform  module.database_platform.aws_vpc_security_group_egress_rule.function_to_database
'

# ---- steps

step_format() {
  local folders=("$repository/terraform")
  [[ -d "$repository/environments" ]] && folders+=("$repository/environments")
  local folder
  for folder in "${folders[@]}"; do
    terraform fmt -check -diff -recursive "$folder" || fail "format  run: terraform fmt -recursive $(basename "$folder")"
  done
  say "format" "terraform/, environments/"
}

step_roots() {
  roots | xargs -P "${FERROVIA_TF_JOBS:-2}" -n 1 "$script" --root || fail "at least one root is wrong"
}

step_order() {
  local module folder graph resource needed
  while read -r module resource needed; do
    [[ -n "$module" ]] || continue
    folder="modules/$module"
    [[ "$module" != stack ]] || folder=stack
    graph="$work/$module.graph"
    [[ -f "$graph" ]] || (enter "terraform/$folder" && initialise && terraform graph) >"$graph"
    waits "$graph" "$resource" "$needed" || fail "order   $folder: $resource does not wait for $needed"
  done <<<"$order"
  say "order" "permissions, log groups and migrations come before what needs them"
}

# Whether the graph leads from a resource to another, over however many edges: Terraform leaves out what follows from others.
waits() {
  awk -v from="\"$2\"" -v to="\"$3\"" '
    $2 == "->" { sub(/;$/, "", $3); edges[$1] = edges[$1] " " $3 }
    END {
      queue[last = 1] = from
      for (i = 1; i <= last; i++) {
        count = split(edges[queue[i]], ends, " ")
        for (j = 1; j <= count; j++) if (!seen[ends[j]]++) queue[++last] = ends[j]
      }
      exit !(to in seen)
    }' "$1"
}

# ---- one root: a folder with .tf files of its own

roots() {
  (cd "$work" && find . -type f -name '*.tf' -not -path '*/.terraform/*') | sed 's,^\./,,' | xargs -n 1 dirname | sort -u
}

check_root() {
  local log result
  log="$work/$(tr / - <<<"$1").log"
  if ! (enter "$1" && initialise && validate_or_test) >"$log" 2>&1; then
    cat "$log"
    fail "root    $1"
  fi
  result="$(sed -n 's/^Success! \([0-9]* passed\).*/\1/p' "$log")"
  say "root" "$1: ${result:-valid}"
}

initialise() {
  [[ ! -d .terraform ]] || return 0
  if [[ -n "$mirror" ]]; then
    terraform init -no-color -backend=false -plugin-dir="$mirror" >init.log 2>&1
  else
    terraform init -no-color -backend=false >init.log 2>&1
  fi || { cat init.log; return 1; }
}

# A test run validates the root before it plans, so a tested root needs no validation of its own.
validate_or_test() {
  if compgen -G 'tests/*.tftest.hcl' >/dev/null; then
    terraform test -no-color
  else
    terraform validate -no-color
  fi
}

enter() { cd "$work/$1"; }

# ---- surroundings

# Terraform writes lock files and data folders beside the code: it works on a copy, so that the tree stays as it is.
copy_tree() {
  local folders=(terraform)
  [[ -d "$repository/environments" ]] && folders+=(environments)
  tar -C "$repository" --exclude=.terraform -cf - "${folders[@]}" | tar -C "$work" -xf -
}

# A mirror is only linked to. From the registry, the provider (700 MB) is fetched once, by the first root, for all.
share_providers() {
  [[ -z "$mirror" ]] || return 0
  export TF_PLUGIN_CACHE_DIR="$work/providers"
  export TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE=1 # modules have no lock file; the environments keep theirs
  mkdir -p "$TF_PLUGIN_CACHE_DIR"
  (enter "$(roots | head -n 1)" && initialise) || fail "the providers could not be fetched"
}

main() {
  unset TF_CLI_CONFIG_FILE TF_DATA_DIR
  export TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1 AWS_EC2_METADATA_DISABLED=true

  if [[ "${1:-}" == --root ]]; then
    check_root "$2"
    return
  fi

  # For other scripts: where the providers are, or nothing.
  if [[ "${1:-}" == --mirror ]]; then
    find_mirror
    return
  fi

  command -v terraform >/dev/null || fail "terraform is not installed"
  work="$(mktemp -d)"
  trap 'rm -rf "$work"' EXIT
  mirror="$(find_mirror)"
  export work mirror
  copy_tree
  share_providers

  local step
  [[ $# -gt 0 ]] || set -- format roots order
  for step in "$@"; do
    case "$step" in
      format | roots | order) "step_$step" ;;
      *) fail "unknown step $step: format, roots, order" ;;
    esac
  done
}

main "$@"
