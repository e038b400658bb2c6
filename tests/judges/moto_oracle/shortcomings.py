"""Machines that show moto's known faults, each with what is right by AWS's own word.

We must be right. moto must still be wrong as it comes, and right once mended, unless the fault is left open: codegen
emits no machine that meets it.

    python -m moto_oracle.shortcomings     prints, as JSON, what moto does as it comes
"""

import json
import subprocess
import sys
from pathlib import Path

from .contracts import same
from .interpreter import Machine

TABLE = Path(__file__).with_name("shortcomings.json")


def table():
    return json.loads(TABLE.read_text())


def definition(case):
    return {"QueryLanguage": "JSONata", "StartAt": next(iter(case["states"])), "States": case["states"]}


def ends():
    """How each of the table's machines ends in moto."""
    found = []
    for case in table():
        try:
            execution = Machine(definition(case)).run(case["input"], lambda state, parameters, attempt: {"ok": None})
        except ValueError as failure:
            # moto's history is no JSON then.
            found.append({"status": "unreadable", "output": None, "error": str(failure)})
            continue
        found.append({"status": execution.status, "output": execution.output, "error": execution.error})
    return found


def differences(run):
    """A mend that does not mend, one that moto needs no longer, and where `run`, our interpreter, is wrong."""
    here = Path(__file__).resolve().parent
    command = [sys.executable, "-m", f"{here.name}.shortcomings"]
    as_it_comes = json.loads(subprocess.run(command, cwd=here.parent, check=True, capture_output=True).stdout)
    found = []
    for case, mended, bare in zip(table(), ends(), as_it_comes):
        name, right = case["name"], case["right"]
        if is_right(bare, right):
            found.append(f"{name}: moto does it right by now; take it out of mends.py and shortcomings.json")
        if not case.get("open") and not is_right(mended, right):
            found.append(f"{name}: moto {mended} instead of {right}")
        ours = run(definition(case), case["input"])
        if not is_right(ours, right):
            found.append(f"{name}: ours {ours} instead of {right}")
    return found


def is_right(end, right):
    return all(same(end.get(key), value) for key, value in right.items())


if __name__ == "__main__":
    from . import mends

    mends.quieten()
    mends.plug_in_evaluator()
    print(json.dumps(ends()))
