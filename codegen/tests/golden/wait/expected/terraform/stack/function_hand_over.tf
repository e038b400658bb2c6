# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_hand_over" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "hand_over"
  description          = "Puts a conversation into the agents' queue, and waits for one of them."
  memory_mb            = 256
  timeout_seconds      = 20
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  policy = templatefile("${path.module}/iam/hand_over.json.tftpl", {
    account   = local.account
    partition = local.partition
    prefix    = local.prefix
    region    = local.region
  })
}
