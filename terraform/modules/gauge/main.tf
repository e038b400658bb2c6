# A metric that functions report, 0.30 USD a month, and the alarm on it, 0.10 USD. The metric exists once it is reported:
# functions write it to their logs, and CloudWatch takes it from there.

locals {
  full_name = "${var.prefix}-${var.name}"
  unit      = { Count = "", Seconds = " seconds" }[var.unit]
  silence   = var.rings_in_silence ? ", or nobody says" : ""
}

resource "aws_cloudwatch_metric_alarm" "this" {
  alarm_name          = "${local.full_name}-gauge"
  alarm_description   = "${var.name} is above ${var.alarm_above}${local.unit}${local.silence}, in three of five periods. ${var.remedy}"
  namespace           = var.prefix
  metric_name         = var.name
  unit                = var.unit
  statistic           = "Maximum"
  period              = var.period_seconds
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.alarm_above
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = var.rings_in_silence ? "breaching" : "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
