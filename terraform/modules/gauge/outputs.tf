output "alarm_arns" {
  description = "ARN of the alarm, for the dashboard."
  value       = [aws_cloudwatch_metric_alarm.this.arn]
}
