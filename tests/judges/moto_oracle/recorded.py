"""Executions recorded on AWS in, which of them moto ends in the same way out.

They say how far moto is to be trusted where a table says otherwise. The file is not part of this repository: its path
is in FERROVIA_RECORDED_EXECUTIONS.
"""

import json
import re
from pathlib import Path

from .contracts import same
from .interpreter import Machine, NoAnswer

WORDS = ("date", "timestamp", "x-amzn-RequestId")
"""Placeholders that are bare words; the others are in angle brackets."""

TIERS = ("status", "output or error", "states")


def read(path):
    return [json.loads(line) for line in Path(path).read_text().splitlines() if line.strip()]


def run(case):
    """moto's execution of a recorded one; its tasks answer as they did."""
    left = list(case["lambda_mocks_needed"])

    def answer(state, parameters, attempt):
        if not left:
            raise NoAnswer(f"`{state}` asks once more than on AWS")
        return _on_the_wire(left.pop(0)["outcome"])

    return Machine(case["definition"], case["type"]).run(case["input"], answer)


def _on_the_wire(outcome):
    if "error" in outcome:
        cause = outcome.get("cause", "")
        return {"error": outcome["error"], "cause": cause if isinstance(cause, str) else _compact(cause)}
    output = outcome["output"]
    return {"ok": output if "Task" in outcome["type"] else {"Payload": output}}


def _compact(value):
    """As AWS writes it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def disagreements(case, execution):
    """The tiers at which an execution differs from what AWS did, each with the two sides."""
    found = []
    if execution.status != case["expected_status"]:
        return [(TIERS[0], execution.status, case["expected_status"])]
    if case["expected_status"] == "SUCCEEDED":
        if not alike(execution.output, case["expected_output"], case["strict"]):
            found.append((TIERS[1], execution.output, case["expected_output"]))
    elif (execution.error or None) != (case["expected_error"] or None):
        found.append((TIERS[1], execution.error, case["expected_error"]))
    entered = [[event["name"], event["input"]] for event in case["trace"] if event["ev"].endswith("StateEntered")]
    # What was entered holds placeholders even where the outcome holds none.
    steps = [[state, value] for what, state, value, _ in execution.journal if what == "enters"]
    if not alike(steps, entered, False):
        found.append((TIERS[2], steps, entered))
    return found


def alike(value, expected, strict):
    """Equal, or matching where a recording has placeholders such as `<date>`."""
    if strict:
        return same(value, expected)
    if isinstance(expected, str) and isinstance(value, str):
        pattern = re.sub(r"<[^<>]*>", ".*", re.escape(expected))
        return expected in WORDS or re.fullmatch(pattern, value, re.DOTALL) is not None
    if isinstance(value, dict) and isinstance(expected, dict):
        return value.keys() == expected.keys() and all(alike(value[key], expected[key], strict) for key in value)
    if isinstance(value, list) and isinstance(expected, list):
        return len(value) == len(expected) and all(alike(one, other, strict) for one, other in zip(value, expected))
    return same(value, expected)
