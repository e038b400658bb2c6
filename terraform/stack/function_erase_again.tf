# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_erase_again" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "erase_again"
  description          = "Erases customers once more whom a backup has brought back: replay `CustomerErased` from the bus's archive after the database is restored."
  memory_mb            = 256
  timeout_seconds      = 10
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary
  reserved_concurrency = var.concurrency.erase_again
  network = {
    subnet_ids         = module.network.private_subnet_ids
    security_group_ids = [module.network.function_security_group_id]
  }

  environment = {
    CARRY_OUT_PRIVACY_REQUEST_WORKFLOW_ARN = module.workflow_carry_out_privacy_request.alias_arn
    DATABASE_AUTHENTICATION                = "iam"
    DATABASE_URL                           = "postgres://erase_again@${module.database_platform.address}:${module.database_platform.port}/${module.database_platform.database_name}?sslmode=verify-full"
  }
  dead_letters = {
    arn = module.dead_letters_erase_again.arn
  }

  policy = templatefile("${path.module}/iam/erase_again.json.tftpl", {
    account                       = local.account
    database_platform_resource_id = module.database_platform.resource_id
    partition                     = local.partition
    prefix                        = local.prefix
    region                        = local.region
  })

  after = aws_lambda_invocation.migrate_platform.id
}

module "subscription_erase_again" {
  source = "../modules/subscription"

  prefix          = local.prefix
  name            = "erase_again"
  description     = "CustomerErased starts erase_again."
  event_bus_name  = module.event_bus_platform_events.name
  event_source    = "atendimento.privacy"
  detail_type     = "CustomerErased"
  function_name   = module.function_erase_again.name
  function_arn    = module.function_erase_again.alias_arn
  dead_letter_arn = module.dead_letters_erase_again.arn
  alarm_topic_arn = module.alarms.arn
}

module "dead_letters_erase_again" {
  source = "../modules/dead_letters"

  prefix          = local.prefix
  name            = "erase_again"
  alarm_topic_arn = module.alarms.arn
  event_rule_arn  = module.subscription_erase_again.rule_arn
}
