# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_open" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "open"
  description          = "Says that the desk is open; whoever asks."
  memory_mb            = 256
  timeout_seconds      = 5
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  policy = templatefile("${path.module}/iam/open.json.tftpl", {
    account   = local.account
    partition = local.partition
    prefix    = local.prefix
    region    = local.region
  })
}
