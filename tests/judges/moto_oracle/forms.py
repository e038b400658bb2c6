"""Small machines with what the language has: right by their table, in moto and in ours."""

import json
from pathlib import Path

from .interpreter import Machine, NoAnswer
from .shortcomings import definition, is_right


def differences(disagreements):
    """Where moto is not what the table says, or `disagreements(definition, input, execution)` finds ours otherwise."""
    found, forms = [], json.loads(Path(__file__).with_name("forms.json").read_text())
    for form in forms:
        machine, right = definition(form), form["right"]
        try:
            execution = Machine(machine).run(form["input"], _answers(form.get("answers", {})))
        except NoAnswer as failure:
            found.append(f"{form['name']}: {failure}")
            continue
        if not is_right(vars(execution), right):
            found.append(
                f"{form['name']}: moto {execution.status}, {execution.output}, {execution.error} instead of {right}"
            )
        found += [f"{form['name']}: {why}" for why in disagreements(machine, form["input"], execution)]
    return len(forms), found


def _answers(answers):
    left = {state: list(each) for state, each in answers.items()}

    def answer(state, parameters, attempt):
        if not left.get(state):
            raise NoAnswer(f"`{state}` asks, and has no answer left")
        given = left[state].pop(0)
        return given if "error" in given else {"ok": given}

    return answer
