# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "workflow_answer_message" {
  source = "../modules/workflow"

  prefix             = local.prefix
  name               = "answer_message"
  kind               = "EXPRESS"
  log_retention_days = var.log_retention_days

  definition = templatefile("${path.module}/asl/answer_message.asl.json", {
    classify_intent  = module.function_classify_intent.qualified_arn
    generate_reply   = module.function_generate_reply.qualified_arn
    load_history     = module.function_load_history.qualified_arn
    partition        = local.partition
    publish_answered = module.function_publish_answered.qualified_arn
    save_turn        = module.function_save_turn.qualified_arn
  })

  policy = templatefile("${path.module}/iam/answer_message.json.tftpl", {
    classify_intent  = module.function_classify_intent.qualified_arn
    generate_reply   = module.function_generate_reply.qualified_arn
    load_history     = module.function_load_history.qualified_arn
    publish_answered = module.function_publish_answered.qualified_arn
    save_turn        = module.function_save_turn.qualified_arn
  })
}
