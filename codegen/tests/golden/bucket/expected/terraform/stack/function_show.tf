# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_show" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "show"
  description          = "Says where a letter can be read for a while."
  memory_mb            = 256
  timeout_seconds      = 10
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary
  reserved_concurrency = var.concurrency.show
  network = {
    subnet_ids         = module.network.private_subnet_ids
    security_group_ids = [module.network.function_security_group_id]
  }

  environment = {
    DATABASE_AUTHENTICATION = "iam"
    DATABASE_URL            = "postgres://show@${module.database_desk.address}:${module.database_desk.port}/${module.database_desk.database_name}?sslmode=verify-full"
    PRINTED_BUCKET          = module.bucket_printed.name
  }

  policy = templatefile("${path.module}/iam/show.json.tftpl", {
    account                    = local.account
    bucket_printed_arn         = module.bucket_printed.arn
    bucket_printed_objects_arn = module.bucket_printed.objects_arn
    database_desk_resource_id  = module.database_desk.resource_id
    partition                  = local.partition
    prefix                     = local.prefix
    region                     = local.region
  })
}
