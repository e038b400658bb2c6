mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { name = "eu-west-1" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/atendimento-test-answer_message-workflow" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vendedlogs/states/atendimento-test-answer_message" }
  }
  mock_resource "aws_sfn_state_machine" {
    defaults = { arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:atendimento-test-answer_message", state_machine_version_arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:atendimento-test-answer_message:7" }
  }
}

variables {
  prefix             = "atendimento-test"
  name               = "answer_message"
  kind               = "EXPRESS"
  log_retention_days = 7
  alarm_topic_arn    = "arn:aws:sns:eu-west-1:123456789012:atendimento-test-alarms"
  definition         = "{\"QueryLanguage\": \"JSONata\", \"StartAt\": \"Done\", \"States\": {\"Done\": {\"Type\": \"Succeed\"}}}"
  policy             = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"Invoke\", \"Effect\": \"Allow\", \"Action\": \"lambda:InvokeFunction\", \"Resource\": \"arn:aws:lambda:eu-west-1:123456789012:function:atendimento-test-classify_intent:3\"}]}"
}

run "publishes_a_version_behind_the_alias" {
  command = plan

  assert {
    condition     = aws_sfn_state_machine.this.publish && aws_sfn_state_machine.this.name == "atendimento-test-answer_message"
    error_message = "Every change publishes a version, so that running executions keep theirs."
  }
  assert {
    condition     = aws_sfn_alias.live.name == "live" && aws_sfn_alias.live.routing_configuration[0].weight == 100 && aws_sfn_alias.live.routing_configuration[0].state_machine_version_arn == aws_sfn_state_machine.this.state_machine_version_arn
    error_message = "The alias `live` leads wholly to the version last published."
  }
}

run "an_express_machine_logs_errors_without_data" {
  command = plan

  assert {
    condition     = keys(aws_cloudwatch_log_group.this) == ["/aws/vendedlogs/states/atendimento-test-answer_message"]
    error_message = "The log group stands under /aws/vendedlogs/states/."
  }
  assert {
    condition = (
      aws_sfn_state_machine.this.logging_configuration[0].level == "ERROR" &&
      aws_sfn_state_machine.this.logging_configuration[0].include_execution_data == false &&
      endswith(aws_sfn_state_machine.this.logging_configuration[0].log_destination, "/aws/vendedlogs/states/atendimento-test-answer_message:*")
    )
    error_message = "Errors are logged; what customers wrote is not."
  }
}

run "a_standard_machine_needs_no_log" {
  command = plan

  variables {
    kind = "STANDARD"
  }

  assert {
    condition     = length(aws_cloudwatch_log_group.this) == 0 && aws_sfn_state_machine.this.type == "STANDARD"
    error_message = "Its history is in the service; a log would cost eight permissions on `*`."
  }
}

run "only_this_machine_may_take_the_role" {
  command = plan

  assert {
    condition     = jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "The trust policy names the account."
  }
  assert {
    condition = jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition.ArnLike["aws:SourceArn"] == [
      "arn:aws:states:eu-west-1:123456789012:stateMachine:atendimento-test-answer_message",
      "arn:aws:states:eu-west-1:123456789012:stateMachine:atendimento-test-answer_message:*",
    ]
    error_message = "The trust policy names the machine, its versions and its aliases, and no other machine."
  }
  assert {
    condition     = jsondecode(aws_iam_role_policy.this.policy) == jsondecode(var.policy) && length(aws_iam_role_policy_attachments_exclusive.this.policy_arns) == 0
    error_message = "The role holds the caller's policy and nothing else."
  }
  assert {
    condition     = aws_iam_role.this.name == "atendimento-test-answer_message-workflow"
    error_message = "The role's name must not clash with that of a handler of the same name."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    kind               = "express"
    definition         = "{}"
    policy             = "{}"
    log_retention_days = 0
  }

  expect_failures = [var.kind, var.definition, var.policy, var.log_retention_days]
}

run "rings_when_a_share_of_express_executions_fails" {
  command = plan

  assert {
    condition     = aws_cloudwatch_metric_alarm.failed.threshold == 5 && [for query in aws_cloudwatch_metric_alarm.failed.metric_query : query.expression if query.return_data == true] == ["IF(failed > 0, 100 * failed / MAX([failed, started]), 0)"]
    error_message = "Of many executions, a share counts."
  }
  assert {
    condition     = [for query in aws_cloudwatch_metric_alarm.failed.metric_query : one(query.metric).metric_name if length(query.metric) == 1] == ["ExecutionsFailed", "ExecutionsStarted"]
    error_message = "Failed, of those started."
  }
  assert {
    condition = alltrue([
      for alarm in [aws_cloudwatch_metric_alarm.failed, aws_cloudwatch_metric_alarm.timed_out, aws_cloudwatch_metric_alarm.throttled] :
      startswith(alarm.alarm_name, "atendimento-test-answer_message-workflow-") && alarm.treat_missing_data == "notBreaching" &&
      alarm.alarm_actions == toset([var.alarm_topic_arn]) && alarm.ok_actions == toset([var.alarm_topic_arn])
    ])
    error_message = "Each alarm tells the topic, and a machine that nobody starts is well."
  }
  assert {
    condition = alltrue([
      for alarm in [aws_cloudwatch_metric_alarm.timed_out, aws_cloudwatch_metric_alarm.throttled] :
      alarm.namespace == "AWS/States" && alarm.dimensions == tomap({ StateMachineArn = "arn:aws:states:eu-west-1:123456789012:stateMachine:atendimento-test-answer_message" })
    ])
    error_message = "Each alarm watches this machine, whatever its version."
  }
}

run "rings_when_one_standard_execution_fails" {
  command = plan

  variables {
    kind = "STANDARD"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.failed.threshold == 0 && [for query in aws_cloudwatch_metric_alarm.failed.metric_query : query.expression if query.return_data == true] == ["IF(failed > 0, 100 * failed / MAX([failed]), 0)"]
    error_message = "Each Standard execution counts."
  }
}
