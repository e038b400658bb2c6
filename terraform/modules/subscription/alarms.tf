# One alarm metric, 0.10 USD a month. That the function failed for good is the alarm of its dead letters.

resource "aws_cloudwatch_metric_alarm" "failed" {
  alarm_name          = "${local.full_name}-event-failed"
  alarm_description   = "EventBridge could not start ${local.full_name}, nor keep the event: read the function's policy, and the dead-letter queue's."
  namespace           = "AWS/Events"
  metric_name         = "FailedInvocations"
  dimensions          = { EventBusName = var.event_bus_name, RuleName = aws_cloudwatch_event_rule.this.name }
  statistic           = "Sum"
  period              = 60
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # EventBridge reports no zeros
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
