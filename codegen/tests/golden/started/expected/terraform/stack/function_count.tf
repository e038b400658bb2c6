# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_count" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "count"
  description          = "Counts closed tickets."
  memory_mb            = 256
  timeout_seconds      = 10
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  environment = {
    GAUGE_NAMESPACE = local.prefix
  }
  dead_letters = {
    arn = module.dead_letters_count.arn
  }

  policy = templatefile("${path.module}/iam/count.json.tftpl", {
    account   = local.account
    partition = local.partition
    prefix    = local.prefix
    region    = local.region
  })
}

module "subscription_count" {
  source = "../modules/subscription"

  prefix          = local.prefix
  name            = "count"
  description     = "TicketClosed starts count."
  event_bus_name  = module.event_bus_desk.name
  event_source    = "desk.tickets"
  detail_type     = "TicketClosed"
  function_name   = module.function_count.name
  function_arn    = module.function_count.alias_arn
  dead_letter_arn = module.dead_letters_count.arn
  alarm_topic_arn = module.alarms.arn
}

module "dead_letters_count" {
  source = "../modules/dead_letters"

  prefix          = local.prefix
  name            = "count"
  alarm_topic_arn = module.alarms.arn
  event_rule_arn  = module.subscription_count.rule_arn
}
