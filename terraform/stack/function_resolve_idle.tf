# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_resolve_idle" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "resolve_idle"
  description          = "Settles conversations in which nothing has happened for three days."
  memory_mb            = 256
  timeout_seconds      = 60
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary
  reserved_concurrency = var.concurrency.resolve_idle
  network = {
    subnet_ids         = module.network.private_subnet_ids
    security_group_ids = [module.network.function_security_group_id]
  }

  environment = {
    DATABASE_AUTHENTICATION = "iam"
    DATABASE_URL            = "postgres://resolve_idle@${module.database_platform.address}:${module.database_platform.port}/${module.database_platform.database_name}?sslmode=verify-full"
  }
  dead_letters = {
    arn = module.dead_letters_resolve_idle.arn
  }

  policy = templatefile("${path.module}/iam/resolve_idle.json.tftpl", {
    account                       = local.account
    database_platform_resource_id = module.database_platform.resource_id
    partition                     = local.partition
    prefix                        = local.prefix
    region                        = local.region
  })

  after = aws_lambda_invocation.migrate_platform.id
}

module "schedule_resolve_idle" {
  source = "../modules/schedule"

  prefix               = local.prefix
  name                 = "resolve_idle"
  expression           = "rate(15 minutes)"
  function_name        = module.function_resolve_idle.name
  function_arn         = module.function_resolve_idle.alias_arn
  dead_letter_arn      = module.dead_letters_resolve_idle.arn
  max_age_seconds      = 900
  permissions_boundary = local.permissions_boundary
  alarm_topic_arn      = module.alarms.arn
}

module "dead_letters_resolve_idle" {
  source = "../modules/dead_letters"

  prefix          = local.prefix
  name            = "resolve_idle"
  alarm_topic_arn = module.alarms.arn
}
