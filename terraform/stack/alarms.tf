# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "alarms" {
  source = "../modules/alarm_topic"

  prefix = local.prefix
  emails = var.alarm_emails
}

locals {
  every_function = [module.function_accept_handover, module.function_add_tenant, module.function_classify_intent, module.function_complete_handover, module.function_end_handover, module.function_escalate, module.function_generate_reply, module.function_load_history, module.function_migrate_platform, module.function_post_message, module.function_publish_answered, module.function_reply_to_customer, module.function_request_handover, module.function_save_turn, module.function_wait_for_agent]
  every_workflow = [module.workflow_answer_message, module.workflow_hand_over]
  alarmed        = concat([module.api], local.every_workflow, local.every_function, [module.database_platform], [])
}
