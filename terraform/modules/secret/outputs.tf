output "arn" {
  description = "Full ARN of the secret, with the six characters that Secrets Manager adds."
  value       = aws_secretsmanager_secret.this.arn
}

output "name" {
  description = "Physical name of the secret, for putting the value in."
  value       = aws_secretsmanager_secret.this.name
}
