# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = local.prefix
  dashboard_body = templatefile("${path.module}/dashboard.json.tftpl", {
    alarms_0 = concat(module.function_load_ticket.alarm_arns, module.database_desk.alarm_arns)
    prefix   = local.prefix
    region   = local.region
  })
}
