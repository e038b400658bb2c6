"""What a workflow and its steps take and give, from the contracts that codegen writes."""

import json
from pathlib import Path

from jsonschema import Draft202012Validator


class Contract:
    """One function's or workflow's contract."""

    def __init__(self, path):
        self.document = json.loads(Path(path).read_text())
        self.definitions = self.document.get("$defs", {})

    @property
    def kind(self):
        return self.document.get("kind", "standard").upper()

    @property
    def waits(self):
        """Whether somebody else answers, with the task's token."""
        return "wait" in self.document

    def schema(self, part):
        """The schema of `input` or `output`; none if it has no such part."""
        return self.document.get(part)

    def retries(self, error):
        """How often the step is tried again after that error, by its declaration."""
        for declared in self.document.get("errors", []):
            if declared["name"] == error:
                return (declared.get("retry") or {}).get("max_attempts", 0)
        return 0

    def declared(self, error):
        """The error that a machine takes this one for: a declared one where it is told that the step's time is over."""
        for declared in self.document.get("errors", []):
            if error in declared.get("stands_for", []):
                return declared["name"]
        return error

    def errors(self):
        """Names of the declared errors, each with the schema of what it carries."""
        return [(error["name"], error.get("data")) for error in self.document.get("errors", [])]

    def objections(self, part, value):
        """Why a value is none of that part, in words."""
        schema = self.schema(part)
        if schema is None:
            return []
        validator = Draft202012Validator({**schema, "$defs": self.definitions})
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]

    def fits(self, schema, value):
        return Draft202012Validator({**schema, "$defs": self.definitions}).is_valid(value)

    def complete(self, part, value):
        """The value as serde reads it: what is absent is its default, or null."""
        schema = self.schema(part)
        return value if schema is None else self._complete(schema, value)

    def _complete(self, schema, value):
        schema = self.resolve(schema)
        for alternative in schema.get("oneOf", []) + schema.get("anyOf", []):
            if self.fits(alternative, value):
                value = self._complete(alternative, value)
                break
        if isinstance(value, list):
            heads = schema.get("prefixItems", [])
            rest = schema.get("items", {})
            schemas = heads + [rest] * (len(value) - len(heads))
            return [self._complete(each, item) for each, item in zip(schemas, value)]
        if isinstance(value, dict):
            return self._complete_object(schema, value)
        return value

    def _complete_object(self, schema, value):
        members = dict(value)
        others = schema.get("additionalProperties")
        for name, given in value.items():
            inner = schema.get("properties", {}).get(name, others if isinstance(others, dict) else {})
            members[name] = self._complete(inner, given)
        for name, inner in schema.get("properties", {}).items():
            if name in value or name in schema.get("required", []):
                continue
            inner = self.resolve(inner)
            members[name] = self._complete(inner, inner["default"]) if "default" in inner else None
        return members

    def resolve(self, schema):
        """The schema without a reference: what stands beside one holds too."""
        if not isinstance(schema, dict):
            return {}
        if "$ref" not in schema:
            return schema
        target = self.resolve(self.definitions[schema["$ref"].removeprefix("#/$defs/")])
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        both = {**target, **beside}
        for key, join in (
            ("properties", lambda one, other: {**one, **other}),
            ("required", lambda one, other: one + other),
        ):
            if key in target and key in beside:
                both[key] = join(target[key], beside[key])
        return both


def same(left, right):
    """Whether two JSON values are equal: 1 is 1.0, and is not true."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return type(left) is type(right) and left == right or _number(left) and _number(right) and left == right


def _number(value):
    return isinstance(value, (int, float))
