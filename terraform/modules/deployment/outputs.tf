output "deploy_role_arn" {
  description = "ARN of the role that deploys."
  value       = aws_iam_role.this["deploy"].arn
}

output "plan_role_arn" {
  description = "ARN of the role that plans and changes nothing."
  value       = aws_iam_role.this["plan"].arn
}

output "boundary_arn" {
  description = "ARN of the permission boundary of every role of the stack."
  value       = aws_iam_policy.boundary.arn
}
