mock_provider "aws" {
  override_during = plan

  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-west-1:123456789012:either" }
  }
}

override_resource {
  target          = aws_sqs_queue.dead_letter
  override_during = plan
  values          = { arn = "arn:aws:sqs:eu-west-1:123456789012:atendimento-test-outbox-dead-letter" }
}

override_resource {
  target          = aws_sqs_queue.this
  override_during = plan
  values          = { arn = "arn:aws:sqs:eu-west-1:123456789012:atendimento-test-outbox" }
}

variables {
  prefix                     = "atendimento-test"
  name                       = "outbox"
  visibility_timeout_seconds = 120
  max_receive_count          = 3
  alarm_topic_arn            = "arn:aws:sns:eu-west-1:123456789012:atendimento-test-alarms"
}

run "failed_messages_go_to_the_dead_letters" {
  command = plan

  assert {
    condition = jsondecode(aws_sqs_queue.this.redrive_policy) == {
      deadLetterTargetArn = "arn:aws:sqs:eu-west-1:123456789012:atendimento-test-outbox-dead-letter"
      maxReceiveCount     = 3
    }
    error_message = "After three receives a message goes to the module's own dead-letter queue."
  }
  assert {
    condition     = aws_sqs_queue.dead_letter.message_retention_seconds == 1209600 && aws_sqs_queue.this.message_retention_seconds == 345600
    error_message = "Dead letters outlive the queue's messages."
  }
}

run "encrypted_and_over_tls" {
  command = plan

  assert {
    condition     = aws_sqs_queue.this.sqs_managed_sse_enabled && aws_sqs_queue.dead_letter.sqs_managed_sse_enabled
    error_message = "Both queues are encrypted."
  }
  assert {
    condition = alltrue([for key, arn in { main = aws_sqs_queue.this.arn, dead_letter = aws_sqs_queue.dead_letter.arn } :
      jsondecode(aws_sqs_queue_policy.this[key].policy).Statement == [{
        Sid       = "DenyInsecureTransport"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }]
    ])
    error_message = "Each queue's policy refuses plain HTTP, and by default allows nothing."
  }
}

run "only_named_rules_may_send" {
  command = plan

  variables {
    event_rule_arns = ["arn:aws:events:eu-west-1:123456789012:rule/atendimento-test-domain_events/handed_over"]
  }

  assert {
    condition     = jsondecode(aws_sqs_queue_policy.this["main"].policy).Statement[1].Condition == { ArnEquals = { "aws:SourceArn" = ["arn:aws:events:eu-west-1:123456789012:rule/atendimento-test-domain_events/handed_over"] } }
    error_message = "EventBridge may send for the named rule alone."
  }
  assert {
    condition     = length(jsondecode(aws_sqs_queue_policy.this["dead_letter"].policy).Statement) == 1
    error_message = "Nobody sends to the dead letters directly."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    visibility_timeout_seconds = 43201
    max_receive_count          = 0
    message_retention_seconds  = 59
    event_rule_arns            = ["arn:aws:events:eu-west-1:123456789012:rule/*"]
  }

  expect_failures = [var.visibility_timeout_seconds, var.max_receive_count, var.message_retention_seconds, var.event_rule_arns]
}

run "rings_when_a_message_is_given_up_or_waits_too_long" {
  command = plan

  assert {
    condition     = aws_cloudwatch_metric_alarm.dead_letters.threshold == 0 && aws_cloudwatch_metric_alarm.dead_letters.comparison_operator == "GreaterThanThreshold" && aws_cloudwatch_metric_alarm.dead_letters.dimensions == tomap({ QueueName = "atendimento-test-outbox-dead-letter" })
    error_message = "The first dead letter rings."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.age.threshold == 360 && aws_cloudwatch_metric_alarm.age.dimensions == tomap({ QueueName = "atendimento-test-outbox" })
    error_message = "Three tries of 120 seconds are over by then."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.dead_letters.alarm_actions == toset([var.alarm_topic_arn]) && aws_cloudwatch_metric_alarm.age.alarm_actions == toset([var.alarm_topic_arn])
    error_message = "Each alarm tells the topic."
  }
}
