mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_resource "aws_scheduler_schedule_group" {
    defaults = { arn = "arn:aws:scheduler:eu-west-1:123456789012:schedule-group/atendimento-test-sweep" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/atendimento-test-sweep-schedule" }
  }
}

variables {
  prefix               = "atendimento-test"
  name                 = "sweep"
  expression           = "rate(1 minute)"
  function_name        = "atendimento-test-sweep"
  function_arn         = "arn:aws:lambda:eu-west-1:123456789012:function:atendimento-test-sweep:live"
  dead_letter_arn      = "arn:aws:sqs:eu-west-1:123456789012:atendimento-test-sweep-undelivered"
  max_age_seconds      = 60
  permissions_boundary = "arn:aws:iam::123456789012:policy/bootstrap/atendimento-test-boundary"
  alarm_topic_arn      = "arn:aws:sns:eu-west-1:123456789012:atendimento-test-alarms"
}

run "starts_the_alias_on_time_with_the_time" {
  command = plan

  assert {
    condition     = aws_scheduler_schedule.this.schedule_expression == "rate(1 minute)" && aws_scheduler_schedule.this.schedule_expression_timezone == "UTC" && aws_scheduler_schedule.this.flexible_time_window[0].mode == "OFF"
    error_message = "The schedule is on time, in UTC unless told."
  }
  assert {
    condition     = aws_scheduler_schedule.this.target[0].arn == var.function_arn && jsondecode(aws_scheduler_schedule.this.target[0].input) == { at = "<aws.scheduler.scheduled-time>" }
    error_message = "The alias is started, and told for which time."
  }
  assert {
    condition     = aws_scheduler_schedule.this.target[0].retry_policy[0].maximum_event_age_in_seconds == 60 && aws_scheduler_schedule.this.target[0].dead_letter_config[0].arn == var.dead_letter_arn
    error_message = "What cannot be started in time is a dead letter."
  }
  assert {
    condition     = aws_lambda_function_event_invoke_config.this.qualifier == "live" && aws_lambda_function_event_invoke_config.this.maximum_retry_attempts == 2 && aws_lambda_function_event_invoke_config.this.maximum_event_age_in_seconds == 60
    error_message = "Lambda tries a failure twice more, for as long."
  }
}

run "the_role_starts_one_alias_for_one_group" {
  command = plan

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : [statement.Action, statement.Resource]] == [["lambda:InvokeFunction", var.function_arn], ["sqs:SendMessage", var.dead_letter_arn]]
    error_message = "The role may start that alias and keep dead letters, and nothing else."
  }
  assert {
    condition     = jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition == { ArnEquals = { "aws:SourceArn" = aws_scheduler_schedule_group.this.arn }, StringEquals = { "aws:SourceAccount" = "123456789012" } } && jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Principal == { Service = "scheduler.amazonaws.com" }
    error_message = "Scheduler takes the role for this group alone."
  }
  assert {
    condition     = aws_iam_role.this.permissions_boundary == var.permissions_boundary && aws_iam_role_policies_exclusive.this.policy_names == toset(["schedule"]) && length(aws_iam_role_policy_attachments_exclusive.this.policy_arns) == 0
    error_message = "The role is bounded, and has no other policy."
  }
}

run "rings_when_scheduler_gives_up" {
  command = plan

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.failed : alarm.threshold == 0 && alarm.dimensions == tomap({ ScheduleGroup = "atendimento-test-sweep" }) && alarm.alarm_actions == toset([var.alarm_topic_arn])])
    error_message = "Each alarm watches this schedule, and tells the topic."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name            = "Sweep"
    expression      = "every minute"
    function_arn    = "arn:aws:lambda:eu-west-1:123456789012:function:atendimento-test-sweep"
    max_age_seconds = 59
  }

  expect_failures = [var.name, var.expression, var.function_arn, var.max_age_seconds]
}
