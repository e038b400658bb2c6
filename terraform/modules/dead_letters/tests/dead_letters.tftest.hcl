mock_provider "aws" {
  override_during = plan

  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-west-1:123456789012:atendimento-test-count-undelivered" }
  }
}

variables {
  prefix          = "atendimento-test"
  name            = "count"
  alarm_topic_arn = "arn:aws:sns:eu-west-1:123456789012:atendimento-test-alarms"
}

run "keeps_what_failed_encrypted_and_for_long" {
  command = plan

  assert {
    condition     = aws_sqs_queue.this.name == "atendimento-test-count-undelivered" && aws_sqs_queue.this.sqs_managed_sse_enabled && aws_sqs_queue.this.message_retention_seconds == 1209600
    error_message = "The queue keeps what failed for 14 days, encrypted."
  }
  assert {
    condition = jsondecode(aws_sqs_queue_policy.this.policy).Statement == [{
      Sid       = "DenyInsecureTransport"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.this.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
    error_message = "The policy refuses plain HTTP, and by default lets nobody in."
  }
}

run "lets_one_rule_in" {
  command = plan

  variables {
    event_rule_arn = "arn:aws:events:eu-west-1:123456789012:rule/atendimento-test-platform_events/atendimento-test-count"
  }

  assert {
    condition     = jsondecode(aws_sqs_queue_policy.this.policy).Statement[1].Condition == { ArnEquals = { "aws:SourceArn" = var.event_rule_arn } } && jsondecode(aws_sqs_queue_policy.this.policy).Statement[1].Action == "sqs:SendMessage"
    error_message = "EventBridge may send for that rule alone."
  }
}

run "rings_at_the_first_one" {
  command = plan

  assert {
    condition     = aws_cloudwatch_metric_alarm.undelivered.threshold == 0 && aws_cloudwatch_metric_alarm.undelivered.comparison_operator == "GreaterThanThreshold" && aws_cloudwatch_metric_alarm.undelivered.dimensions == tomap({ QueueName = "atendimento-test-count-undelivered" })
    error_message = "What failed for good rings."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.undelivered.alarm_actions == toset([var.alarm_topic_arn])
    error_message = "The alarm tells the topic."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name           = "Count"
    event_rule_arn = "arn:aws:events:eu-west-1:123456789012:rule/*"
  }

  expect_failures = [var.name, var.event_rule_arn]
}
