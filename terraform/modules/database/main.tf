locals {
  identifier    = "${var.prefix}-${var.name}"
  database_name = replace(var.name, "-", "_")
  log_exports   = toset(["postgresql", "upgrade"])

  memory_gib = {
    micro     = 1
    small     = 2
    medium    = 4
    large     = startswith(var.instance_class, "db.r") ? 16 : 8
    xlarge    = startswith(var.instance_class, "db.r") ? 32 : 16
    "2xlarge" = startswith(var.instance_class, "db.r") ? 64 : 32
    "4xlarge" = startswith(var.instance_class, "db.r") ? 128 : 64
  }[split(".", var.instance_class)[2]]

  # RDS would allow one connection per 9,531,392 bytes of what the operating system leaves, which no plan can know.
  # Three quarters of that, on the nominal memory, is a number that a plan can be checked against.
  max_connections = min(5000, floor(local.memory_gib * 1024 * 1024 * 1024 / 9531392 * 0.75))

  # PostgreSQL keeps 3 for superusers and RDS a few for itself; the migrator and an operator need theirs.
  connections_set_aside = 15

  client_connections = sum(concat([0], values(var.clients))) * var.connections_per_client
}

resource "aws_db_subnet_group" "this" {
  name       = local.identifier
  subnet_ids = var.network.subnet_ids
}

# Made here, so that retention is ours. RDS would make them without one.
resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_158: CloudWatch encrypts at rest; statements are logged without values, so a key of our own would add no protection.
  #checkov:skip=CKV_AWS_338: How long logs are kept is the environment's choice: dev keeps days, prod a year.
  for_each = local.log_exports

  name              = "/aws/rds/instance/${local.identifier}/${each.key}"
  retention_in_days = var.log_retention_days
}

resource "aws_db_instance" "this" {
  #checkov:skip=CKV_AWS_118: Enhanced monitoring needs one more role with a managed policy; alarms and Performance Insights do without.
  #checkov:skip=CKV_AWS_157: Multi-AZ is the environment's choice (var.multi_az); it doubles the price.
  #checkov:skip=CKV_AWS_293: Deletion protection is the environment's choice (var.deletion_protection).
  #checkov:skip=CKV_AWS_354: Performance Insights is encrypted with the AWS-managed key; it holds statements without values.
  identifier     = local.identifier
  engine         = "postgres"
  engine_version = "16"
  instance_class = var.instance_class
  db_name        = local.database_name

  # RDS makes the password and keeps it in Secrets Manager; functions sign in with IAM and never see it.
  username                            = "master"
  manage_master_user_password         = true
  iam_database_authentication_enabled = true

  allocated_storage = var.allocated_storage_gb
  storage_type      = "gp3"
  storage_encrypted = true

  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.this.id]
  publicly_accessible    = false
  multi_az               = var.multi_az
  port                   = 5432

  parameter_group_name       = aws_db_parameter_group.this.name
  auto_minor_version_upgrade = true

  backup_retention_period   = var.backup_retention_days
  copy_tags_to_snapshot     = true
  deletion_protection       = var.deletion_protection
  delete_automated_backups  = !var.deletion_protection
  skip_final_snapshot       = !var.deletion_protection
  final_snapshot_identifier = "${local.identifier}-final"

  performance_insights_enabled          = true
  performance_insights_retention_period = 7 # days; more is charged for
  enabled_cloudwatch_logs_exports       = local.log_exports

  depends_on = [aws_cloudwatch_log_group.this]
}
