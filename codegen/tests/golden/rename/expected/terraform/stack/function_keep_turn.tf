# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_keep_turn" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "save_turn"
  description          = "Keeps one turn of a conversation."
  memory_mb            = 256
  timeout_seconds      = 10
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary
  reserved_concurrency = var.concurrency.keep_turn
  network = {
    subnet_ids         = module.network.private_subnet_ids
    security_group_ids = [module.network.function_security_group_id]
  }

  environment = {
    DATABASE_AUTHENTICATION = "iam"
    DATABASE_URL            = "postgres://save_turn@${module.database_desk.address}:${module.database_desk.port}/${module.database_desk.database_name}?sslmode=verify-full"
  }

  policy = templatefile("${path.module}/iam/keep_turn.json.tftpl", {
    account                   = local.account
    database_desk_resource_id = module.database_desk.resource_id
    partition                 = local.partition
    prefix                    = local.prefix
    region                    = local.region
  })
}
