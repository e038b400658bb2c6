# Two alarm metrics, 0.20 USD a month. That the function failed for good is the alarm of its dead letters.

resource "aws_cloudwatch_metric_alarm" "failed" {
  for_each = {
    dropped = { metric = "InvocationDroppedCount", what = "gave up starting ${local.full_name}: the function's throttles, or the role" }
    lost    = { metric = "InvocationsFailedToBeSentToDeadLetterCount", what = "could not keep that it gave up starting ${local.full_name}: read the queue's policy, and the role's" }
  }

  alarm_name          = "${local.full_name}-schedule-${each.key}"
  alarm_description   = "Scheduler ${each.value.what}."
  namespace           = "AWS/Scheduler"
  metric_name         = each.value.metric
  dimensions          = { ScheduleGroup = aws_scheduler_schedule_group.this.name }
  statistic           = "Sum"
  period              = 60
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # nothing went wrong
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
