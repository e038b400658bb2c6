# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_publish_answered" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "publish_answered"
  description          = "Announces that a customer was answered."
  memory_mb            = 256
  timeout_seconds      = 5
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  environment = {
    PLATFORM_EVENTS_EVENT_BUS = module.event_bus_platform_events.name
  }

  policy = templatefile("${path.module}/iam/publish_answered.json.tftpl", {
    account                       = local.account
    event_bus_platform_events_arn = module.event_bus_platform_events.arn
    partition                     = local.partition
    prefix                        = local.prefix
    region                        = local.region
  })
}
