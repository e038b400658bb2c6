"""What `terraform test -json -verbose` says in; whether the renamed stack destroys or makes anything, out."""

import json
import sys


def plan(lines):
    """The resources' changes of the last run, which is the plan."""
    plans = [line["test_plan"] for line in map(json.loads, lines) if "test_plan" in line]
    if not plans:
        sys.exit("there is no plan: did the test fail?")
    return plans[-1]["resource_changes"]


def main(former):
    moved, updated, wrong = [], [], []
    for change in plan(sys.stdin):
        if change["mode"] != "managed":
            continue
        actions, address = change["change"]["actions"], change["address"]
        if actions == ["update"]:
            updated.append(address)
        elif actions != ["no-op"]:
            wrong.append(f"{'+'.join(actions)} {address}")
        if change.get("previous_address", address) != address:
            moved.append(address)
    for line in wrong:
        print(line)
    if wrong or not moved:
        sys.exit(f"a rename destroys or makes {len(wrong)} resources, and moves {len(moved)}")
    print(f"ok  renames  from {former} names ago: {len(moved)} moved, {len(updated)} updated in place, none destroyed or made")


main(sys.argv[1])
