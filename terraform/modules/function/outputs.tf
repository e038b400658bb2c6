output "arn" {
  description = "ARN of the function, without a version."
  value       = aws_lambda_function.this.arn
}

output "qualified_arn" {
  description = "ARN of the version just published: what machines name."
  value       = aws_lambda_function.this.qualified_arn
}

output "alias_arn" {
  description = "ARN of the alias `live`, which leads to the version just published: for routes and rules."
  value       = aws_lambda_alias.live.arn
}

output "alias_name" {
  description = "Name of the alias `live`. What refers to it comes after the alias leads to the version just published."
  value       = aws_lambda_alias.live.name
}

output "name" {
  description = "Physical name of the function."
  value       = aws_lambda_function.this.function_name
}

output "role_arn" {
  description = "ARN of the function's role."
  value       = aws_iam_role.this.arn
}

output "role_name" {
  description = "Name of the function's role."
  value       = aws_iam_role.this.name
}

output "log_group_name" {
  description = "Log group of the function, for metric filters and queries."
  value       = aws_cloudwatch_log_group.this.name
}

output "alarm_arns" {
  description = "ARNs of the alarms, for the dashboard."
  value = [for alarm in concat([
    aws_cloudwatch_metric_alarm.errors,
    aws_cloudwatch_metric_alarm.throttles,
    aws_cloudwatch_metric_alarm.duration,
  ], values(aws_cloudwatch_metric_alarm.lost)) : alarm.arn]
}

output "reserved_concurrency" {
  description = "How many invocations may run at once; null shares the account's pool."
  value       = aws_lambda_function.this.reserved_concurrent_executions
}

output "log_retention_days" {
  description = "Days that logs are kept."
  value       = aws_cloudwatch_log_group.this.retention_in_days
}

output "actions_on_everything" {
  description = "What the role may do to any resource, or with any action: for tests of an environment, and for whoever asks."
  value = distinct(flatten([
    for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : [
      for action in flatten([statement.Action]) : action
      if statement.Effect == "Allow" && (contains(flatten([statement.Resource]), "*") || strcontains(action, "*"))
    ]
  ]))
}
