# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = local.prefix
  dashboard_body = templatefile("${path.module}/dashboard.json.tftpl", {
    account   = local.account
    alarms_0  = flatten([for it in slice(local.alarmed, 0, min(25, length(local.alarmed))) : it.alarm_arns])
    alarms_1  = flatten([for it in slice(local.alarmed, 25, min(50, length(local.alarmed))) : it.alarm_arns])
    alarms_2  = flatten([for it in slice(local.alarmed, 50, min(75, length(local.alarmed))) : it.alarm_arns])
    api_id    = module.api.api_id
    partition = local.partition
    prefix    = local.prefix
    region    = local.region
  })
}
