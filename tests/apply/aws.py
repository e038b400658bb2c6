"""A mock AWS on the loopback interface: moto, what it lacks, and a record of every call.

moto keeps what is created in memory, so nothing outlives the process. What is added to it here is what the AWS
provider and our own clients call and moto does not answer; nothing that moto answers is answered in its place.
"""

import io
import json
import logging
import os
import threading
from dataclasses import dataclass, field
from wsgiref.types import StartResponse, WSGIEnvironment

from moto.awslambda.models import LambdaFunction
from moto.cognitoidp.responses import CognitoIdpResponse
from moto.core.config import default_user_config
from moto.core.base_backend import BackendDict
from moto.core.responses import ActionResult, EmptyResult
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.stepfunctions.responses import StepFunctionResponse
from werkzeug.serving import make_server

from moto_oracle import mends

ACCOUNT, REGION = "123456789012", "us-east-1"


@dataclass
class Call:
    """One HTTP request as a client signed it, and how it was answered."""

    phase: str
    environ: WSGIEnvironment
    body: bytes
    status: str


@dataclass
class Recorder:
    """Puts itself between the clients and moto."""

    application: object
    phase: str = "setup"
    calls: list[Call] = field(default_factory=list)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        kept = {key: value for key, value in environ.items() if isinstance(value, str)}

        def start(status, headers, *rest):
            self.calls.append(Call(self.phase, kept, body, status))
            return start_response(status, headers, *rest)

        try:
            return self.application(environ, start)
        except NotImplementedError as lacking:
            # As a server's error it would be tried again for minutes.
            answer = json.dumps({"__type": "UnknownOperationException", "message": str(lacking)}).encode()
            start("400 Bad Request", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
            return [answer]


class Aws:
    """The mock, while it runs."""

    def __init__(self):
        # Lambda runs no code (that takes Docker): a function answers what `answers` says.
        default_user_config["lambda"] = {"use_docker": False}
        default_user_config["stepfunctions"] = {"execute_state_machine": True}
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        mends.plug_in_evaluator()
        for response, addition in ADDITIONS:
            assert not hasattr(response, addition.__name__), f"moto has {addition.__name__} by now: take it out"
            setattr(response, addition.__name__, addition)
        keep_logging_config()
        self.recorder = Recorder(DomainDispatcherApplication(create_backend_app))
        self.server = make_server("127.0.0.1", 0, self.recorder, threaded=True, request_handler=MotoRequestHandler)
        self.endpoint = f"http://127.0.0.1:{self.server.port}"
        # Where moto's own clients find the server, such as those of a state machine's tasks.
        os.environ["MOTO_PORT"] = str(self.server.port)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

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


def delete_resource_server(self):
    """What `destroy` asks of Cognito."""
    pool = self.backend.describe_user_pool(self._get_param("UserPoolId"))
    del pool.resource_servers[self._get_param("Identifier")]
    return EmptyResult()


ADDITIONS = [
    (StepFunctionResponse, validate_state_machine_definition),
    (StepFunctionResponse, list_state_machine_versions),
    (CognitoIdpResponse, delete_resource_server),
]
"""What moto does not answer at all."""


def keep_logging_config():
    """moto forgets a function's logging configuration. A plan would mend that by a new version of each function, and
    hide whatever else it has to say of them, of the machine, and of the machine's policy."""
    init, update, get = LambdaFunction.__init__, LambdaFunction.update_configuration, LambdaFunction.get_configuration

    def initialise(self, account_id, spec, *rest, **more):
        self.logging_config = spec.get("LoggingConfig")
        init(self, account_id, spec, *rest, **more)

    def update_configuration(self, updates):
        self.logging_config = updates.get("LoggingConfig", self.logging_config)
        return update(self, updates)

    def get_configuration(self, on_create=False):
        return {**get(self, on_create), "LoggingConfig": self.logging_config}

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
