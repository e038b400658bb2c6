# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "workflow_escalate" {
  source = "../modules/workflow"

  prefix               = local.prefix
  name                 = "escalate"
  kind                 = "STANDARD"
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  definition = templatefile("${path.module}/asl/escalate.asl.json", {
    function_ask_back_arn  = module.function_ask_back.qualified_arn
    function_hand_over_arn = module.function_hand_over.qualified_arn
    function_tell_arn      = module.function_tell.qualified_arn
    partition              = local.partition
  })

  policy = templatefile("${path.module}/iam/escalate.json.tftpl", {
    functions_of_escalate = distinct(concat([module.function_ask_back.qualified_arn, module.function_hand_over.qualified_arn, module.function_tell.qualified_arn], lookup(local.in_flight, "escalate", [])))
  })
}
