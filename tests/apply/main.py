"""An environment in, whether it can be had on AWS out: applied to a mock with the real provider, and taken down again.

    tests/apply.sh

What moto does otherwise than AWS is in exceptions.json, each with its reason: one that is not listed fails the check,
and so does a listed one that no longer occurs.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import boto3
from aws import REGION, Aws, leftovers

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ENVIRONMENT = "environments/dev"
KEYS = {"aws_access_key_id": "mock", "aws_secret_access_key": "mock"}

OVERRIDE = """
terraform {
  backend "local" {}
}

provider "aws" {
  s3_use_path_style = true
}
"""
"""The state stays in the copy, and buckets are named in paths, since the mock has one host."""


class Wrong(Exception):
    """What the check exists to find."""


class Terraform:
    """A root in a copy of the tree, with the mock as its AWS."""

    def __init__(self, folder, endpoint):
        self.folder = folder
        (folder / "override.tf").write_text(OVERRIDE)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_"))}
        self.environment = {
            **kept,
            "AWS_ACCESS_KEY_ID": "mock",
            "AWS_SECRET_ACCESS_KEY": "mock",
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
            "CHECKPOINT_DISABLE": "1",
            "TF_IN_AUTOMATION": "1",
            "TF_INPUT": "0",
        }
        mirror = os.environ.get("FERROVIA_TF_MIRROR")
        self.run("init", *([f"-plugin-dir={mirror}"] if mirror else []))

    def run(self, command, *arguments, codes=(0,)):
        """What it prints; if it ends otherwise, that is what is wrong."""
        line = ["terraform", command, "-no-color", *arguments]
        done = subprocess.run(line, cwd=self.folder, env=self.environment, capture_output=True, text=True)
        if done.returncode not in codes:
            raise Wrong(f"{' '.join(line)} ends with {done.returncode}\n{done.stdout[-4000:]}{done.stderr}")
        return done.stdout

    def plan(self, *arguments):
        """The plan, as Terraform writes it down."""
        self.run("plan", "-detailed-exitcode", "-out=saved", *arguments, codes=(0, 2))
        return json.loads(self.run("show", "-json", "saved"))


class Artifact:
    """A package for the functions, as a deploy passes it on; nothing runs it."""

    def __init__(self, endpoint):
        self.client = boto3.client("s3", endpoint_url=endpoint, region_name=REGION, **KEYS)
        body = b"never run"
        digest = hashlib.sha256(body)
        self.place = {"Bucket": "artifacts", "Key": digest.hexdigest()}
        self.client.create_bucket(Bucket=self.place["Bucket"])
        self.client.put_object(**self.place, Body=body)
        sha256 = base64.b64encode(digest.digest()).decode()
        self.value = {"bucket": self.place["Bucket"], "key": self.place["Key"], "sha256": sha256}

    def remove(self):
        self.client.delete_object(**self.place)
        self.client.delete_bucket(Bucket=self.place["Bucket"])


def copy_tree(to):
    for folder in ("terraform", "environments"):
        shutil.copytree(ROOT / folder, to / folder, ignore=shutil.ignore_patterns(".terraform", "*.tfstate*"))


def changes(plan):
    """What a plan would change, as `type.attribute`."""
    found = set()
    for resource in plan["resource_changes"]:
        change = resource["change"]
        if resource["mode"] == "managed" and change["actions"] != ["no-op"]:
            before, after = change["before"] or {}, change["after"] or {}
            names = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
            found |= {f"{resource['type']}.{name}" for name in names}
    return found


def compare(what, found, listed):
    """Both ways, so that the list stays as short as it can be."""
    findings = [f"{what}: {each} is not listed" for each in sorted(set(found) - set(listed))]
    for each in sorted(set(listed) - set(found)):
        findings.append(f"{what}: {each} no longer occurs: take it out of exceptions.json")
    if findings:
        raise Wrong("\n".join(findings))


def say(what, more):
    print(f"ok  {what:<8} {more}", flush=True)


def check(mock, tree):
    exceptions = json.loads((HERE / "exceptions.json").read_text())
    start = time.monotonic()
    copy_tree(tree)
    artifact = Artifact(mock.endpoint)
    release = tree / "release.tfvars.json"
    release.write_text(json.dumps({"artifact": artifact.value, "versions_in_flight": {}}))
    values = f"-var-file={release}"
    terraform = Terraform(tree / ENVIRONMENT, mock.endpoint)

    mock.recorder.phase = "plan"
    planned = [change for change in terraform.plan(values)["resource_changes"] if change["mode"] == "managed"]
    mock.recorder.phase = "apply"
    terraform.run("apply", "saved")
    say("apply", f"{len(planned)} resources of {len({change['type'] for change in planned})} types")

    mock.recorder.phase = "plan again"
    compare("second plan", changes(terraform.plan(values)), exceptions["second plan"])
    say("plan", f"nothing is left to do, but for {len(exceptions['second plan'])} attributes that moto forgets")

    mock.recorder.phase = "destroy"
    terraform.run("destroy", "-auto-approve", values)
    if "values" in (state := json.loads(terraform.run("show", "-json"))):
        raise Wrong(f"left in the state after destroy: {state['values']}")
    mock.recorder.phase = "after"
    artifact.remove()
    compare("left after destroy", leftovers(), exceptions["left after destroy"])
    say("destroy", f"nothing is left, {len(mock.recorder.calls)} calls in all, {time.monotonic() - start:.0f} s")


def main():
    with tempfile.TemporaryDirectory() as folder, Aws() as mock:
        try:
            check(mock, Path(folder))
        except Wrong as wrong:
            print(f"BAD {wrong}", file=sys.stderr)
            sys.exit(1)


main()
