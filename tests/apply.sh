#!/usr/bin/env bash
# Applies environments/dev to a mock AWS (moto) with the real provider: every resource is created, a second plan has
# nothing to do, our own adapters start the machine and publish an event that arrives, and destroy leaves nothing. What moto
# does wrong is listed in tests/apply/exceptions.json. What Terraform asked IAM has to be what tests/apply/calls.json says,
# by which the roles that plan and deploy are judged.
#
#   tests/apply.sh [--record]    --record writes tests/apply/calls.json anew
#
# Needs Terraform, Rust, Python 3.10 or later and, the first time, PyPI. Takes less than five minutes, most of them the
# provider's waiting for a database that is there at once. FERROVIA_TF_MIRROR as in tests/terraform.sh.
set -euo pipefail
tests="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=/dev/null
. "$tests/lib.sh"

command -v terraform >/dev/null || fail "terraform is not installed"
unset TF_CLI_CONFIG_FILE TF_DATA_DIR
FERROVIA_TF_MIRROR="$(find_mirror)"
export FERROVIA_TF_MIRROR
exec "$tests/judges/run.sh" python "$tests/apply/main.py" "$@"
