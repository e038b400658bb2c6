# One alarm metric, 0.10 USD a month.

resource "aws_cloudwatch_metric_alarm" "undelivered" {
  alarm_name          = "${local.full_name}-undelivered"
  alarm_description   = "${local.full_name} failed for good on what started it: read the function's log, mend it, and send what is in ${aws_sqs_queue.this.name} again. It keeps each for 14 days."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.this.name }
  statistic           = "Maximum"
  period              = 60
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # SQS says nothing of a queue that is empty and that nobody asks
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
