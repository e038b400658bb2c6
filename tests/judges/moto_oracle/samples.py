"""A schema and a source of chance in, a value that fits the schema out."""

from rstr import Rstr

TEXTS = [
    "",
    "x",
    "Ada",
    'say "hi"',
    "a\\b",
    "two\nlines",
    "{% $states.input %}",
    "{%",
    "$x",
    "`",
    "Zoë 😀",
    "null",
    "0",
    "Open",
]
DEPTH = 4


def fitting(contract, schema, chance):
    """A value by chance, and proof that it fits."""
    value = sample(contract, schema, chance)
    if not contract.fits(schema, value):
        raise ValueError(f"samples.py knows too little of {schema}: {value}")
    return value


def sample(contract, schema, chance, depth=0):
    """Small values, and those that break what was pasted together instead of built."""
    schema = contract.resolve(schema)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return chance.choice(schema["enum"])
    # What a schema cannot say of its members together, its examples keep to.
    if "examples" in schema:
        return chance.choice(schema["examples"])
    for key in ("oneOf", "anyOf"):
        if key in schema:
            alternatives = schema[key] if depth < DEPTH else [min(schema[key], key=lambda one: len(str(one)))]
            return sample(contract, chance.choice(alternatives), chance, depth + 1)
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = chance.choice(kind)
    return _KINDS.get(kind, _anything)(contract, schema, chance, depth)


def _object(contract, schema, chance, depth):
    value = {}
    for name, inner in schema.get("properties", {}).items():
        if name in schema.get("required", []) or chance.random() < 0.6:
            value[name] = sample(contract, inner, chance, depth + 1)
    others = schema.get("additionalProperties")
    if isinstance(others, dict) and others:
        for _ in range(chance.randrange(3)):
            value[chance.choice(TEXTS)] = sample(contract, others, chance, depth + 1)
    return value


def _array(contract, schema, chance, depth):
    heads = [sample(contract, head, chance, depth + 1) for head in schema.get("prefixItems", [])]
    least = max(schema.get("minItems", 0), len(heads))
    most = min(schema.get("maxItems", least + 3), least + (3 if depth < DEPTH else 0))
    rest = chance.randint(least, most) - len(heads)
    return heads + [sample(contract, schema.get("items", {}), chance, depth + 1) for _ in range(rest)]


def _integer(contract, schema, chance, depth):
    least = schema.get("minimum", -3)
    most = schema.get("maximum", 2**31 - 1)
    return chance.choice([value for value in (least, 0, 1, 2, 3, 5, most) if least <= value <= most])


def _number(contract, schema, chance, depth):
    return chance.choice([0, 0.5, -0.5, 1, 1.5, -2, 0.1, 1e-7, 123456.789])


def _string(contract, schema, chance, depth):
    if schema.get("format") == "date-time":
        return "2026-11-22T18:00:00Z"
    least, most = schema.get("minLength", 0), schema.get("maxLength", 100)
    if "pattern" in schema:
        texts = iter(lambda: Rstr(chance).xeger(schema["pattern"]), None)
        return next(text for text in texts if least <= len(text) <= most)
    return chance.choice([text for text in TEXTS if least <= len(text) <= most] or ["x" * least])


def _anything(contract, schema, chance, depth):
    return chance.choice(TEXTS)


_KINDS = {
    "object": _object,
    "array": _array,
    "integer": _integer,
    "number": _number,
    "string": _string,
    "boolean": lambda contract, schema, chance, depth: chance.random() < 0.5,
    "null": lambda contract, schema, chance, depth: None,
}
