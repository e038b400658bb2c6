# Two alarm metrics, 0.20 USD a month.

resource "aws_cloudwatch_metric_alarm" "dead_letters" {
  alarm_name          = "${local.full_name}-queue-dead-letters"
  alarm_description   = "A message of ${local.full_name} was given up: mend what reads the queue, then have ${aws_sqs_queue.dead_letter.name} redriven. It keeps each for 14 days."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.dead_letter.name }
  statistic           = "Maximum"
  period              = 60
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # SQS says nothing of a queue that is empty and that nobody asks
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}

# By then a message that somebody reads is done with, or is a dead letter.
resource "aws_cloudwatch_metric_alarm" "age" {
  alarm_name          = "${local.full_name}-queue-age"
  alarm_description   = "A message of ${local.full_name} has waited for ${local.oldest_seconds} seconds: nobody reads the queue, or too slowly."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  dimensions          = { QueueName = aws_sqs_queue.this.name }
  statistic           = "Maximum"
  period              = 60
  comparison_operator = "GreaterThanThreshold"
  threshold           = local.oldest_seconds
  evaluation_periods  = 5
  treat_missing_data  = "notBreaching" # nothing waits
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}

locals {
  oldest_seconds = max(60, var.visibility_timeout_seconds * var.max_receive_count)
}
