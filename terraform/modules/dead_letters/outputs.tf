output "arn" {
  description = "ARN of the queue."
  value       = aws_sqs_queue.this.arn
}

output "name" {
  description = "Name of the queue, from which its messages are sent again."
  value       = aws_sqs_queue.this.name
}

output "alarm_arns" {
  description = "ARNs of the alarms, for the dashboard."
  value       = [aws_cloudwatch_metric_alarm.undelivered.arn]
}
