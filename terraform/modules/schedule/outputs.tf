output "arn" {
  description = "ARN of the schedule."
  value       = aws_scheduler_schedule.this.arn
}

output "role_arn" {
  description = "ARN of the role that starts the function."
  value       = aws_iam_role.this.arn
}

output "alarm_arns" {
  description = "ARNs of the alarms, for the dashboard."
  value       = [for alarm in values(aws_cloudwatch_metric_alarm.failed) : alarm.arn]
}
