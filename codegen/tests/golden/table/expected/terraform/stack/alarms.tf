# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "alarms" {
  source = "../modules/alarm_topic"

  prefix = local.prefix
  emails = var.alarm_emails
}

locals {
  every_function = [module.function_load_ticket]
  every_workflow = []
  alarmed        = concat([], local.every_workflow, local.every_function, [module.database_desk], [])
}
