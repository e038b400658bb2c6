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

output "client_connections" {
  description = "Connections that all clients together may open, which the plan has checked against what the instance takes."
  value       = local.client_connections
}

output "safety" {
  description = "What keeps the data, and keeps others from it: for tests of an environment, and for whoever asks."
  value = {
    instance_class        = aws_db_instance.this.instance_class
    deletion_protection   = aws_db_instance.this.deletion_protection
    final_snapshot        = !aws_db_instance.this.skip_final_snapshot
    multi_az              = aws_db_instance.this.multi_az
    backup_retention_days = aws_db_instance.this.backup_retention_period
    encrypted             = aws_db_instance.this.storage_encrypted
    public                = aws_db_instance.this.publicly_accessible
    iam_authentication    = aws_db_instance.this.iam_database_authentication_enabled
    tls_only              = contains([for parameter in aws_db_parameter_group.this.parameter : "${parameter.name}=${parameter.value}"], "rds.force_ssl=1")
  }
}
