# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "workflow_carry_out_privacy_request" {
  source = "../modules/workflow"

  prefix               = local.prefix
  name                 = "carry_out_privacy_request"
  kind                 = "STANDARD"
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  definition = templatefile("${path.module}/asl/carry_out_privacy_request.asl.json", {
    function_delete_exports_arn          = module.function_delete_exports.qualified_arn
    function_erase_customer_arn          = module.function_erase_customer.qualified_arn
    function_finish_erasure_arn          = module.function_finish_erasure.qualified_arn
    function_give_up_privacy_request_arn = module.function_give_up_privacy_request.qualified_arn
    partition                            = local.partition
  })

  policy = templatefile("${path.module}/iam/carry_out_privacy_request.json.tftpl", {
    functions_of_carry_out_privacy_request = distinct(concat([module.function_delete_exports.qualified_arn, module.function_erase_customer.qualified_arn, module.function_finish_erasure.qualified_arn, module.function_give_up_privacy_request.qualified_arn], lookup(local.in_flight, "carry_out_privacy_request", [])))
  })
}
