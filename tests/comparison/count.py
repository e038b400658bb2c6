"""Four times the same application in, how much each lets its roles do out, as Markdown.

The rules are the same for all: managed policies are expanded, actions are judged one by one for each role and each
resource, and what several statements of a role repeat counts once. `needs.json` says what is needed.
"""

import json
import re
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import read

ROOT = read.HERE.parent.parent
REFERENCE = json.loads((ROOT / "codegen/authorization/reference.json").read_text(encoding="utf-8"))
NEEDS = json.loads((read.HERE / "needs.json").read_text(encoding="utf-8"))["needs"]

# The VPC is given in CDK's and SAM's application, and belongs to it in ours: its flow log's role is left out.
NETWORK = {"flow-log"}


def actions(pattern):
    """The actions that a pattern means, by the authorization reference."""
    service, name = pattern.split(":", 1)
    known = REFERENCE["services"][service]["actions"]
    found = [f"{service}:{action}" for action in known if matches(name.lower(), action.lower())]
    if not found:
        sys.exit(f"the authorization reference has no action {pattern}")
    return found


def matches(pattern, text):
    """Whether IAM's pattern covers a text, or covers all that another pattern covers."""
    return fnmatchcase(text, pattern.replace("[", "[[]"))


def triples(role, effect="Allow"):
    """Each (action, resource) that a role's statements speak of."""
    return {
        (action, resource)
        for statement in role.statements
        if statement["Effect"] == effect
        for pattern in read.listed(statement["Action"])
        for action in actions(pattern)
        for resource in read.listed(statement["Resource"])
    }


def needs():
    """By role, each action that it needs with the resources of which one is enough."""
    by_role = {}
    for need in NEEDS:
        for role in need["roles"]:
            resources = [resource.replace("{role}", role) for resource in need["resources"]]
            by_role.setdefault(role, []).extend((action, resources) for action in need["actions"])
    return by_role


def check_needs():
    """No need may speak of `*` because somebody was lazy, nor of an action that AWS does not have."""
    for need in NEEDS:
        for action in need["actions"]:
            service, name = action.split(":", 1)
            types = REFERENCE["services"][service]["actions"][name].get("resources", {})
            if types and "*" in need["resources"] and "everywhere_because" not in need:
                sys.exit(f"needs.json: {action} has resource types, so why on everything?")


def surplus(stack, by_role):
    """What each role may do that it does not need: actions it never needs, and needed ones on too much."""
    for role in stack.roles.values():
        needed = by_role[role.name]
        for action, resource in sorted(triples(role)):
            of_action = [one for name, resources in needed if name == action for one in resources]
            if not any(matches(one, resource) for one in of_action):
                yield role.name, action, resource, bool(of_action)


def missing(stack, by_role):
    """What a role needs and no statement allows: then the application would not work."""
    for name, needed in by_role.items():
        allowed = triples(stack.roles[name])
        for action, resources in needed:
            if not any(action == given and matches(pattern, one) for given, pattern in allowed for one in resources):
                yield name, action


def for_own_code(role):
    """Actions on `*` that the function's own code may take: only its calls carry `lambda:SourceFunctionArn`."""
    own = f"arn:aws:lambda:{read.REGION}:{read.ACCOUNT}:function:{role.name}"
    denied = {
        action
        for statement in role.statements
        if statement["Effect"] == "Deny" and statement["Resource"] in ("*", ["*"])
        if list(statement.get("Condition", {})) == ["ArnEquals"]
        if {key: read.listed(values) for key, values in statement["Condition"]["ArnEquals"].items()}
        == {"lambda:SourceFunctionArn": [own]}
        for pattern in read.listed(statement["Action"])
        for action in actions(pattern)
    }
    return [action for action, resource in triples(role) if resource == "*" and action not in denied]


def exact(trust):
    """Whether a trust policy names whom AWS's service acts for, as far as that service tells it."""
    conditions = [statement.get("Condition", {}) for statement in read.listed(trust["Statement"])]
    told = [operator for condition in conditions for operator in condition.values()]
    return any("aws:SourceAccount" in keys or "aws:SourceArn" in keys for keys in told)


def measure(stack, by_role):
    """A stack's numbers, in the order of ROWS."""
    if stack.roles.keys() != by_role.keys():
        sys.exit(f"needs.json has the roles {sorted(by_role)}, but here are {sorted(stack.roles)}")
    lacking = list(missing(stack, by_role))
    if lacking:
        sys.exit(f"these needs are not allowed, so the application would not work: {lacking}")
    roles = list(stack.roles.values())
    everywhere = [(role.name, action) for role in roles for action, resource in triples(role) if resource == "*"]
    floor = sum("*" in resources for needed in by_role.values() for _, resources in needed)
    statements = [statement for role in roles for statement in role.statements]
    beyond = list(surplus(stack, by_role))
    never = [one for one in beyond if not one[3]]
    return [
        len(everywhere),
        len(everywhere) - floor,
        sum(len(for_own_code(role)) for role in roles if role.is_function),
        sum(len(triples(role)) for role in roles),
        len(beyond),
        len(never),
        len(beyond) - len(never),
        f"{sum('Condition' in statement for statement in statements)} of {len(statements)}",
        f"{sum(exact(role.trust) for role in roles)} of {len(roles)}",
        f"{sum('*' not in source for source in stack.sources)} of {len(stack.sources)}",
    ]


def bounds(by_role):
    """The least that AWS allows an application with these needs."""
    pairs = [resources for needed in by_role.values() for _, resources in needed]
    roles = len(by_role)
    return [sum("*" in one for one in pairs), 0, 0, len(pairs), 0, 0, 0, "", f"{roles} of {roles}", "1 of 1"]


ROWS = [
    "actions on `*`",
    "– more than AWS makes necessary",
    "– open to a function's own code",
    "actions × resources allowed",
    "**surplus**",
    "– actions that are never needed",
    "– needed actions, on more than is needed",
    "statements with a condition",
    "trust policies with a condition",
    "permissions to invoke that name one route",
]


def table(columns):
    lines = [["six roles", *columns], ["---", *["---:"] * len(columns)]]
    lines += [[title, *map(str, values)] for title, values in zip(ROWS, zip(*columns.values(), strict=True), strict=True)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main(folder):
    check_needs()
    by_role = needs()
    stacks = {
        "Ferrovia": read.terraform(f"{folder}/ferrovia.jsonl", NETWORK),
        "CDK's grants": read.cloudformation(f"{folder}/grants.json"),
        "CDK by hand": read.cloudformation(f"{folder}/hardened.json"),
        "SAM": read.cloudformation(f"{folder}/sam.json"),
    }
    columns = {name: measure(stack, by_role) for name, stack in stacks.items()}
    text = table({"least possible": bounds(by_role), **columns})
    print(text)
    for name, stack in stacks.items():
        print(f"\nsurplus of {name}:")
        for role, action, resource, is_needed in surplus(stack, by_role):
            print(f"  {role:12} {action} on {resource}{', needed on less' if is_needed else ''}")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    if re.sub(r" +", " ", text) not in re.sub(r" +", " ", readme):
        sys.exit("\nREADME.md, section Compared, has another table: put the one above there")


if __name__ == "__main__":
    main(*sys.argv[1:])
