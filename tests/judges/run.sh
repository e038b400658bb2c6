#!/bin/sh
# Lets independent judges read what codegen wrote, and an independent interpreter run it:
#
#   tests/judges/run.sh [iam|machines|openapi|asl [FOLDER …]]
#   tests/judges/run.sh terraform [FOLDER …] | workflows [FOLDER] | scripts [FILE …]
#   tests/judges/run.sh oracle [--seeds N] [--bench]
#   tests/judges/run.sh python SCRIPT [ARGUMENT …]   with the judges' packages, for other scripts
#
# Without a name, all of them, and those of machines read the golden ones too. What people wrote is read as well:
# checkov reads the Terraform code, zizmor and actionlint read GitHub's workflows, shellcheck reads shell scripts.
# Needs Python 3.10 and Node 18 or later and, the first time, PyPI and npm. The judges themselves work offline.
set -eu
judges=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$judges/../.." && pwd)
cd "$root"

# packages NAME FILE: a Python of its own, target/judges/NAME, that has the packages of FILE and no others.
packages() {
  home=$root/target/judges/$1
  if ! cmp -s "$judges/$2" "$home/installed.txt"; then
    python3 -m venv "$home"
    "$home/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$judges/$2" || {
      echo "the judges' packages (tests/judges/$2) cannot be installed: is PyPI reachable?" >&2
      exit 1
    }
    cp "$judges/$2" "$home/installed.txt"
  fi
  PATH=$home/bin:$PATH
}

# refuses RULE COMMAND…: a judge that finds nothing proves nothing, so each is first shown what is wrong on purpose.
refuses() {
  rule=$1
  shift
  case $("$@" 2>&1 || true) in
    *"$rule"*) ;;
    *)
      echo "$1 does not report $rule in what is wrong on purpose: $*" >&2
      exit 1
      ;;
  esac
}

audit() { zizmor --offline --quiet --no-progress --persona auditor "$@"; }

workflows() {
  packages python requirements.txt
  folder=${1:-.}
  broken=tests/judges/seeded/.github/workflows/broken.yml
  refuses dangerous-triggers audit $broken
  refuses template-injection audit $broken
  refuses unpinned-uses audit $broken
  refuses '[job-needs]' actionlint $broken
  refuses '[shellcheck]' actionlint $broken
  audit --strict-collection "$folder/.github"
  actionlint "$folder"/.github/workflows/*.yml
  echo "$folder/.github/workflows: 0 findings by zizmor, actionlint and shellcheck"
}

scripts() {
  packages python requirements.txt
  refuses SC2086 shellcheck tests/judges/seeded/broken.sh
  if [ $# -eq 0 ]; then
    # shellcheck disable=SC2046 # paths here hold no spaces
    set -- $(git grep --files-with-matches --extended-regexp '^#!.*[/ ](ba)?sh$' -- ':!tests/judges/seeded')
  fi
  shellcheck "$@"
  echo "$# shell scripts, 0 findings by shellcheck"
}

if [ $# -eq 0 ]; then
  for judge in iam openapi terraform workflows scripts oracle; do
    "$judges/run.sh" "$judge"
  done
  for judge in machines asl; do
    "$judges/run.sh" "$judge" terraform/stack codegen/tests/golden/*/expected/terraform/stack
  done
  exit
fi

judge=$1
shift
case $judge in
  asl) exec node "$judges/asl.mjs" "$@" ;;
  workflows | scripts) "$judge" "$@" ;;
  terraform)
    packages checkov checkov.txt
    exec python "$judges/terraform.py" "$@"
    ;;
  python)
    packages python requirements.txt
    PYTHONPATH=$judges PYTHONPYCACHEPREFIX=$home/cache exec python "$@"
    ;;
  iam | machines | openapi | oracle)
    packages python requirements.txt
    PYTHONPYCACHEPREFIX=$home/cache exec python "$judges/$judge.py" "$@"
    ;;
  *)
    sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
