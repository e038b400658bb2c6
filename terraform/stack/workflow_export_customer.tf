# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "workflow_export_customer" {
  source = "../modules/workflow"

  prefix               = local.prefix
  name                 = "export_customer"
  kind                 = "STANDARD"
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  definition = templatefile("${path.module}/asl/export_customer.asl.json", {
    function_give_up_privacy_request_arn = module.function_give_up_privacy_request.qualified_arn
    function_write_export_arn            = module.function_write_export.qualified_arn
    partition                            = local.partition
  })

  policy = templatefile("${path.module}/iam/export_customer.json.tftpl", {
    functions_of_export_customer = distinct(concat([module.function_give_up_privacy_request.qualified_arn, module.function_write_export.qualified_arn], lookup(local.in_flight, "export_customer", [])))
  })
}
