"""A model with former names in; the same model as it was that many names ago, out.

    former.py MODEL STEPS
"""

import json
import sys


def renamed(value, names):
    """Wherever a name is called, but for the lists of former names."""
    if isinstance(value, dict):
        return {key: inner if key == "was" else renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [renamed(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value


def main(path, steps):
    with open(path, encoding="utf-8") as file:
        model = json.load(file)
    names = {}
    for thing in model["functions"] + model["workflows"]:
        # Whoever was renamed less often had its first name then.
        was = thing.get("was", [])
        back = min(steps, len(was))
        if back:
            names[thing["name"]] = was[back - 1]
            thing["was"] = was[back:]
    print(json.dumps(renamed(model, names), indent=2))


main(sys.argv[1], int(sys.argv[2]))
