# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_add_desk" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "add_desk"
  description          = "Puts the person's desk into the access token."
  memory_mb            = 128
  timeout_seconds      = 4
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  policy = templatefile("${path.module}/iam/add_desk.json.tftpl", {
    account   = local.account
    partition = local.partition
    prefix    = local.prefix
    region    = local.region
  })
}
