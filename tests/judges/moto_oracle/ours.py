"""A machine and what moto made of it in, where `asl run` does otherwise out.

Both get the same input and the same answers, state by state. moto runs one branch after the other; ours runs them side
by side, so the first answer of each further branch is made to come after all of the branches before. Both get the
machine as definition.py makes it comparable.
"""

import json
import subprocess
import tempfile
from pathlib import Path

from .contracts import same
from .definition import comparable, lanes
from .history import journal

LATER = 1_000_000
"""Seconds between the first answers of two branches: longer than all retries of one."""


def build(root, package, binary):
    """The path of one of our programs."""
    command = ["cargo", "build", "--quiet", "--package", package, "--bin", binary]
    command += ["--message-format", "json-render-diagnostics"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    for line in done.stdout.splitlines():
        message = json.loads(line)
        if message.get("executable"):
            return message["executable"]
    raise SystemExit(f"{' '.join(command)}\n{done.stderr}")


def conformance(program, path):
    """The last line of what `asl conformance` says of recorded executions."""
    done = subprocess.run([program, "conformance", path], capture_output=True, text=True)
    return (done.stdout.strip() or done.stderr.strip()).splitlines()[-1]


class Ours:
    """`asl run` for one machine."""

    def __init__(self, program, definition, kind="STANDARD"):
        self.program = program
        self.definition = comparable(definition)
        self.kind = kind.lower()
        self.lanes = lanes(definition)
        self.folder = tempfile.TemporaryDirectory()
        self._write("machine", self.definition)

    def run(self, given, mocks, kind="standard"):
        """What `asl run` prints."""
        command = [self.program, "run", str(self._path("machine")), "--history", "--kind", kind]
        command += ["--input", str(self._write("input", given)), "--mocks", str(self._write("mocks", mocks))]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(command)}\n{done.stderr}")
        return json.loads(done.stdout)

    def disagreements(self, given, moto):
        """Where ours ends or goes otherwise than moto did."""
        mocks, late = self._mocks(moto.calls)
        # An express execution ends after five minutes, which late answers are not meant to test.
        return self._compare(moto, self.run(given, mocks, "standard" if late else self.kind))

    def _mocks(self, calls):
        mocks = {name: {"never": True} for name in self.lanes}
        lane, late = (), False
        for call in calls:
            answer = dict(call.answer)
            here = self.lanes[call.state]
            if here != lane and here and here[-1][1]:
                answer["after_seconds"] = LATER * here[-1][1]
                late = True
            lane = here
            if isinstance(mocks[call.state], dict):
                mocks[call.state] = []
            mocks[call.state].append(answer)
        return mocks, late

    def _compare(self, moto, ours):
        found = []
        for part in ("status", "output", "error"):
            if not same(getattr(moto, part), ours.get(part)):
                found.append(f"{part}: moto {json.dumps(getattr(moto, part))}, ours {json.dumps(ours.get(part))}")
        theirs, own = self._apart(moto.journal), self._apart(journal(ours["events"]))
        for lane, entries in theirs.items():
            here = own.get(lane, [])
            for one, other in zip(entries, here):
                if not same(one, other):
                    found.append(f"moto {json.dumps(one)}, ours {json.dumps(other)}")
                    break
            else:
                if len(entries) != len(here):
                    left = (entries[len(here) :] or here[len(entries) :])[0]
                    who = "moto" if len(entries) > len(here) else "ours"
                    found.append(f"only {who} {json.dumps(left)}")
        return found

    def _apart(self, entries):
        """What happened in each branch. moto does not begin a branch after one that failed: those are not compared."""
        apart = {}
        for entry in entries:
            apart.setdefault(self.lanes[entry[1]], []).append(entry)
        return apart

    def _path(self, name):
        return Path(self.folder.name) / f"{name}.json"

    def _write(self, name, value):
        path = self._path(name)
        path.write_text(json.dumps(value))
        return path
