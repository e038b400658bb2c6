# Four alarm metrics for an Express machine (a quotient counts two), 0.40 USD a month; three for a Standard one. AWS publishes them for Standard and
# Express machines alike, and under the machine's own ARN, whichever version or alias was started.

locals {
  # Of Express executions, which may be thousands a minute, a share counts; a Standard execution is worth a look each.
  failed = {
    EXPRESS  = { percent = 5, metrics = { failed = "ExecutionsFailed", started = "ExecutionsStarted" } }
    STANDARD = { percent = 0, metrics = { failed = "ExecutionsFailed" } }
  }[var.kind]
}

resource "aws_cloudwatch_metric_alarm" "failed" {
  alarm_name          = "${local.full_name}-workflow-failed"
  alarm_description   = "More than ${local.failed.percent} % of the executions of ${local.full_name} failed within five minutes, retries notwithstanding."
  comparison_operator = "GreaterThanThreshold"
  threshold           = local.failed.percent
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # nothing was started
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]

  # What fails now may have been started in the period before: without a start in this one, all of it counts.
  metric_query {
    id          = "share"
    expression  = "IF(failed > 0, 100 * failed / MAX([${join(", ", keys(local.failed.metrics))}]), 0)"
    label       = "Failed, in percent"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = local.failed.metrics
    content {
      id = metric_query.key
      metric {
        namespace   = "AWS/States"
        metric_name = metric_query.value
        dimensions  = { StateMachineArn = aws_sfn_state_machine.this.arn }
        period      = 300
        stat        = "Sum"
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "timed_out" {
  alarm_name          = "${local.full_name}-workflow-timed-out"
  alarm_description   = "An execution of ${local.full_name} took longer than it may as a whole."
  namespace           = "AWS/States"
  metric_name         = "ExecutionsTimedOut"
  dimensions          = { StateMachineArn = aws_sfn_state_machine.this.arn }
  statistic           = "Sum"
  period              = 300
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # nothing was started
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "throttled" {
  alarm_name          = "${local.full_name}-workflow-throttled"
  alarm_description   = "Step Functions slowed ${local.full_name} down, in three of five minutes: the account's rate of starts or transitions is used up."
  namespace           = "AWS/States"
  metric_name         = "ExecutionThrottled"
  dimensions          = { StateMachineArn = aws_sfn_state_machine.this.arn }
  statistic           = "Sum"
  period              = 60
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching" # nothing was started
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
