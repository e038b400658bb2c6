"""A machine's definition in; what interpreters of different speed can be compared by out."""

import copy


def comparable(definition):
    """The machine without what depends on the clock, and one item after the other."""
    definition = copy.deepcopy(definition)

    def walk(machine):
        machine.pop("TimeoutSeconds", None)
        for state in machine["States"].values():
            state.pop("TimeoutSeconds", None)
            state.pop("HeartbeatSeconds", None)
            for branch in state.get("Branches", []):
                walk(branch)
            if "ItemProcessor" in state:
                state["MaxConcurrency"] = 1
                walk(state["ItemProcessor"])

    walk(definition)
    return definition


def lanes(definition):
    """For each state, the branches it is in: what runs side by side is compared apart."""
    found = {}

    def walk(machine, lane):
        for name, state in machine["States"].items():
            found[name] = lane
            for number, branch in enumerate(state.get("Branches", [])):
                walk(branch, (*lane, (name, number)))
            if "ItemProcessor" in state:
                walk(state["ItemProcessor"], (*lane, (name, 0)))

    walk(definition, ())
    return found
