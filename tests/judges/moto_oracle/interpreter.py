"""A machine, its input and its tasks' answers in; what moto's interpreter makes of them out."""

import json
from dataclasses import dataclass, field

from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.evaluation_details import AWSExecutionDetails
from moto.stepfunctions.parser.asl.eval.event.event_manager import EventHistoryContext
from moto.stepfunctions.parser.asl.eval.states import ContextObjectData, ExecutionData, StateMachineData
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.mocking.mock_config import MockedResponseReturn, MockedResponseThrow
from moto.stepfunctions.parser.utils import TMP_THREADS

from template import ACCOUNT, REGION

from .definition import lanes
from .history import journal

ROLE = f"arn:aws:iam::{ACCOUNT}:role/sample"
MACHINE = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:sample"
EXECUTION = f"arn:aws:states:{REGION}:{ACCOUNT}:execution:sample:one"

MOST_STATES = 500
"""moto needs a millisecond or two for each."""


class NoAnswer(Exception):
    """A task asks, and the mocks have no answer (left)."""


class Endless(NoAnswer):
    """The machine goes on and on."""


@dataclass
class Call:
    """One attempt of a Task state."""

    state: str
    parameters: object
    attempt: int
    answer: dict


@dataclass
class Execution:
    """How a machine ended, and what happened on the way."""

    status: str
    output: object = None
    error: str = None
    cause: str = None
    journal: list = field(default_factory=list)
    """What happened, in order: see history.py."""
    calls: list = field(default_factory=list)
    """Each attempt of a task, in order."""
    waited: float = 0
    """Seconds that its Wait states took, in all."""


class Machine:
    """A machine that moto has read."""

    def __init__(self, definition, kind="STANDARD"):
        text = json.dumps(definition, ensure_ascii=False)
        self.kind = kind
        self.program = AmazonStateLanguageParser.parse(text)[0]
        # moto leaves names of states as they stand in the text, with their escapes.
        self.names = {json.dumps(name, ensure_ascii=False)[1:-1]: name for name in lanes(definition)}

    def run(self, given, answer):
        """`answer(state, parameters, attempt)` is `{"ok": …}` or `{"error": NAME, "cause": TEXT}`."""
        environment = MockedEnvironment(self.kind, given, answer)
        self.program.eval(environment)
        TMP_THREADS.clear()
        if environment.journal.failure is not None:
            raise environment.journal.failure
        return self._execution(environment)

    def _execution(self, environment):
        execution = _execution(environment)
        for entry in execution.journal:
            entry[1] = self.names[entry[1]]
        for call in execution.calls:
            call.state = self.names[call.state]
        return execution


class Journal:
    """The calls of one execution, whichever of its frames makes them."""

    def __init__(self, answer):
        self.answer = answer
        self.calls = []
        self.failure = None
        self.states = 0
        self.waited = 0

    def wait(self, seconds):
        """No time passes."""
        self.waited += seconds

    def enter(self):
        """Ends a machine that would go on for ever."""
        self.states += 1
        if self.states > MOST_STATES:
            self.failure = Endless(f"more than {MOST_STATES} states are entered")
            raise self.failure


class MockedEnvironment(Environment):
    """moto's environment in its mock mode, in which every task is mocked by a function instead of a file."""

    def __init__(self, kind, given, answer):
        super().__init__(
            aws_execution_details=AWSExecutionDetails(account=ACCOUNT, region=REGION, role_arn=ROLE),
            execution_type=kind,
            context=ContextObjectData(
                Execution=ExecutionData(
                    Id=EXECUTION, Input=given, Name="one", RoleArn=ROLE, StartTime="2026-11-22T18:00:00.000Z"
                ),
                StateMachine=StateMachineData(Id=MACHINE, Name="sample"),
            ),
            event_history_context=EventHistoryContext.of_program_start(),
            cloud_watch_logging_session=None,
            activity_store={},
            mock_test_case=Journal(answer),
        )

    @property
    def journal(self):
        return self.mock_test_case


def _is_mocked(self):
    return self.mock_test_case is not None


def _next_answer(self):
    journal = self.mock_test_case
    state = self.next_state_name
    attempt = self.states.context_object.context_object_data["State"]["RetryCount"]
    parameters = _scheduled(self.event_manager)
    try:
        answer = journal.answer(state, parameters, attempt)
    except NoAnswer as failure:
        journal.failure = failure
        answer = {"error": "NoAnswer", "cause": str(failure)}
    journal.calls.append(Call(state, parameters, attempt, answer))
    if "error" in answer:
        return MockedResponseThrow(0, 0, error=answer["error"], cause=answer.get("cause", ""))
    return MockedResponseReturn(0, 0, payload=answer["ok"])


# The frames that moto opens inside an execution are plain environments, so these two belong to the class itself.
Environment.is_mocked_mode = _is_mocked
Environment.get_current_mocked_response = _next_answer


def _scheduled(event_manager):
    """What the task that is being answered was given: branches run one after the other, so it is the last."""
    for event in reversed(event_manager._history_event_list):
        if event["type"] == "TaskScheduled":
            return json.loads(event["taskScheduledEventDetails"]["parameters"])
        if event["type"] == "LambdaFunctionScheduled":
            return json.loads(event["lambdaFunctionScheduledEventDetails"]["input"])
    return None


def _execution(environment):
    events = environment.event_manager.get_event_history()
    last = events[-1]
    status = {
        "ExecutionSucceeded": "SUCCEEDED",
        "ExecutionFailed": "FAILED",
        "ExecutionTimedOut": "TIMED_OUT",
        "ExecutionAborted": "ABORTED",
    }[last["type"]]
    failed = last.get("executionFailedEventDetails") or {}
    succeeded = last.get("executionSucceededEventDetails")
    return Execution(
        status=status,
        output=None if succeeded is None else json.loads(succeeded["output"]),
        error=failed.get("error"),
        cause=failed.get("cause"),
        journal=journal(events),
        calls=environment.journal.calls,
        waited=environment.journal.waited,
    )
