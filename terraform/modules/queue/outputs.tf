output "arn" {
  description = "ARN of the queue."
  value       = aws_sqs_queue.this.arn
}

output "url" {
  description = "URL of the queue, which senders and receivers use."
  value       = aws_sqs_queue.this.url
}

output "dead_letter_arn" {
  description = "ARN of the dead-letter queue."
  value       = aws_sqs_queue.dead_letter.arn
}

output "dead_letter_name" {
  description = "Name of the dead-letter queue, the dimension QueueName of its depth alarm."
  value       = aws_sqs_queue.dead_letter.name
}

output "alarm_arns" {
  description = "ARNs of the alarms, for the dashboard."
  value = [for alarm in [
    aws_cloudwatch_metric_alarm.dead_letters,
    aws_cloudwatch_metric_alarm.age,
  ] : alarm.arn]
}
