"""Workflows and a seed in, executions of their machines with inputs and answers by chance out."""

import random

from .cases import ABORTED, asked, carried, on_the_wire
from .interpreter import Endless, NoAnswer
from .samples import fitting

RETRIED = [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
]
"""Lambda's own failures that every task tries again, three times in all."""

FINAL = ["Lambda.Unknown", "States.Timeout", "Sandbox.Timedout"]
"""What is final, unless one of the step's own errors stands for it."""

MOST_CALLS = 200


class Chance:
    """Answers tasks by chance: well, with each error that the step declares, or as Lambda fails.

    Some executions meet little trouble and some much; an error tends to come again, so that retries run out too.
    """

    def __init__(self, workflows, name, seed):
        self.workflows = workflows
        self.random = random.Random(f"{name} {seed}")
        contract = workflows.contract(name)
        schema = contract.schema("input")
        self.input = None if schema is None else fitting(contract, schema, self.random)
        self.trouble = self.random.choice([0.1, 0.3, 0.6])
        self.given = []
        """Each step's name with what it was given, in order."""
        self.runs = []
        """For each time that a state was entered, its step and the names of the errors that it got; `None` for none."""

    def answer(self, state, parameters, attempt):
        step, given = asked(self.workflows, parameters)
        self.given.append((step, given))
        if len(self.given) > MOST_CALLS:
            raise Endless(f"more than {MOST_CALLS} calls")
        if attempt == 0:
            self.runs.append((step, []))
        errors = self.runs[-1][1]
        contract = self.workflows.step(step)
        name = self._error(contract, errors[-1] if errors else None)
        errors.append(name)
        if name is None:
            schema = contract.schema("output")
            return on_the_wire(contract, {"ok": None if schema is None else fitting(contract, schema, self.random)})
        declared = dict(contract.errors())
        if name not in declared:
            return on_the_wire(contract, {"error": name, "cause": "by chance"})
        schema = declared[name]
        data = None if schema is None else fitting(contract, schema, self.random)
        return on_the_wire(contract, {"error": name, "data": data})

    def _error(self, contract, last):
        if last is not None and self.random.random() < 0.8:
            return last
        if self.random.random() > self.trouble:
            return None
        if contract.errors() and self.random.random() < 0.6:
            return self.random.choice(contract.errors())[0]
        return self.random.choice(RETRIED + FINAL)


def objections(workflows, name, chance, execution):
    """What no execution of an emitted machine may do, whatever comes in."""
    contract = workflows.contract(name)
    found = []
    for step, given in chance.given:
        found += [
            f"gives `{step}` what its contract forbids: {why}"
            for why in workflows.step(step).objections("input", given)
        ]
    for step, errors in chance.runs:
        found += _retries(workflows.step(step), step, errors)
    if execution.status == "SUCCEEDED":
        return found + [
            f"answers what its contract forbids: {why}" for why in contract.objections("output", execution.output)
        ]
    declared = dict(contract.errors())
    if execution.error in declared:
        if execution.cause != "by chance" and not contract.fits(
            declared[execution.error] or {}, carried(execution.cause)
        ):
            found.append(f"{execution.error} carries what its contract forbids: {execution.cause}")
    elif execution.error == ABORTED and "overflow" in execution.cause:
        # Where Rust panics, the machine gives up.
        pass
    elif execution.error not in RETRIED + FINAL:
        found.append(f"ends {execution.status} with {execution.error}: {execution.cause}")
    return found


def _retries(contract, step, errors):
    """Each error is tried again as often as declared, no more and no less."""
    left = {}
    for number, name in enumerate(errors):
        kind = "Lambda" if name in RETRIED else contract.declared(name)
        left.setdefault(kind, 3 if name in RETRIED else contract.retries(kind))
        left[kind] -= 1
        again = number + 1 < len(errors)
        if name is not None and again != (left[kind] >= 0):
            return [f"`{step}` is {'' if again else 'not '}asked again after {', '.join(errors[: number + 1])}"]
    return []


def run(workflows, name, seed):
    """One execution's input, the execution, and what is wrong with it. A loop may take too many rounds to be run."""
    chance = Chance(workflows, name, seed)
    try:
        execution = workflows.machine(name).run(chance.input, chance.answer)
    except Endless:
        return chance.input, None, []
    except NoAnswer as failure:
        return chance.input, None, [str(failure)]
    return chance.input, execution, objections(workflows, name, chance, execution)
