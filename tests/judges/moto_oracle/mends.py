"""What keeps moto from running machines as AWS does, mended from outside, each with its reason.

Where a mend changes what a machine does, shortcomings.json holds a machine that shows moto's fault and what AWS says.
All else stays moto's own, and jsonata-python's: which state follows, what is retried or caught, what an expression is
worth.
"""

import json
import logging
from functools import cache
from types import SimpleNamespace

from jsonata import Jsonata
from jsonata.jexception import JException
from jsonata.utils import Utils
from moto.stepfunctions.parser.api import EvaluationFailedEventDetails, HistoryEventType
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent, FailureEventException
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import StatesErrorNameType
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.common.string.string_expression import StringJSONata
from moto.stepfunctions.parser.asl.component.intrinsic.jsonata import get_intrinsic_functions_declarations
from moto.stepfunctions.parser.asl.component.state.choice.choice_rule import ChoiceRule
from moto.stepfunctions.parser.asl.component.state.choice.state_choice import StateChoice
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration import iteration_worker
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.inline_iteration_component import (
    InlineIterationComponent,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_parallel import branches_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_parallel.branch_worker import BranchWorker
from moto.stepfunctions.parser.asl.component.state.exec.state_task import mock_eval_utils
from moto.stepfunctions.parser.asl.component.state.state import CommonStateField
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.asl.eval.variable_store import VariableStore
from moto.stepfunctions.parser.asl.jsonata import jsonata as moto_jsonata
from moto.stepfunctions.parser.asl.jsonata.jsonata import extract_jsonata_variable_references


def apply():
    """Every mend."""
    quieten()
    plug_in_evaluator()
    StringJSONata._eval_body = _evaluate_with_bindings
    retrier_decl.time = SimpleNamespace(sleep=lambda seconds: None)
    WaitFunction._wait_interval = lambda self, env, wait_seconds: env.mock_test_case.wait(wait_seconds)
    CommonStateField._eval_body = _run_state
    ChoiceRule._eval_body = _evaluate_rule
    StateChoice._eval_state_output = _leave_choice
    VariableStore.get_assigned_variables = _assigned
    BranchWorker.start = _run_branch
    InlineIterationComponent._launch_worker = _run_iterations
    for module in (mock_eval_utils, branches_decl, iteration_worker):
        module.CustomErrorName = _error_name


def quieten():
    """moto logs each error of a machine; here they are wanted."""
    logging.disable(logging.CRITICAL)


def plug_in_evaluator():
    """moto has the place for an evaluator of JSONata, and none in it. This alone is moto as it comes."""
    moto_jsonata._eval_jsonata = lambda text: Jsonata(text).evaluate(None)


def _evaluate_with_bindings(self, env):
    """moto writes values into the expression's text: a string with a quote, or an emoji, breaks it. They are bound."""
    references = extract_jsonata_variable_references(self.expression)
    text = f"({get_intrinsic_functions_declarations(references)}{self.expression})"
    states = {key: value for key, value in env.states._states_data.items() if key != "errorOutput" or value is not None}
    variables = {**getattr(env.variable_store, "at_entry", _variables(env)), "states": states}
    try:
        expression = _compile(text)
        Jsonata.CURRENT.jsonata = expression
        value = expression.evaluate(None, {name: _bound(value) for name, value in variables.items()})
    except (JException, RecursionError) as error:
        raise _evaluation_failed(env, str(error)) from error
    if value is None:
        raise _evaluation_failed(env, f"The JSONata expression '{self.expression}' returned nothing (undefined).")
    if Utils.is_function(value):
        raise _evaluation_failed(
            env, f"The JSONata expression '{self.expression}' returned an unsupported result type."
        )
    env.stack.append(_plain(value))


def _variables(env):
    return {**env.variable_store._outer_scope, **env.variable_store._inner_scope}


@cache
def _compile(text):
    expression = Jsonata(text)
    expression.set_output_convert_nulls(False)
    return expression


def _bound(value):
    """JSON null is a value, Python's None means undefined."""
    if value is None:
        return Utils.NULL_VALUE
    if isinstance(value, dict):
        return {key: _bound(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_bound(member) for member in value]
    return value


def _plain(value):
    if value is Utils.NULL_VALUE or value is None:
        return None
    if isinstance(value, dict):
        return {key: _plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_plain(value[index]) for index in range(len(value))]
    return value


def _evaluation_failed(env, cause):
    """moto ends such a machine with States.Runtime; AWS says States.QueryEvaluationError."""
    error = StatesErrorName(typ=StatesErrorNameType.StatesQueryEvaluationError)
    details = EvaluationFailedEventDetails(cause=cause, error=error.error_name)
    return FailureEventException(
        failure_event=FailureEvent(
            env=env,
            error_name=error,
            event_type=HistoryEventType.EvaluationFailed,
            event_details=EventDetails(evaluationFailedEventDetails=details),
        )
    )


_moto_runs_state = CommonStateField._eval_body
_moto_evaluates_rule = ChoiceRule._eval_body
_moto_leaves_choice = StateChoice._eval_state_output


def _run_state(self, env):
    """moto's Output sees what Assign of the same state has just assigned; a state sees the values at its entry."""
    env.mock_test_case.enter()
    env.variable_store.at_entry = _variables(env)
    _moto_runs_state(self, env)


def _evaluate_rule(self, env):
    _moto_evaluates_rule(self, env)
    if self.next_stmt and env.stack[-1] is True:
        env.heap["rule"] = self


def _leave_choice(self, env):
    """moto takes a rule for the Default if both lead to the same state, and assigns what belongs to the Default."""
    if "rule" in env.heap and not self._is_language_query_jsonpath():
        env.next_state_name = env.stack.pop()
    else:
        _moto_leaves_choice(self, env)


def _assigned(self):
    """moto's history puts quotes around a text without escaping what is in it."""
    return {name: json.dumps(self.get(name)) for name in self._declaration_tracing}


def _run_branch(self):
    """One branch after the other, none after one that failed: the same order every time."""
    if not self._branch_worker_comm._termination_event.is_set():
        self._program.eval(self.env)
        self._branch_worker_comm.on_terminated(env=self.env)


def _run_iterations(self, env, eval_input, job_pool):
    """Likewise the items of a Map: whichever worker is first takes them all."""
    worker = self._create_worker(env=env, eval_input=eval_input, job_pool=job_pool)
    worker.eval()
    return worker


def _error_name(error_name):
    """moto refuses errors of Step Functions itself, such as States.Timeout, from mocks and out of branches."""
    reserved = next((kind for kind in StatesErrorNameType if kind.to_name() == error_name), None)
    return CustomErrorName(error_name) if reserved is None else StatesErrorName(typ=reserved)
