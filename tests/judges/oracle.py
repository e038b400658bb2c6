"""State machines that codegen wrote in, whether an interpreter that is not ours does with them what the tables say out.

The interpreter is moto's, with jsonata-python for the expressions. It runs every case of the tables below, and every
workflow with inputs and answers by chance: whatever comes in, a machine gives its steps and its caller what their
contracts allow, tries again as often as they declare, and ends with an answer or a declared error. Then our own
interpreter gets the same inputs and answers: it must end the same way, and enter, call and leave the same states with
the same values and variables. What moto itself does wrong is in moto_oracle/shortcomings.json, with proof, and mended
in moto_oracle/mends.py.

    tests/judges/run.sh oracle [--seeds N] [--bench]

FERROVIA_RECORDED_EXECUTIONS, the path of executions recorded on AWS, adds how many of them moto and we end as AWS did.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from moto_oracle import benchmark, cases, chance, forms, mends, recorded, shortcomings
from moto_oracle.ours import Ours, build, conformance

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "tests/judges/moto_oracle"
WORK = ROOT / "target/judges/oracle"


def apps(codegen):
    """Each app's name, the folder with its machines and contracts, and its tables."""
    yield "platform", ROOT / "terraform/stack", [
        TABLES / f"{workflow}.json"
        for workflow in ("answer_message", "carry_out_privacy_request", "export_customer", "hand_over")
    ]
    model = WORK / "desk.json"
    test = ["cargo", "test", "--quiet", "-p", "ferrovia", "--test", "workflow", "a_model_survives_json"]
    _run(test, FERROVIA_MODEL_OUT=str(model))
    yield "desk", _rendered(codegen, "desk", model), sorted((ROOT / "sdk/tests/workflow").glob("*.json"))
    for model in sorted((ROOT / "codegen/tests/golden").glob("*/model.json")):
        name = f"golden_{model.parent.name}"
        yield name, _rendered(codegen, name, model), [TABLES / f"{name}.json"]


def _rendered(codegen, name, model):
    out = WORK / name
    _run([codegen, "render", "--model", str(model), "--out", str(out)])
    return out / "terraform/stack"


def _run(command, **environment):
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


@dataclass
class Count:
    """What was run, and what is wrong."""

    machines: int = 0
    forms: int = 0
    cases: int = 0
    by_chance: int = 0
    seconds: float = 0
    findings: list = field(default_factory=list)


def judge(count, program, app, seeds):
    start = time.monotonic()
    name, folder, tables = app
    workflows = cases.Workflows(folder)
    names = workflows.names()
    ours = {each: Ours(program, workflows.definition(each), workflows.contract(each).kind) for each in names}

    def note(place, workflow, given, execution, wrong):
        if execution is not None:
            wrong = wrong + ours[workflow].disagreements(given, execution)
        count.findings += [f"{name}: {workflow}: {place}: {why}" for why in wrong]

    rows = [row for table in tables if table.is_file() for row in cases.read(table)]
    for row in rows:
        note(row["about"], row["workflow"], row["input"], *cases.run(workflows, row))
    for workflow in sorted(set(names) - {row["workflow"] for row in rows}):
        where = " or ".join(str(table.relative_to(ROOT)) for table in tables)
        count.findings.append(f"{name}: no case of {where} runs `{workflow}`")
    for workflow in names:
        for seed in range(seeds):
            given, execution, wrong = chance.run(workflows, workflow, seed)
            count.by_chance += execution is not None
            note(f"seed {seed}, {json.dumps(given)}", workflow, given, execution, wrong)
    count.machines += len(names)
    count.cases += len(rows)
    count.seconds += time.monotonic() - start


class WithWrongRetry(cases.Workflows):
    """The same machines, but that a step's end of time is tried again too often, or as if it stood for no error."""

    wrong = staticmethod(lambda retry: None)

    def definition(self, name):
        definition = super().definition(name)
        for retry in _retries(definition):
            if "States.Timeout" in retry["ErrorEquals"]:
                self.wrong(retry)
        return definition


def _retries(value):
    if isinstance(value, dict):
        yield from value.get("Retry", [])
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from _retries(inner)


WRONG_RETRIES = {
    "tried again too often": lambda retry: retry.update(MaxAttempts=retry["MaxAttempts"] + 1),
    "not tried again": lambda retry: retry["ErrorEquals"].remove("States.Timeout"),
}


def blind_spots(app, seeds):
    """Each wrong retry of a time-out that no execution by chance shows."""
    _, folder, _ = app
    for what, wrong in WRONG_RETRIES.items():
        workflows = WithWrongRetry(folder)
        workflows.wrong = wrong
        machines = [name for name in workflows.names() if any(
            "States.Timeout" in retry["ErrorEquals"] for retry in _retries(cases.Workflows(folder).definition(name))
        )]
        runs = (chance.run(workflows, name, seed) for name in machines for seed in range(seeds))
        if not any("asked again" in why for _, _, found in runs for why in found):
            yield f"a time-out that is {what} is not noticed in any of {len(machines)} machines"


def trust(program, path):
    """How far moto does what AWS did, and how far we do."""
    executions = recorded.read(path)
    failed = {tier: 0 for tier in recorded.TIERS}
    for case in executions:
        for tier, ours, theirs in recorded.disagreements(case, recorded.run(case)):
            failed[tier] += 1
            print(f"moto against AWS: {case['name']}: {tier}: {ours} instead of {theirs}")
    counts = ", ".join(f"{tier} {len(executions) - count}" for tier, count in failed.items())
    print(f"moto against AWS: of {len(executions)} recorded executions it agrees at {counts}")
    print(f"ours against AWS: {conformance(program, path)}")


def main():
    options = argparse.ArgumentParser(description="Runs machines in moto's interpreter.")
    options.add_argument("--seeds", type=int, default=30, help="executions by chance for each workflow")
    options.add_argument("--bench", action="store_true", help="only measure how fast moto is")
    chosen = options.parse_args()
    if chosen.bench:
        mends.quieten()
        mends.plug_in_evaluator()
        benchmark.measure()
        return
    mends.apply()
    WORK.mkdir(parents=True, exist_ok=True)
    program = build(ROOT, "ferrovia-states", "asl")
    count = Count(findings=shortcomings.differences(lambda machine, given: Ours(program, machine).run(given, {})))
    count.forms, found = forms.differences(lambda machine, *run: Ours(program, machine).disagreements(*run))
    count.findings += found
    for app in apps(build(ROOT, "codegen", "codegen")):
        judge(count, program, app, chosen.seeds)
        if app[0] == "platform":
            count.findings += blind_spots(app, chosen.seeds)
    print(*count.findings, sep="\n", end="\n" if count.findings else "")
    if "FERROVIA_RECORDED_EXECUTIONS" in os.environ:
        trust(program, os.environ["FERROVIA_RECORDED_EXECUTIONS"])
    run = f"{count.cases} cases, {count.forms} forms and {count.by_chance} executions by chance"
    print(f"oracle: {count.machines} machines in moto's interpreter and in ours, {run}; ", end="")
    print(f"{len(count.findings)} findings, {count.seconds:.0f} s after building")
    sys.exit(1 if count.findings or not count.machines else 0)


main()
