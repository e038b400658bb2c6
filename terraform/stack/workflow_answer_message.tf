# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "workflow_answer_message" {
  source = "../modules/workflow"

  prefix               = local.prefix
  name                 = "answer_message"
  kind                 = "EXPRESS"
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  definition = templatefile("${path.module}/asl/answer_message.asl.json", {
    function_classify_intent_arn  = module.function_classify_intent.qualified_arn
    function_escalate_arn         = module.function_escalate.qualified_arn
    function_generate_reply_arn   = module.function_generate_reply.qualified_arn
    function_load_history_arn     = module.function_load_history.qualified_arn
    function_publish_answered_arn = module.function_publish_answered.qualified_arn
    function_save_turn_arn        = module.function_save_turn.qualified_arn
    partition                     = local.partition
  })

  policy = templatefile("${path.module}/iam/answer_message.json.tftpl", {
    functions_of_answer_message = distinct(concat([module.function_classify_intent.qualified_arn, module.function_escalate.qualified_arn, module.function_generate_reply.qualified_arn, module.function_load_history.qualified_arn, module.function_publish_answered.qualified_arn, module.function_save_turn.qualified_arn], lookup(local.in_flight, "answer_message", [])))
  })
}
