# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "workflow_keep" {
  source = "../modules/workflow"

  prefix               = local.prefix
  name                 = "save"
  kind                 = "STANDARD"
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  definition = templatefile("${path.module}/asl/keep.asl.json", {
    function_await_reader_arn = module.function_await_reader.qualified_arn
    function_keep_turn_arn    = module.function_keep_turn.qualified_arn
    partition                 = local.partition
  })

  policy = templatefile("${path.module}/iam/keep.json.tftpl", {
    functions_of_keep = distinct(concat([module.function_await_reader.qualified_arn, module.function_keep_turn.qualified_arn], lookup(local.in_flight, "save", [])))
  })
}
