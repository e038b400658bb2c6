# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "workflow_answer" {
  source = "../modules/workflow"

  prefix               = local.prefix
  name                 = "answer"
  kind                 = "EXPRESS"
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  definition = templatefile("${path.module}/asl/answer.asl.json", {
    function_classify_arn     = module.function_classify.qualified_arn
    function_hand_over_arn    = module.function_hand_over.qualified_arn
    function_load_history_arn = module.function_load_history.qualified_arn
    function_write_reply_arn  = module.function_write_reply.qualified_arn
    partition                 = local.partition
  })

  policy = templatefile("${path.module}/iam/answer.json.tftpl", {
    functions_of_answer = distinct(concat([module.function_classify.qualified_arn, module.function_hand_over.qualified_arn, module.function_load_history.qualified_arn, module.function_write_reply.qualified_arn], lookup(local.in_flight, "answer", [])))
  })
}
