"""Policy templates in, the findings of parliament and cfn-lint out.

Every `*.json.tftpl` of the folders (by default terraform/stack/iam) is rendered with sample values, as Terraform
would, and judged. A finding that no exception below excuses fails the run; so does a run that finds no policy.
"""

import copy
import json
import re
import sys
import warnings
from collections import Counter
from pathlib import Path

from cfnlint.api import ManualArgs, lint

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # parliament's use of pkg_resources
    import parliament

# What Terraform would know. A placeholder that is a whole resource gets the ARN that the statement's action asks for.
REGION, ACCOUNT = "eu-west-1", "123456789012"
SAMPLES = {
    r"partition": "aws",
    r"region": REGION,
    r"account": ACCOUNT,
    r"prefix": "ferrovia-prod",
    r".*_resource_id": "db-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
}
OBJECTS = "arn:aws:s3:::ferrovia-prod-sample-0a1b2c3d/*"
RESOURCES = {
    "appconfig:GetLatestConfiguration": f"arn:aws:appconfig:{REGION}:{ACCOUNT}:application/abc1234/environment/def5678/configuration/abc9012",
    "events:PutEvents": f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/sample",
    "lambda:InvokeFunction": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:sample:7",
    "s3:DeleteObject": OBJECTS,
    "s3:GetObject": OBJECTS,
    "s3:ListBucket": "arn:aws:s3:::ferrovia-prod-sample-0a1b2c3d",
    "s3:PutObject": OBJECTS,
    "secretsmanager:GetSecretValue": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:sample-AbCdEf",
}

# Judge, its rule, a pattern for what it says, and why it is wrong here.
EXCEPTIONS = [
    (
        "parliament",
        "RESOURCE_MISMATCH",
        r"^\[({'action': 'states:SendTask(Success|Failure|Heartbeat)', 'required_format': '\*'}(, )?)+\]",
        "the reference lists no resource type, yet AWS authorises against the machine whose task holds the token",
    ),
    (
        "parliament",
        "RESOURCE_MISMATCH",
        r"^\[({'action': 'bedrock:InvokeModel', 'required_format': '[^']*'}(, )?)+\]",
        "the reference calls every alternative required; parliament wants them all in one statement",
    ),
    (
        "parliament",
        "UNKNOWN_CONDITION_FOR_ACTION",
        r"^Unknown condition lambda:SourceFunctionArn for action ec2:",
        "Lambda adds the key to every request that a function's code makes",
    ),
    (
        "parliament",
        "RESOURCE_STAR",
        r"^\['ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', "
        r"'ec2:UnassignPrivateIpAddresses'\]",
        "Lambda makes the interfaces itself, and checks the permission before they have a name",
    ),
]


def document(template):
    """A template's JSON: a list that Terraform knows is one whole resource, and nothing else is no JSON."""
    return json.loads(re.sub(r"(?<=: )\$\{jsonencode\((\w+)\)\}", r'["${\1}"]', template))


def whole(resource):
    """The placeholder's name, if a resource is nothing else."""
    found = re.fullmatch(r"\$\{(\w+)\}", resource)
    return found and found[1]


def values(document):
    """The placeholders that stand for whole resources, each with an ARN of the right type."""
    known = {}
    for statement in document["Statement"]:
        for name in filter(None, map(whole, statement["Resource"])):
            arn = RESOURCES.get(statement["Action"][0])
            if arn is None:
                sys.exit(f"{__file__}: add a sample resource for {statement['Action'][0]}")
            if known.setdefault(name, arn) != arn:
                sys.exit(f"{__file__}: `{name}` stands for two types of resource")
    return known


def sample(name, known):
    if name in known:
        return known[name]
    for pattern, value in SAMPLES.items():
        if re.fullmatch(pattern, name):
            return value
    sys.exit(f"{__file__}: add a sample value for `{name}`")


def render(value, known):
    """What `templatefile` makes of it: `${name}` is replaced, `$${` and `%%{` lose one sign."""
    if isinstance(value, dict):
        return {key: render(inner, known) for key, inner in value.items()}
    if isinstance(value, list):
        return [render(inner, known) for inner in value]
    if isinstance(value, str):
        return re.sub(
            r"\$\$\{|%%\{|\$\{(\w+)\}",
            lambda found: sample(found[1], known) if found[1] else found[0][1:],
            value,
        )
    return value


def without_lists_in_null(policy):
    """The same policy to AWS: parliament breaks off at `"Null": {key: ["false"]}`."""
    policy = copy.deepcopy(policy)
    for statement in policy["Statement"]:
        null = statement.get("Condition", {}).get("Null", {})
        null.update({key: values[0] for key, values in null.items() if len(values) == 1})
    return policy


def parliament_findings(policy):
    for finding in parliament.analyze_policy_string(json.dumps(without_lists_in_null(policy))).findings:
        yield finding.issue, f"{finding.detail} {finding.location}"


def cfn_lint_findings(policy):
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": {"Policy": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": policy}}},
    }
    for match in lint(json.dumps(template), config=ManualArgs(regions=[REGION], include_checks=["I"])):
        yield match.rule.id, f"{match.message} {list(match.path or [])}"


JUDGES = {"parliament": parliament_findings, "cfn-lint": cfn_lint_findings}


def excuse(judge, rule, text):
    for excused_judge, excused_rule, pattern, reason in EXCEPTIONS:
        if (judge, rule) == (excused_judge, excused_rule) and re.search(pattern, text):
            return reason
    return None


def main(folders):
    paths = sorted(path for folder in folders for path in Path(folder).glob("*.json.tftpl"))
    if not paths:
        sys.exit(f"no *.json.tftpl in {', '.join(folders)}")
    unexcused, excused = 0, Counter()
    for path in paths:
        template = document(path.read_text(encoding="utf-8"))
        policy = render(template, values(template))
        for judge, findings in JUDGES.items():
            for rule, text in findings(policy):
                reason = excuse(judge, rule, text)
                if reason:
                    excused[f"{judge} {rule}: {reason}"] += 1
                else:
                    unexcused += 1
                    print(f"{path}: {judge} {rule}: {text}")
    for reason, count in excused.items():
        print(f"excused {count} x {reason}")
    print(f"{len(paths)} policies, {unexcused} unexcused findings")
    return 1 if unexcused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["terraform/stack/iam"]))
