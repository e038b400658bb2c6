output "address" {
  description = "Host name of the instance."
  value       = aws_db_instance.this.address
}

output "port" {
  description = "Port of the instance."
  value       = aws_db_instance.this.port
}

output "resource_id" {
  description = "Resource id (`db-…`), by which rds-db:connect names the instance."
  value       = aws_db_instance.this.resource_id
}

output "identifier" {
  description = "Identifier of the instance, the dimension DBInstanceIdentifier of its metrics and the name to snapshot."
  value       = aws_db_instance.this.identifier
}

output "arn" {
  description = "ARN of the instance."
  value       = aws_db_instance.this.arn
}

output "database_name" {
  description = "Name of the database in the instance."
  value       = aws_db_instance.this.db_name
}

output "security_group_id" {
  description = "Security group of the instance."
  value       = aws_security_group.this.id
}

output "master_secret_arn" {
  description = "Secret with the master user's password, which RDS made and rotates. For the migrator's first run and emergencies."
  value       = one(aws_db_instance.this.master_user_secret[*].secret_arn)
}

output "max_connections" {
  description = "Connections that the instance takes, known at plan time."
  value       = local.max_connections
}

output "alarm_arns" {
  description = "ARNs of the alarms, for the dashboard."
  value = [for alarm in [
    aws_cloudwatch_metric_alarm.processor,
    aws_cloudwatch_metric_alarm.connections,
    aws_cloudwatch_metric_alarm.storage,
    aws_cloudwatch_metric_alarm.memory,
  ] : alarm.arn]
}
