# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "workflow_answer" {
  source = "../modules/workflow"

  prefix             = local.prefix
  name               = "answer"
  kind               = "EXPRESS"
  log_retention_days = var.log_retention_days

  definition = templatefile("${path.module}/asl/answer.asl.json", {
    classify     = module.function_classify.qualified_arn
    hand_over    = module.function_hand_over.qualified_arn
    load_history = module.function_load_history.qualified_arn
    partition    = local.partition
    write_reply  = module.function_write_reply.qualified_arn
  })

  policy = templatefile("${path.module}/iam/answer.json.tftpl", {
    classify     = module.function_classify.qualified_arn
    hand_over    = module.function_hand_over.qualified_arn
    load_history = module.function_load_history.qualified_arn
    write_reply  = module.function_write_reply.qualified_arn
  })
}
