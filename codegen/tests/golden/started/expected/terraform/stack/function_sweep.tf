# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_sweep" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "sweep"
  description          = "Closes the tickets that nobody touched."
  memory_mb            = 256
  timeout_seconds      = 60
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  environment = {
    DESK_EVENT_BUS  = module.event_bus_desk.name
    GAUGE_NAMESPACE = local.prefix
  }
  dead_letters = {
    arn = module.dead_letters_sweep.arn
  }

  policy = templatefile("${path.module}/iam/sweep.json.tftpl", {
    account            = local.account
    event_bus_desk_arn = module.event_bus_desk.arn
    partition          = local.partition
    prefix             = local.prefix
    region             = local.region
  })
}

module "schedule_sweep" {
  source = "../modules/schedule"

  prefix               = local.prefix
  name                 = "sweep"
  expression           = "rate(5 minutes)"
  function_name        = module.function_sweep.name
  function_arn         = module.function_sweep.alias_arn
  dead_letter_arn      = module.dead_letters_sweep.arn
  max_age_seconds      = 300
  permissions_boundary = local.permissions_boundary
  alarm_topic_arn      = module.alarms.arn
}

module "dead_letters_sweep" {
  source = "../modules/dead_letters"

  prefix          = local.prefix
  name            = "sweep"
  alarm_topic_arn = module.alarms.arn
}
