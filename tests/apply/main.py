"""An environment in, whether it can be had on AWS out: applied to a mock with the real provider, and taken down again.

    tests/apply.sh [--record]

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

from aws import ACCOUNT, ANSWERS, ANYTHING, REGION, Aws, leftovers
from moto_oracle import cases

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ENVIRONMENT = "environments/dev"
CALLS = HERE / "calls.json"

STATE = {"bucket": f"atendimento-state-{ACCOUNT}", "region": REGION, "use_path_style": "true"}
"""Where the state is kept, as on AWS; buckets are named in paths, since the mock has one host."""


class Wrong(Exception):
    """What the check exists to find."""


class Terraform:
    """A root in a copy of the tree, with the mock as its AWS."""

    def __init__(self, folder, endpoint):
        self.folder = folder
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
        backend = [f"-backend-config={name}={value}" for name, value in STATE.items()]
        self.run("init", *backend, *([f"-plugin-dir={mirror}"] if mirror else []))

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


class Buckets:
    """What the account has before: a bucket for the state, and one with a package, as a deploy passes it on."""

    def __init__(self, mock):
        self.client = mock.client("s3")
        body = b"never run"
        digest = hashlib.sha256(body)
        self.place = {"Bucket": f"atendimento-artifacts-{ACCOUNT}", "Key": f"lambda/{digest.hexdigest()}.zip"}
        for bucket in (self.place["Bucket"], STATE["bucket"]):
            self.client.create_bucket(Bucket=bucket)
        self.client.put_object(**self.place, Body=body)
        sha256 = base64.b64encode(digest.digest()).decode()
        self.artifact = {"bucket": self.place["Bucket"], "key": self.place["Key"], "sha256": sha256}

    def remove(self):
        for bucket in (self.place["Bucket"], STATE["bucket"]):
            for item in self.client.list_objects_v2(Bucket=bucket).get("Contents", []):
                self.client.delete_object(Bucket=bucket, Key=item["Key"])
            self.client.delete_bucket(Bucket=bucket)


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


def compare(what, found, listed, mend="mend it, or list it in exceptions.json"):
    """Both ways, so that the list stays as short as it can be."""
    findings = [f"{what}: {each} is not listed: {mend}" for each in sorted(set(found) - set(listed))]
    findings += [f"{what}: {each} no longer occurs: {mend}" for each in sorted(set(listed) - set(found))]
    if findings:
        raise Wrong("\n".join(findings))


def use(mock, environment):
    """Has our own adapters start the deployed machine, and publish an event that a rule takes into a queue."""
    case = cases.read(ROOT / "tests/judges/moto_oracle/answer_message.json")[0]
    prefix = f"atendimento-{environment}"
    steps = [step for entry in case["steps"] for step in (entry if isinstance(entry[0], list) else [entry])]
    ANSWERS.update({f"{prefix}-{name}": (given, answer["ok"]) for name, given, answer in steps})
    event = {"tenant_id": "tenant_1", "outcome": "answered"}
    asked = {
        "workflow": case["workflow"],
        "execution": "applied",
        "input": case["input"],
        "bus": "platform_events",
        "origin": "atendimento.messages",
        "detail_type": "ConversationAnswered",
        "detail": event,
    }
    bus = f"{prefix}-platform_events"
    variables = {
        "ANSWER_MESSAGE_WORKFLOW_ARN": f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{prefix}-answer_message:live",
        "PLATFORM_EVENTS_EVENT_BUS": bus,
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": mock.endpoint,
        "AWS_ACCESS_KEY_ID": "mock",
        "AWS_SECRET_ACCESS_KEY": "mock",
    }
    queue, rules = mock.client("sqs"), mock.client("events")
    url = queue.create_queue(QueueName="listener")["QueueUrl"]
    target = queue.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    pattern = json.dumps({"source": [asked["origin"]], "detail-type": [asked["detail_type"]]})
    rules.put_rule(Name="listener", EventBusName=bus, EventPattern=pattern)
    rules.put_targets(Rule="listener", EventBusName=bus, Targets=[{"Id": "queue", "Arn": target}])

    command = ["cargo", "run", "--quiet", "--locked", "-p", "ferrovia-aws", "--example", "deployed"]
    environ = {**os.environ, **variables}
    done = subprocess.run(command, cwd=ROOT, env=environ, input=json.dumps(asked), capture_output=True, text=True)
    if done.returncode:
        raise Wrong(f"{' '.join(command)} ends with {done.returncode}\n{done.stderr}")
    answer = json.loads(done.stdout)
    if answer != {"succeeded": case["answer"]["ok"]}:
        raise Wrong(f"the machine answers {answer} instead of {case['answer']}")
    say("machine", "started by its alias through our Step Functions adapter, and answers what the table says")

    came = [json.loads(message["Body"]) for message in queue.receive_message(QueueUrl=url).get("Messages", [])]
    if [(one["source"], one["detail-type"], one["detail"]) for one in came] != [
        (asked["origin"], asked["detail_type"], event)
    ]:
        raise Wrong(f"of the event that our EventBridge adapter published, a rule's queue has {came}")
    say("event", "published by our EventBridge adapter, taken by a rule of the bus, and in its queue")
    rules.remove_targets(Rule="listener", EventBusName=bus, Ids=["queue"])
    rules.delete_rule(Name="listener", EventBusName=bus)
    queue.delete_queue(QueueUrl=url)


def judge_calls(recorder):
    """What is asked now is what `cargo test -p tests --test least_privilege deploy_roles` judges the roles by."""
    if recorder.failures:
        raise Wrong("\n".join(f"a call that requests_of_iam.py does not know: {each}" for each in recorder.failures))
    lines = [f'["{" ".join(sorted(phases))}", {asked}]' for asked, phases in sorted(recorder.asked.items())]
    text = "[\n" + ",\n".join(lines) + "\n]\n"
    if "--record" in sys.argv:
        CALLS.write_text(text)
    elif text != CALLS.read_text():
        compare("calls", lines, CALLS.read_text()[2:-3].split(",\n"), f"run tests/apply.sh --record and commit {CALLS.name}")


def say(what, more):
    print(f"ok  {what:<8} {more}", flush=True)


def check(mock, tree):
    exceptions = json.loads((HERE / "exceptions.json").read_text())
    start = time.monotonic()
    copy_tree(tree)
    buckets = Buckets(mock)
    release = tree / "release.tfvars.json"
    release.write_text(json.dumps({"artifact": buckets.artifact, "versions_in_flight": {}}))
    values = f"-var-file={release}"
    mock.recorder.phase = "plan"
    terraform = Terraform(tree / ENVIRONMENT, mock.endpoint)

    planned = [change for change in terraform.plan(values)["resource_changes"] if change["mode"] == "managed"]
    mock.recorder.phase = "apply"
    # Terraform invokes it while it applies.
    ANSWERS["atendimento-dev-migrate_platform"] = (ANYTHING, {"applied": []})
    # The first keys are there before the schedule's first turn.
    ANSWERS["atendimento-dev-refresh_token_keys"] = ({"at": "1970-01-01T00:00:00Z"}, None)
    terraform.run("apply", "saved")
    say("apply", f"{len(planned)} resources of {len({change['type'] for change in planned})} types")

    mock.recorder.phase = "plan again"
    compare("second plan", changes(terraform.plan(values)), exceptions["second plan"])
    say("plan", f"nothing is left to do, but for {len(exceptions['second plan'])} attributes that moto forgets")

    mock.recorder.phase = None
    use(mock, ENVIRONMENT.split("/")[-1])
    mock.recorder.phase = "destroy"
    terraform.run("destroy", "-auto-approve", values)
    if "values" in (state := json.loads(terraform.run("show", "-json"))):
        raise Wrong(f"left in the state after destroy: {state['values']}")
    mock.recorder.phase = None
    buckets.remove()
    compare("left after destroy", leftovers(), exceptions["left after destroy"])
    say("destroy", "nothing is left")
    judge_calls(mock.recorder)
    say("calls", f"{mock.recorder.calls}, which ask IAM {len(mock.recorder.asked)} things; {time.monotonic() - start:.0f} s in all")


def main():
    with tempfile.TemporaryDirectory() as folder, Aws() as mock:
        try:
            check(mock, Path(folder))
        except Wrong as wrong:
            print(f"BAD {wrong}", file=sys.stderr)
            sys.exit(1)


main()
