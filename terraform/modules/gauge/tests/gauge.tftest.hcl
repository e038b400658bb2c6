mock_provider "aws" {
  override_during = plan
}

variables {
  prefix           = "atendimento-test"
  name             = "oldest_event"
  unit             = "Seconds"
  alarm_above      = 60
  remedy           = "Look at the bus."
  period_seconds   = 120
  rings_in_silence = true
  alarm_topic_arn  = "arn:aws:sns:eu-west-1:123456789012:atendimento-test-alarms"
}

run "rings_above_and_in_silence" {
  command = plan

  assert {
    condition     = aws_cloudwatch_metric_alarm.this.namespace == "atendimento-test" && aws_cloudwatch_metric_alarm.this.metric_name == "oldest_event" && length(coalesce(aws_cloudwatch_metric_alarm.this.dimensions, {})) == 0
    error_message = "It is the metric that functions report, which has no dimensions."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this.threshold == 60 && aws_cloudwatch_metric_alarm.this.comparison_operator == "GreaterThanThreshold" && aws_cloudwatch_metric_alarm.this.period == 120
    error_message = "It rings above the threshold."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this.treat_missing_data == "breaching"
    error_message = "Who is started by the clock and says nothing fails."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this.alarm_description == "oldest_event is above 60 seconds, or nobody says, in three of five periods. Look at the bus."
    error_message = "The description says what rings, and what to do."
  }
}

run "silence_is_nothing_where_nobody_need_call" {
  command = plan

  variables {
    rings_in_silence = false
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this.treat_missing_data == "notBreaching"
    error_message = "Nobody called."
  }
}

run "refuses_what_cloudwatch_would" {
  command = plan

  variables {
    unit           = "Bananas"
    period_seconds = 90
    remedy         = ""
  }
  expect_failures = [var.unit, var.period_seconds, var.remedy]
}
