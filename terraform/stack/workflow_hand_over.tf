# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "workflow_hand_over" {
  source = "../modules/workflow"

  prefix               = local.prefix
  name                 = "hand_over"
  kind                 = "STANDARD"
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  definition = templatefile("${path.module}/asl/hand_over.asl.json", {
    function_end_handover_arn   = module.function_end_handover.qualified_arn
    function_wait_for_agent_arn = module.function_wait_for_agent.qualified_arn
    partition                   = local.partition
  })

  policy = templatefile("${path.module}/iam/hand_over.json.tftpl", {
    functions_of_hand_over = distinct(concat([module.function_end_handover.qualified_arn, module.function_wait_for_agent.qualified_arn], lookup(local.in_flight, "hand_over", [])))
  })
}
