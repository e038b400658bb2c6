# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_close_ticket" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "close_ticket"
  description          = "Closes a ticket, and tells everyone."
  memory_mb            = 256
  timeout_seconds      = 10
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  environment = {
    DESK_EVENT_BUS        = module.event_bus_desk.name
    MAIL_QUEUE_URL        = module.queue_mail.url
    MAIL_TOKEN_SECRET_ARN = module.secret_mail_token.arn
  }

  policy = templatefile("${path.module}/iam/close_ticket.json.tftpl", {
    account               = local.account
    event_bus_desk_arn    = module.event_bus_desk.arn
    partition             = local.partition
    prefix                = local.prefix
    region                = local.region
    secret_mail_token_arn = module.secret_mail_token.arn
  })
}
