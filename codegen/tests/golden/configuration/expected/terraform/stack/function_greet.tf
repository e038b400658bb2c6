# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_greet" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "greet"
  description          = "Greets a customer."
  memory_mb            = 128
  timeout_seconds      = 3
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  environment = {
    DESK_CONFIGURATION_ARN = module.configurations.arns["desk"]
  }

  policy = templatefile("${path.module}/iam/greet.json.tftpl", {
    account                = local.account
    configuration_desk_arn = module.configurations.arns["desk"]
    partition              = local.partition
    prefix                 = local.prefix
    region                 = local.region
  })
}
