# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = local.prefix
  dashboard_body = templatefile("${path.module}/dashboard.json.tftpl", {
    account   = local.account
    alarms_0  = concat(module.api.alarm_arns, module.workflow_answer_message.alarm_arns, module.function_classify_intent.alarm_arns, module.function_generate_reply.alarm_arns, module.function_load_history.alarm_arns, module.function_post_message.alarm_arns, module.function_publish_answered.alarm_arns, module.function_save_turn.alarm_arns, module.database_platform.alarm_arns)
    api_id    = module.api.api_id
    partition = local.partition
    prefix    = local.prefix
    region    = local.region
  })
}
