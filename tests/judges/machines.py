"""State machines in, the findings of cfn-lint (E3601, CloudFormation's own schema of the language) out.

Every `*.asl.json` of the folders (by default terraform/stack/asl) is rendered with sample values, as Terraform would,
and judged as the definition of a CloudFormation state machine. A finding fails the run; so does a run that finds none.
"""

import json
import sys
from pathlib import Path

from cfnlint.api import ManualArgs, lint

from template import render

ROLE = "arn:aws:iam::123456789012:role/sample"


def findings(definition):
    machine = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"RoleArn": ROLE, "StateMachineType": "EXPRESS", "Definition": definition},
    }
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Machine": machine}}
    return lint(json.dumps(template), config=ManualArgs(regions=["eu-west-1"], include_checks=["I"]))


def main():
    folders = [Path(name) for name in sys.argv[1:]] or [Path("terraform/stack/asl")]
    files = sorted(path for folder in folders for path in folder.rglob("*.asl.json"))
    if not files:
        sys.exit("no state machine found: run `cargo run -p codegen`")
    found = [(path, finding) for path in files for finding in findings(json.loads(render(path.read_text())))]
    for path, finding in found:
        print(f"{path}: cfn-lint {finding.rule.id} {finding.message}")
    print(f"machines: {len(files)} judged by cfn-lint, {len(found)} findings")
    sys.exit(1 if found else 0)


main()
