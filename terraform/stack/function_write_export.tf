# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_write_export" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "write_export"
  description          = "Writes the next files of an export; whether that was all."
  memory_mb            = 512
  timeout_seconds      = 60
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary
  reserved_concurrency = var.concurrency.write_export
  network = {
    subnet_ids         = module.network.private_subnet_ids
    security_group_ids = [module.network.function_security_group_id]
  }

  environment = {
    DATABASE_AUTHENTICATION = "iam"
    DATABASE_URL            = "postgres://write_export@${module.database_platform.address}:${module.database_platform.port}/${module.database_platform.database_name}?sslmode=verify-full"
    EXPORTS_BUCKET          = module.bucket_exports.name
  }

  policy = templatefile("${path.module}/iam/write_export.json.tftpl", {
    account                       = local.account
    bucket_exports_objects_arn    = module.bucket_exports.objects_arn
    database_platform_resource_id = module.database_platform.resource_id
    partition                     = local.partition
    prefix                        = local.prefix
    region                        = local.region
  })

  after = aws_lambda_invocation.migrate_platform.id
}
