"""Machines that show moto's known faults: each must be mended here, and still be there without the mend.

    python -m moto_oracle.shortcomings     prints, as JSON, what moto does as it comes
"""

import json
import subprocess
import sys
from pathlib import Path

from .contracts import same
from .interpreter import Machine

TABLE = Path(__file__).with_name("shortcomings.json")


def ends():
    """How each of the table's machines ends."""
    found = []
    for case in json.loads(TABLE.read_text()):
        definition = {"QueryLanguage": "JSONata", "StartAt": next(iter(case["states"])), "States": case["states"]}
        try:
            execution = Machine(definition).run(case["input"], lambda state, parameters, attempt: {"ok": None})
        except ValueError as failure:
            # moto's history is no JSON then.
            found.append({"status": "unreadable", "output": None, "error": str(failure)})
            continue
        found.append({"status": execution.status, "output": execution.output, "error": execution.error})
    return found


def differences():
    """A mend that does not mend, or that moto needs no longer."""
    here = Path(__file__).resolve().parent
    command = [sys.executable, "-m", f"{here.name}.shortcomings"]
    as_it_comes = json.loads(subprocess.run(command, cwd=here.parent, check=True, capture_output=True).stdout)
    found = []
    for case, mended, bare in zip(json.loads(TABLE.read_text()), ends(), as_it_comes):
        if not _is(mended, case["right"]):
            found.append(f"{case['name']}: {mended} instead of {case['right']}")
        if _is(bare, case["right"]):
            found.append(f"{case['name']}: moto has mended that itself; take it out of mends.py and shortcomings.json")
    return found


def _is(end, right):
    return all(same(end[key], value) for key, value in right.items())


if __name__ == "__main__":
    from . import mends

    mends.quieten()
    mends.plug_in_evaluator()
    print(json.dumps(ends()))
