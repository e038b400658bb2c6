output "rule_arn" {
  description = "ARN of the rule, which its dead-letter queue lets in."
  value       = aws_cloudwatch_event_rule.this.arn
}

output "alarm_arns" {
  description = "ARNs of the alarms, for the dashboard."
  value       = [aws_cloudwatch_metric_alarm.failed.arn]
}
