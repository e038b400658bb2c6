# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_delete_expired" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "delete_expired"
  description          = "Deletes idempotency keys after a day, published events after a week, limits that limit nothing, and settled conversations after as many days as their tenant wants them kept."
  memory_mb            = 256
  timeout_seconds      = 300
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary
  reserved_concurrency = var.concurrency.delete_expired
  network = {
    subnet_ids         = module.network.private_subnet_ids
    security_group_ids = [module.network.function_security_group_id]
  }

  environment = {
    DATABASE_AUTHENTICATION = "iam"
    DATABASE_URL            = "postgres://delete_expired@${module.database_platform.address}:${module.database_platform.port}/${module.database_platform.database_name}?sslmode=verify-full"
  }
  dead_letters = {
    arn = module.dead_letters_delete_expired.arn
  }

  policy = templatefile("${path.module}/iam/delete_expired.json.tftpl", {
    account                       = local.account
    database_platform_resource_id = module.database_platform.resource_id
    partition                     = local.partition
    prefix                        = local.prefix
    region                        = local.region
  })

  after = aws_lambda_invocation.migrate_platform.id
}

module "schedule_delete_expired" {
  source = "../modules/schedule"

  prefix               = local.prefix
  name                 = "delete_expired"
  expression           = "rate(1 hour)"
  function_name        = module.function_delete_expired.name
  function_arn         = module.function_delete_expired.alias_arn
  dead_letter_arn      = module.dead_letters_delete_expired.arn
  max_age_seconds      = 3600
  permissions_boundary = local.permissions_boundary
  alarm_topic_arn      = module.alarms.arn
}

module "dead_letters_delete_expired" {
  source = "../modules/dead_letters"

  prefix          = local.prefix
  name            = "delete_expired"
  alarm_topic_arn = module.alarms.arn
}
