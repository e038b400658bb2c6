"""A mock AWS on the loopback interface: moto, what it lacks, and a record of every call.

moto keeps what is created in memory, so nothing outlives the process. What is added to it here is what the AWS
provider and our own clients call and moto does not answer; nothing that moto answers is answered in its place.
"""

import io
import json
import logging
import os
import re
import threading
import time
from dataclasses import dataclass, field

import boto3
from moto.awslambda.models import LambdaFunction
from moto.awslambda_simple.models import LambdaSimpleBackend
from moto.cognitoidp.responses import CognitoIdpResponse
from moto.core.config import default_user_config
from moto.core.base_backend import BackendDict
from moto.core.responses import ActionResult, EmptyResult
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.stepfunctions.responses import StepFunctionResponse
from werkzeug.serving import make_server

import app_config
from moto_oracle import mends
from requests_of_iam import ACCOUNT, REGION, requests

@dataclass
class Recorder:
    """Puts itself between the clients and moto."""

    application: object
    phase: str = None
    """Whose calls these are; without one, nobody's that count."""
    calls: int = 0
    asked: dict = field(default_factory=dict)
    """What IAM would have been asked, each with the phases in which it was."""
    failures: list = field(default_factory=list)

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        if self.phase is not None:
            self.record(environ, body)
        try:
            return self.application(environ, start_response)
        except NotImplementedError as lacking:
            # As a server's error it would be tried again for minutes.
            answer = json.dumps({"__type": "UnknownOperationException", "message": str(lacking)}).encode()
            start_response("400 Bad Request", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
            return [answer]


    def record(self, environ, body):
        """Before it is answered: what IAM judges by, such as tags, may be gone afterwards."""
        self.calls += 1
        try:
            for action, resource, context in requests(environ, body):
                asked = json.dumps(unnamed([action, resource, context]), sort_keys=True)
                self.asked.setdefault(asked, set()).add(self.phase)
        except Exception as failure:  # it would be answered as an error of the server, and tried again for minutes
            self.failures.append(f"{self.phase}: {failure!r}")


def unnamed(value):
    """The same without what is different at each run, such as ids, or with each handler, which is a name."""
    if isinstance(value, dict):
        return {key: unnamed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [unnamed(inner) for inner in value]
    for pattern, instead in UNNAMED:
        value = re.sub(pattern, instead, value)
    return value


UNNAMED = [
    (r"\batendimento-dev-(?!boundary$)[A-Za-z0-9_-]+", "atendimento-dev-NAME"),
    (r"\b([a-z]+)-[0-9a-f]{17}\b", r"\1-ID"),
    (r"/apis/[a-z0-9]+", "/apis/ID"),
    (r"(/apis/ID/(?:authorizers|integrations|routes))/[a-z0-9]+", r"\1/ID"),
    (r"\b(application|environment|configurationprofile|deploymentstrategy)/[0-9a-f]{7}\b", r"\1/ID"),
    (r"(us-east-1_)[A-Za-z0-9]+", r"\1ID"),
    (r"(:secret:[A-Za-z0-9_-]+-)[A-Za-z0-9]{6}$", r"\1AbCdEf"),
    (r"\b[0-9a-f]{64}\b", "DIGEST"),
]


class Aws:
    """The mock, while it runs."""

    def __init__(self):
        # Lambda runs no code (that takes Docker): a function answers what `answers` says.
        default_user_config["lambda"] = {"use_docker": False}
        default_user_config["stepfunctions"] = {"execute_state_machine": True}
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        mends.plug_in_evaluator()
        mends.StringJSONata._eval_body = mends._evaluate_with_bindings
        LambdaSimpleBackend.invoke = invoke
        for response, addition in ADDITIONS:
            assert not hasattr(response, addition.__name__), f"moto has {addition.__name__} by now: take it out"
            setattr(response, addition.__name__, addition)
        keep_what_moto_forgets()
        app_config.mend()
        self.recorder = Recorder(DomainDispatcherApplication(create_backend_app))
        self.server = make_server("127.0.0.1", 0, self.recorder, threaded=True, request_handler=MotoRequestHandler)
        self.endpoint = f"http://127.0.0.1:{self.server.port}"
        # Where moto's own clients find the server, such as those of a state machine's tasks.
        os.environ["MOTO_PORT"] = str(self.server.port)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def client(self, service):
        keys = {"aws_access_key_id": "mock", "aws_secret_access_key": "mock"}
        return boto3.client(service, endpoint_url=self.endpoint, region_name=REGION, **keys)

    def __exit__(self, *_):
        self.server.shutdown()


def validate_state_machine_definition(self):
    """The provider asks before it creates a machine."""
    self.stepfunction_backend._validate_definition(self._get_param("definition"))
    return ActionResult({"result": "OK", "diagnostics": [], "truncated": False})


def list_state_machine_versions(self):
    """The provider asks when it reads a machine."""
    machine = self.stepfunction_backend.describe_state_machine(self._get_param("stateMachineArn"))
    versions = sorted(machine.versions.values(), key=lambda version: version.version, reverse=True)
    listed = [{"stateMachineVersionArn": one.arn, "creationDate": one.creation_date} for one in versions]
    return ActionResult({"stateMachineVersions": listed})


def start_sync_execution(self):
    """What our own client asks of an Express machine."""
    backend, named = self.stepfunction_backend, self._get_param("stateMachineArn")
    version = backend.describe_state_machine_alias(named).routing_configuration[0]["stateMachineVersionArn"]
    # moto runs no version but the machine as it is now, which must be what the alias leads to.
    machine = backend.describe_state_machine(version.rsplit(":", 1)[0])
    assert machine.latest_version.arn == version, f"{named} leads to {version}"
    execution = backend.start_execution(machine.arn, self._get_param("name"), self._get_param("input"))
    while execution.status == "RUNNING":
        time.sleep(0.01)
    ended = {
        "executionArn": execution.execution_arn,
        "stateMachineArn": named,
        "name": execution.name,
        "startDate": execution.start_date,
        "stopDate": execution.stop_date,
        "status": execution.status if execution.status != "ABORTED" else "FAILED",
    }
    if execution.status == "SUCCEEDED":
        ended["output"] = json.dumps(execution.output)
    else:
        ended |= {"error": execution.error, "cause": execution.cause}
    return ActionResult(ended)


def delete_resource_server(self):
    """What `destroy` asks of Cognito."""
    pool = self.backend.describe_user_pool(self._get_param("UserPoolId"))
    del pool.resource_servers[self._get_param("Identifier")]
    return EmptyResult()


ADDITIONS = [
    (StepFunctionResponse, validate_state_machine_definition),
    (StepFunctionResponse, list_state_machine_versions),
    (StepFunctionResponse, start_sync_execution),
    (CognitoIdpResponse, delete_resource_server),
    *app_config.ADDITIONS,
]
"""What moto does not answer at all."""


ANSWERS = {}
"""By function, what it is given and what it answers: Lambda runs no code here, which would take Docker."""


def invoke(self, function_name, qualifier, body, headers, response_headers):
    """What a function answers; one that is given anything else, or that nobody expects, fails as a function would."""
    name = function_name.rsplit(":function:")[-1].split(":")[0]
    given = json.loads(body) if body else None
    if name in ANSWERS and ANSWERS[name][0] in (given, ANYTHING):
        return json.dumps(ANSWERS[name][1]).encode()
    response_headers["x-amz-function-error"] = "Unhandled"
    return json.dumps({"errorType": "Unexpected", "errorMessage": f"{name} is given {given}"}).encode()


ANYTHING = object()


FORGOTTEN = ("LoggingConfig", "DeadLetterConfig")
"""What moto forgets of a function. A plan would mend that by a new version of each function, and hide whatever else it
has to say of them, of the machine, and of the machine's policy."""


def keep_what_moto_forgets():
    init, update, get = LambdaFunction.__init__, LambdaFunction.update_configuration, LambdaFunction.get_configuration

    def kept(settings):
        return {name: settings[name] for name in FORGOTTEN if settings.get(name) is not None}

    def initialise(self, account_id, spec, *rest, **more):
        self.kept = kept(spec)
        init(self, account_id, spec, *rest, **more)

    def update_configuration(self, updates):
        self.kept |= kept(updates)
        return update(self, updates)

    def get_configuration(self, on_create=False):
        return {**get(self, on_create), **self.kept}

    LambdaFunction.__init__, LambdaFunction.update_configuration = initialise, update_configuration
    LambdaFunction.get_configuration = get_configuration


def leftovers():
    """How many more things of each sort moto holds than it is born with: `service attribute` to a number."""
    found = {}
    for backends in list(BackendDict._instances):
        for account, region, backend in list(backends.iter_backends()):
            born = vars(type(backend)(region, account))
            for name, value in vars(backend).items():
                if not isinstance(value, (dict, list, set)):
                    continue
                more = _size(value) - _size(born.get(name, {}))
                if more:
                    found[f"{backends.service_name} {name}"] = more
    return found


def _size(value):
    """moto keeps some things by what they belong to, such as security groups by their VPC."""
    if isinstance(value, dict):
        return sum(_size(inner) for inner in value.values())
    if isinstance(value, (list, set)):
        return len(value)
    return 0 if _is_deleted(value) else 1


def _is_deleted(thing):
    """A secret lives on until its recovery window ends, and a VPC endpoint as something that was."""
    if callable(getattr(thing, "is_deleted", None)):
        return thing.is_deleted()
    return getattr(thing, "state", None) == "deleted"
