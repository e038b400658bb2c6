"""Tables of what workflows do, as machines in moto's interpreter have to do it too.

A case is an object as in sdk/tests/workflow/cases.json: a workflow, its input, in order the steps with what each is
given and answers, the workflow's own answer, and how long it slept. A step's answer may be a list: one for each
attempt. A lone error is the answer to every attempt that its contract declares. A table may also be an object of
`values` and `cases`: a text `@name` in a case, or in a value, stands for that value.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from template import render

from .contracts import Contract, same
from .definition import comparable
from .interpreter import Machine, NoAnswer

ABORTED = "States.QueryEvaluationError"
"""What a panic of the workflow, such as a sum that overflows, is in its machine."""


def read(path):
    """The cases of a table."""
    table = json.loads(Path(path).read_text())
    return table if isinstance(table, list) else _filled(table["cases"], table["values"])


def _filled(value, values):
    if isinstance(value, str) and value.startswith("@"):
        return _filled(values[value[1:]], values)
    if isinstance(value, dict):
        return {key: _filled(member, values) for key, member in value.items()}
    if isinstance(value, list):
        return [_filled(member, values) for member in value]
    return value


@dataclass
class Workflows:
    """The machines and contracts that codegen wrote into one folder."""

    folder: Path

    def __post_init__(self):
        self._read = {}

    def names(self):
        return sorted(path.name.removesuffix(".asl.json") for path in (self.folder / "asl").glob("*.asl.json"))

    def definition(self, name):
        return json.loads(render((self.folder / "asl" / f"{name}.asl.json").read_text()))

    def contract(self, name):
        return self._once(("workflow", name), lambda: Contract(self.folder / "contracts/workflows" / f"{name}.json"))

    def step(self, name):
        return self._once(("step", name), lambda: Contract(self.folder / "contracts" / f"{name}.json"))

    def machine(self, name):
        return self._once(
            ("machine", name), lambda: Machine(comparable(self.definition(name)), self.contract(name).kind)
        )

    def _once(self, key, make):
        if key not in self._read:
            self._read[key] = make()
        return self._read[key]


class Script:
    """Answers tasks as a case says."""

    def __init__(self, workflows, steps):
        self.workflows = workflows
        self.steps = list(steps)
        self.calls = []
        """In order: the step's name, what it is given, and how often it was asked."""
        self.running = {}
        """By state, the answers that are left for its next attempts."""

    def answer(self, state, parameters, attempt):
        step, given = asked(self.workflows, parameters)
        if attempt == 0:
            self.calls.append([step, given, 0])
            self.running[state] = (len(self.calls) - 1, self._attempts(step, given))
        call, left = self.running[state]
        self.calls[call][2] += 1
        if not left:
            raise NoAnswer(f"`{step}` is asked again after {self.calls[call][2] - 1} answers")
        return on_the_wire(self.workflows.step(step), left.pop(0))

    def _attempts(self, step, given):
        if not self.steps:
            raise NoAnswer(f"`{step}` is asked, with {json.dumps(given)}; the case has no more steps")
        name, _, answer = self.steps.pop(0)
        if name != step:
            raise NoAnswer(f"`{step}` is asked where the case has `{name}`")
        if isinstance(answer, list):
            return list(answer)
        return [answer] * (1 + self.workflows.step(step).retries(answer.get("error")))


def asked(workflows, parameters):
    """The step's name, out of the ARN that `render` gave it, and what it is given."""
    step = parameters["FunctionName"].split(":")[6].removeprefix("sample-")
    payload = parameters.get("Payload")
    if not workflows.step(step).waits:
        return step, payload
    if set(payload) != {"input", "task_token"} or not payload["task_token"]:
        raise NoAnswer(f"`{step}` waits, and is given {json.dumps(payload)}")
    return step, payload["input"]


def on_the_wire(contract, answer):
    """A step's answer as `lambda:invoke` gives it; its errors as the function's own runtime writes them.

    A step that waits is answered by whoever has the token, with nothing around it.
    """
    if "ok" in answer:
        return {
            "ok": answer["ok"]
            if contract.waits
            else {"ExecutedVersion": "7", "Payload": answer["ok"], "StatusCode": 200}
        }
    if "data" not in answer:
        return {"error": answer["error"], "cause": answer.get("cause", "")}
    text = json.dumps({"message": "as the case says", "data": answer["data"]})
    return {"error": answer["error"], "cause": json.dumps({"errorType": answer["error"], "errorMessage": text})}


def carried(cause):
    """The data of an error, out of an execution's cause, or the cause itself if it is not as functions write it."""
    try:
        text = json.loads(cause)["errorMessage"]
        return json.loads(text)["data"]
    except (ValueError, KeyError, TypeError):
        return cause


def run(workflows, case):
    """moto's execution of a case, and where it is not what the case says."""
    script = Script(workflows, case["steps"])
    try:
        execution = workflows.machine(case["workflow"]).run(case["input"], script.answer)
    except NoAnswer as failure:
        return None, [str(failure)]
    return execution, _differences(workflows, case, script, execution)


def _differences(workflows, case, script, execution):
    name = case["workflow"]
    contract = workflows.contract(name)
    found = _calls(workflows, case["steps"], script)
    if execution.waited != case.get("slept", 0):
        found.append(f"waits {execution.waited} s instead of {case.get('slept', 0)}")
    expected = case["answer"]
    if "aborts" in expected:
        if execution.error != ABORTED:
            found.append(f"ends {execution.status} with {execution.error} instead of {ABORTED}: {execution.cause}")
        return found
    if "ok" in expected:
        if execution.status != "SUCCEEDED":
            found.append(f"ends {execution.status} with {execution.error}: {execution.cause}")
            return found
        found += [
            f"answers what its contract forbids: {why}" for why in contract.objections("output", execution.output)
        ]
        if not same(contract.complete("output", execution.output), contract.complete("output", expected["ok"])):
            found.append(f"answers {json.dumps(execution.output)} instead of {json.dumps(expected['ok'])}")
        return found
    if (execution.status, execution.error) != ("FAILED", expected["error"]):
        found.append(
            f"ends {execution.status} with {execution.error} instead of {expected['error']}: {execution.cause}"
        )
    elif "data" in expected and not same(carried(execution.cause), expected["data"]):
        found.append(f"{execution.error} carries {execution.cause} instead of {json.dumps(expected['data'])}")
    return found


def _calls(workflows, steps, script):
    found = []
    for (step, given, attempts), (_, expected, answer) in zip(script.calls, steps):
        contract = workflows.step(step)
        found += [f"gives `{step}` what its contract forbids: {why}" for why in contract.objections("input", given)]
        if not same(contract.complete("input", given), contract.complete("input", expected)):
            found.append(f"gives `{step}` {json.dumps(given)} instead of {json.dumps(expected)}")
        wanted = len(answer) if isinstance(answer, list) else 1 + contract.retries(answer.get("error"))
        if attempts != wanted:
            found.append(f"asks `{step}` {attempts} times instead of {wanted}")
    found += [f"never asks `{step}`" for step, _, _ in script.steps]
    return found
