"""moto's executions for each second of the processor's time, for the machines of sdk/states/benches/executions.rs."""

import json
import time
from pathlib import Path

from template import render

from .interpreter import Machine

SECONDS = 3
DEPLOYED = Path(__file__).resolve().parents[3] / "terraform/stack/asl/answer_message.asl.json"


def subjects():
    """Name, definition and input."""
    assigning = {
        "Type": "Pass",
        "Output": {"n": "{% $states.input.n + 1 %}", "was": "{% $states.input.n %}"},
        "Assign": {"last": "{% $states.input.n %}"},
    }
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": {"FunctionName": "f", "Payload": "{% $states.input %}"},
        "Output": "{% $states.result.Payload %}",
    }
    over = {"Type": "Map", "ItemProcessor": {"StartAt": "s0", "States": {"s0": {"Type": "Pass", "End": True}}}}
    given = {"n": 1, "name": "Ada"}
    message = {"id": "m-1", "conversation_id": "c-1", "tenant_id": "acme", "sequence": 3, "text": "Where is my parcel?"}
    yield "(a) ten Pass states", _chain(10, {"Type": "Pass"}), given
    yield "(b) ten Pass states with Output and Assign", _chain(10, assigning), given
    yield "(c) ten Tasks", _chain(10, task), given
    yield "(d) a Map over fifty items", _chain(1, over), list(range(50))
    yield "(e) the deployed machine of the platform", json.loads(render(DEPLOYED.read_text())), message


def measure():
    """Prints a table. moto reads the machine for each execution; the second figure leaves that out."""
    print("| moto, executions per CPU-second | as it comes | machine read once |")
    print("|---|---|---|")
    for name, definition, given in subjects():
        machine = Machine(definition)
        whole = _rate(lambda: Machine(definition).run(given, _answer))
        once = _rate(lambda: machine.run(given, _answer))
        print(f"| {name} | {whole:.0f} | {once:.0f} |")


def _chain(length, state):
    names = [f"s{number}" for number in range(length)]
    follow = [{"Next": name} for name in names[1:]] + [{"End": True}]
    states = {name: {**state, **where} for name, where in zip(names, follow)}
    return {"QueryLanguage": "JSONata", "StartAt": "s0", "States": states}


def _answer(state, parameters, attempt):
    return {"ok": {"StatusCode": 200, "Payload": {"intent": "question", "n": 1}}}


def _rate(run):
    execution = run()
    if execution.status != "SUCCEEDED":
        raise SystemExit(f"{execution.error}: {execution.cause}")
    start, count = time.process_time(), 0
    while time.process_time() - start < SECONDS:
        run()
        count += 1
    return count / (time.process_time() - start)
