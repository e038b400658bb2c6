output "arn" {
  description = "ARN of the state machine, without version or alias."
  value       = aws_sfn_state_machine.this.arn
}

output "alias_arn" {
  description = "ARN of the alias `live`, by which callers start the version last deployed."
  value       = aws_sfn_alias.live.arn
}

output "name" {
  description = "Physical name of the state machine."
  value       = aws_sfn_state_machine.this.name
}

output "role_arn" {
  description = "ARN of the machine's role."
  value       = aws_iam_role.this.arn
}

output "alarm_arns" {
  description = "ARNs of the alarms, for the dashboard."
  value = [for alarm in [
    aws_cloudwatch_metric_alarm.failed,
    aws_cloudwatch_metric_alarm.timed_out,
    aws_cloudwatch_metric_alarm.throttled,
  ] : alarm.arn]
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
