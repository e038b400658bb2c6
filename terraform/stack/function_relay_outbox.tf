# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_relay_outbox" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "relay_outbox"
  description          = "Publishes the events that could not be published when they were stored, and reports what is left."
  memory_mb            = 256
  timeout_seconds      = 60
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary
  reserved_concurrency = var.concurrency.relay_outbox
  network = {
    subnet_ids         = module.network.private_subnet_ids
    security_group_ids = [module.network.function_security_group_id]
  }

  environment = {
    DATABASE_AUTHENTICATION   = "iam"
    DATABASE_URL              = "postgres://relay_outbox@${module.database_platform.address}:${module.database_platform.port}/${module.database_platform.database_name}?sslmode=verify-full"
    GAUGE_NAMESPACE           = local.prefix
    PLATFORM_EVENTS_EVENT_BUS = module.event_bus_platform_events.name
  }
  dead_letters = {
    arn = module.dead_letters_relay_outbox.arn
  }

  policy = templatefile("${path.module}/iam/relay_outbox.json.tftpl", {
    account                       = local.account
    database_platform_resource_id = module.database_platform.resource_id
    event_bus_platform_events_arn = module.event_bus_platform_events.arn
    partition                     = local.partition
    prefix                        = local.prefix
    region                        = local.region
  })

  after = aws_lambda_invocation.migrate_platform.id
}

module "schedule_relay_outbox" {
  source = "../modules/schedule"

  prefix               = local.prefix
  name                 = "relay_outbox"
  expression           = "rate(1 minute)"
  function_name        = module.function_relay_outbox.name
  function_arn         = module.function_relay_outbox.alias_arn
  dead_letter_arn      = module.dead_letters_relay_outbox.arn
  max_age_seconds      = 60
  permissions_boundary = local.permissions_boundary
  alarm_topic_arn      = module.alarms.arn
}

module "dead_letters_relay_outbox" {
  source = "../modules/dead_letters"

  prefix          = local.prefix
  name            = "relay_outbox"
  alarm_topic_arn = module.alarms.arn
}
