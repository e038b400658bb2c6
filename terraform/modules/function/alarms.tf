# Four alarm metrics for each function (a quotient counts two), 0.40 USD a month; one more where it has dead letters.

# What fails again and again. A failure that a retry mends is not worth a call: what retries do not mend fails the
# machine, the API or the queue behind, whose own alarms ring at the first one.
resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "${local.full_name}-errors"
  alarm_description   = "More than 5 % of the invocations of ${local.full_name} failed, in three of five minutes. Its log: ${aws_cloudwatch_log_group.this.name}."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching" # nobody called
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]

  metric_query {
    id          = "share"
    expression  = "IF(invocations > 0, 100 * errors / invocations, 0)"
    label       = "Failed, in percent"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { errors = "Errors", invocations = "Invocations" }
    content {
      id = metric_query.key
      metric {
        namespace   = "AWS/Lambda"
        metric_name = metric_query.value
        dimensions  = { FunctionName = aws_lambda_function.this.function_name }
        period      = 60
        stat        = "Sum"
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "throttles" {
  alarm_name          = "${local.full_name}-throttles"
  alarm_description   = "${local.full_name} was refused invocations in three of five minutes: its reserved concurrency, or the account's, is used up."
  namespace           = "AWS/Lambda"
  metric_name         = "Throttles"
  dimensions          = { FunctionName = aws_lambda_function.this.function_name }
  statistic           = "Sum"
  period              = 60
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching" # nobody called
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}

# The 99th percentile, since one slow call in a thousand is no trend; with few calls it is the slowest of them.
resource "aws_cloudwatch_metric_alarm" "duration" {
  alarm_name          = "${local.full_name}-duration"
  alarm_description   = "The slowest percent of the invocations of ${local.full_name} took 80 % of its ${var.timeout_seconds} seconds or more, in three of five minutes: time-outs are near."
  namespace           = "AWS/Lambda"
  metric_name         = "Duration"
  dimensions          = { FunctionName = aws_lambda_function.this.function_name }
  extended_statistic  = "p99"
  period              = 60
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = var.timeout_seconds * 1000 * 0.8
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching" # nobody called
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}

# An event that failed for good and could not be kept either is lost. That one waits in the queue is the queue's alarm.
resource "aws_cloudwatch_metric_alarm" "lost" {
  for_each = var.dead_letters == null ? {} : { dead_letters = var.dead_letters }

  alarm_name          = "${local.full_name}-lost"
  alarm_description   = "Events that ${local.full_name} failed on could not be written to the dead-letter queue and are lost: read its policy, and the queue's."
  namespace           = "AWS/Lambda"
  metric_name         = "DeadLetterErrors"
  dimensions          = { FunctionName = aws_lambda_function.this.function_name }
  statistic           = "Sum"
  period              = 60
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
