# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_take_turn" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "post_turn"
  description          = "Takes a turn."
  memory_mb            = 256
  timeout_seconds      = 10
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  environment = {
    KEEP_WORKFLOW_ARN = module.workflow_keep.alias_arn
  }

  policy = templatefile("${path.module}/iam/take_turn.json.tftpl", {
    account   = local.account
    partition = local.partition
    prefix    = local.prefix
    region    = local.region
  })
}
