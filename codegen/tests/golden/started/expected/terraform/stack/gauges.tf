# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "gauge_longest_call" {
  source = "../modules/gauge"

  prefix           = local.prefix
  name             = "longest_call"
  unit             = "Seconds"
  alarm_above      = 3600
  remedy           = "Listen to it."
  period_seconds   = 60
  rings_in_silence = false
  alarm_topic_arn  = module.alarms.arn
}

module "gauge_open_tickets" {
  source = "../modules/gauge"

  prefix           = local.prefix
  name             = "open_tickets"
  unit             = "Count"
  alarm_above      = 100
  remedy           = "Call somebody in."
  period_seconds   = 300
  rings_in_silence = true
  alarm_topic_arn  = module.alarms.arn
}
