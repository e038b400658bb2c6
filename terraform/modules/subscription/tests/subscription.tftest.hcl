mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_resource "aws_cloudwatch_event_rule" {
    defaults = { arn = "arn:aws:events:eu-west-1:123456789012:rule/atendimento-test-platform_events/atendimento-test-count" }
  }
}

variables {
  prefix          = "atendimento-test"
  name            = "count"
  description     = "Starts atendimento-test-count by ConversationAnswered."
  event_bus_name  = "atendimento-test-platform_events"
  event_source    = "atendimento.messages"
  detail_type     = "ConversationAnswered"
  function_name   = "atendimento-test-count"
  function_arn    = "arn:aws:lambda:eu-west-1:123456789012:function:atendimento-test-count:live"
  dead_letter_arn = "arn:aws:sqs:eu-west-1:123456789012:atendimento-test-count-undelivered"
  alarm_topic_arn = "arn:aws:sns:eu-west-1:123456789012:atendimento-test-alarms"
}

run "selects_one_event_of_one_source" {
  command = plan

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.this.event_pattern) == { source = ["atendimento.messages"], detail-type = ["ConversationAnswered"] } && aws_cloudwatch_event_rule.this.event_bus_name == "atendimento-test-platform_events"
    error_message = "The rule selects exactly that event on that bus."
  }
  assert {
    condition     = aws_cloudwatch_event_target.this.arn == var.function_arn && aws_cloudwatch_event_target.this.event_bus_name == "atendimento-test-platform_events"
    error_message = "The alias is started."
  }
  assert {
    condition     = aws_cloudwatch_event_target.this.retry_policy[0].maximum_event_age_in_seconds == 21600 && aws_cloudwatch_event_target.this.dead_letter_config[0].arn == var.dead_letter_arn
    error_message = "What cannot be delivered within six hours is a dead letter."
  }
  assert {
    condition     = aws_lambda_function_event_invoke_config.this.qualifier == "live" && aws_lambda_function_event_invoke_config.this.maximum_retry_attempts == 2 && aws_lambda_function_event_invoke_config.this.maximum_event_age_in_seconds == 21600
    error_message = "Lambda tries a failure twice more, for as long."
  }
}

run "lets_this_rule_start_the_alias" {
  command = plan

  assert {
    condition     = aws_lambda_permission.this.source_arn == aws_cloudwatch_event_rule.this.arn && aws_lambda_permission.this.source_account == "123456789012" && aws_lambda_permission.this.principal == "events.amazonaws.com" && aws_lambda_permission.this.qualifier == "live"
    error_message = "EventBridge may start the alias for this rule alone."
  }
}

run "rings_when_an_event_is_lost" {
  command = plan

  assert {
    condition     = aws_cloudwatch_metric_alarm.failed.threshold == 0 && aws_cloudwatch_metric_alarm.failed.dimensions == tomap({ EventBusName = "atendimento-test-platform_events", RuleName = "atendimento-test-count" }) && aws_cloudwatch_metric_alarm.failed.alarm_actions == toset([var.alarm_topic_arn])
    error_message = "The alarm watches this rule, and tells the topic."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name            = "Count"
    event_source    = ""
    detail_type     = ""
    function_arn    = "arn:aws:lambda:eu-west-1:123456789012:function:atendimento-test-count"
    max_age_seconds = 21601
  }

  expect_failures = [var.name, var.event_source, var.detail_type, var.function_arn, var.max_age_seconds]
}
