# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = local.prefix
  dashboard_body = templatefile("${path.module}/dashboard.json.tftpl", {
    alarms_0 = concat(module.function_close_ticket.alarm_arns, module.function_tidy.alarm_arns, module.queue_mail.alarm_arns)
    prefix   = local.prefix
    region   = local.region
  })
}
