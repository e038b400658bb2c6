# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "alarms" {
  source = "../modules/alarm_topic"

  prefix = local.prefix
  emails = var.alarm_emails
}

locals {
  every_function = [module.function_count, module.function_report, module.function_sweep]
  every_workflow = []
  alarmed        = concat([], local.every_workflow, local.every_function, [], [], [module.dead_letters_count, module.dead_letters_report, module.dead_letters_sweep], [module.schedule_report, module.schedule_sweep], [module.subscription_count], [module.gauge_longest_call, module.gauge_open_tickets])
}
