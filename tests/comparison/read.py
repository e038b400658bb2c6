"""A CloudFormation template, or what Terraform plans, in; the roles and Lambda permissions in it out.

Whatever only AWS knows gets the same value for all, and names lose the stack's prefix, so that one list of needs
speaks of all of them: the function `LoadHistory`, `desk-load_history` or `desk-dev-load_history` is `load_history`.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

PARTITION, REGION, ACCOUNT = "aws", "eu-west-1", "123456789012"
HERE = Path(__file__).parent
MANAGED = json.loads((HERE / "managed_policies.json").read_text(encoding="utf-8"))


@dataclass
class Role:
    """A role, by the name of the function or machine that runs with it."""

    name: str
    trust: dict
    is_function: bool = False
    statements: list = field(default_factory=list)

    def add(self, document):
        self.statements += listed(document["Statement"])


@dataclass
class Stack:
    """Roles by name, and the source ARNs of the permissions to invoke functions."""

    roles: dict
    sources: list


def listed(value):
    """IAM writes one thing, or a list of them."""
    return value if isinstance(value, list) else [value]


def cloudformation(path):
    """The stack of a synthesised or transformed template."""
    resources = json.loads(Path(path).read_text(encoding="utf-8"))["Resources"]
    template = Template(resources)
    of_type = lambda kind: {key: value for key, value in resources.items() if value["Type"] == kind}
    users = {}
    for kind, property_name in (("AWS::Lambda::Function", "Role"), ("AWS::StepFunctions::StateMachine", "RoleArn")):
        for key, value in of_type(kind).items():
            role = template.resolve(value["Properties"][property_name]).rsplit("/", 1)[-1]
            users[role] = (template.name(key), kind == "AWS::Lambda::Function")
    roles = {}
    for key, value in of_type("AWS::IAM::Role").items():
        properties = template.resolve(value["Properties"])
        # A role that nothing of the application runs with is counted all the same, and then missed in needs.json.
        name, is_function = users.get(key, (key, False))
        roles[key] = Role(name, properties["AssumeRolePolicyDocument"], is_function)
        for policy in properties.get("Policies", []):
            roles[key].add(policy["PolicyDocument"])
        for arn in properties.get("ManagedPolicyArns", []):
            roles[key].add(MANAGED[arn]["document"])
    for kind in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
        for value in of_type(kind).values():
            properties = template.resolve(value["Properties"])
            for role in properties["Roles"]:
                roles[role].add(properties["PolicyDocument"])
    permissions = [template.resolve(value["Properties"]) for value in of_type("AWS::Lambda::Permission").values()]
    return Stack({role.name: role for role in roles.values()}, [permission["SourceArn"] for permission in permissions])


class Template:
    """Resolves CloudFormation's intrinsic functions, as far as policies use them."""

    def __init__(self, resources):
        self.resources = resources

    def name(self, key):
        """What a resource is called in needs.json: its construct's id, or its key in the template."""
        path = self.resources[key].get("Metadata", {}).get("aws:cdk:path")
        word = path.split("/")[1] if path else key
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", word).lower()

    def resolve(self, value):
        if isinstance(value, list):
            return [self.resolve(inner) for inner in value]
        if isinstance(value, str):
            return plain(value)
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (function, argument), = value.items()
            if function == "Ref":
                return self.reference(argument)
            if function == "Fn::GetAtt":
                return self.attribute(*argument)
            if function == "Fn::Join":
                return plain(argument[0].join(self.resolve(argument[1])))
            if function == "Fn::Sub":
                return self.substitute(argument)
            if function.startswith("Fn::"):
                raise ValueError(f"{function} is not resolved here")
        return {key: self.resolve(inner) for key, inner in value.items()}

    def substitute(self, argument):
        text, values = argument if isinstance(argument, list) else (argument, {})

        def one(found):
            name = found[1]
            if name in values:
                return self.resolve(values[name])
            return self.attribute(*name.split(".", 1)) if "." in name else self.reference(name)

        return plain(re.sub(r"\$\{([^}!]+)\}", one, text))

    def reference(self, key):
        pseudo = {"AWS::Partition": PARTITION, "AWS::Region": REGION, "AWS::AccountId": ACCOUNT}
        if key in pseudo:
            return pseudo[key]
        if key not in self.resources:
            return "given"  # a parameter
        kind = self.resources[key]["Type"]
        if kind == "AWS::Lambda::Version":
            function = self.resources[key]["Properties"]["FunctionName"]["Ref"]
            return f"{self.attribute(function, 'Arn')}:1"
        if kind in ("AWS::SecretsManager::Secret", "AWS::StepFunctions::StateMachine"):
            return self.attribute(key, "Arn")
        return key if kind == "AWS::IAM::Role" else self.name(key)

    def attribute(self, key, attribute):
        name, kind = self.name(key), self.resources[key]["Type"]
        arn = lambda service, resource: f"arn:{PARTITION}:{service}:{REGION}:{ACCOUNT}:{resource}"
        known = {
            ("AWS::Events::EventBus", "Arn"): arn("events", f"event-bus/{name}"),
            ("AWS::IAM::Role", "Arn"): f"arn:{PARTITION}:iam::{ACCOUNT}:role/{key}",
            ("AWS::Lambda::Function", "Arn"): arn("lambda", f"function:{name}"),
            # CloudFormation's attribute ends so, whatever one wants to say about the group.
            ("AWS::Logs::LogGroup", "Arn"): arn("logs", f"log-group:{name}:*"),
            ("AWS::RDS::DBInstance", "DbiResourceId"): "db-DATABASE",
            ("AWS::SecretsManager::Secret", "Arn"): arn("secretsmanager", f"secret:{name}-AbCdEf"),
            ("AWS::StepFunctions::StateMachine", "Arn"): arn("states", f"stateMachine:{name}"),
            ("AWS::StepFunctions::StateMachine", "Name"): name,
        }
        return known.get((kind, attribute), f"{name}.{attribute}")


def terraform(path, ignored):
    """The stack that `terraform test -json -verbose` plans with a mocked provider, without the roles `ignored`.

    What a plan does not know is missing in it: then a policy cannot be read, and the run stops at it.
    """
    lines = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    plan = next(line["test_plan"] for line in lines if line["type"] == "test_plan")
    planned = plan["resource_changes"]
    of_type = lambda kind: [resource["change"]["after"] for resource in planned if resource["type"] == kind]
    functions = {values["function_name"] for values in of_type("aws_lambda_function")}
    roles = {}
    for values in of_type("aws_iam_role"):
        name = plain(values["name"]).removesuffix("-workflow")
        if name not in ignored:
            roles[values["name"]] = Role(name, parsed(values["assume_role_policy"]), values["name"] in functions)
    for values in of_type("aws_iam_role_policy"):
        if values["role"] in roles:
            roles[values["role"]].add(parsed(values["policy"]))
    for kind in ("aws_iam_role_policy_attachment", "aws_iam_policy_attachment"):
        if of_type(kind):
            raise ValueError(f"{kind} is not read here")
    sources = [plain(values["source_arn"]) for values in of_type("aws_lambda_permission")]
    return Stack({role.name: role for role in roles.values()}, sources)


def parsed(document):
    return json.loads(plain(document))


def plain(text):
    """Without the stack's name before each name."""
    return re.sub(r"\bdesk-(dev-)?", "", text)
