# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "alarms" {
  source = "../modules/alarm_topic"

  prefix = local.prefix
  emails = var.alarm_emails
}

locals {
  every_function = [module.function_accept_handover, module.function_add_tenant, module.function_change_conversation, module.function_classify_intent, module.function_complete_handover, module.function_create_conversation, module.function_delete_expired, module.function_delete_exports, module.function_delete_feedback, module.function_end_handover, module.function_erase_again, module.function_erase_customer, module.function_escalate, module.function_finish_erasure, module.function_generate_reply, module.function_get_conversation, module.function_get_handover, module.function_get_message, module.function_get_message_v2, module.function_get_openapi, module.function_get_privacy_request, module.function_get_usage, module.function_give_up_privacy_request, module.function_healthz, module.function_list_conversations, module.function_list_flags, module.function_list_handovers, module.function_list_messages, module.function_list_prompts, module.function_load_history, module.function_migrate_platform, module.function_post_in_conversation, module.function_post_message, module.function_publish_answered, module.function_put_feedback, module.function_put_flag, module.function_readyz, module.function_refresh_token_keys, module.function_relay_outbox, module.function_reopen_conversation, module.function_reply_to_customer, module.function_request_erasure, module.function_request_export, module.function_request_handover, module.function_resolve_conversation, module.function_resolve_idle, module.function_save_turn, module.function_sweep_messages, module.function_wait_for_agent, module.function_write_export]
  every_workflow = [module.workflow_answer_message, module.workflow_carry_out_privacy_request, module.workflow_export_customer, module.workflow_hand_over]
  alarmed        = concat([module.api], local.every_workflow, local.every_function, [module.database_platform], [], [module.dead_letters_delete_expired, module.dead_letters_erase_again, module.dead_letters_refresh_token_keys, module.dead_letters_relay_outbox, module.dead_letters_resolve_idle, module.dead_letters_sweep_messages], [module.schedule_delete_expired, module.schedule_refresh_token_keys, module.schedule_relay_outbox, module.schedule_resolve_idle, module.schedule_sweep_messages], [module.subscription_erase_again], [module.gauge_dead_events, module.gauge_oldest_event])
}
