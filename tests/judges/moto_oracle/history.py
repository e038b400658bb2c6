"""Events of an execution, as AWS writes them, in; what happened, in order, out."""

import json


def journal(events):
    """Entries `[what, state, value, variables]`.

    A state is entered with its input, calls with its arguments, and is left with its output and what it assigned.
    """
    entered = {0: None}
    entries = []
    for event in events:
        details = event.get("stateEnteredEventDetails")
        # A call has no name: its state is the one that was entered last on the way to it.
        entered[event["id"]] = details["name"] if details else entered.get(event["previousEventId"])
        if details:
            entries.append(["enters", details["name"], json.loads(details["input"]), {}])
        elif details := event.get("stateExitedEventDetails"):
            assigned = {name: json.loads(text) for name, text in details.get("assignedVariables", {}).items()}
            entries.append(["leaves", details["name"], json.loads(details["output"]), assigned])
        elif details := event.get("taskScheduledEventDetails"):
            entries.append(["calls", entered[event["id"]], _without_token(json.loads(details["parameters"])), {}])
    return entries


def _without_token(value):
    """Tokens are drawn by lot."""
    if isinstance(value, dict):
        return {key: "token" if _is_token(key, member) else _without_token(member) for key, member in value.items()}
    return value


def _is_token(key, value):
    return key == "task_token" and isinstance(value, str) and value != ""
