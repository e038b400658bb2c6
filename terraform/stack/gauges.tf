# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "gauge_dead_events" {
  source = "../modules/gauge"

  prefix           = local.prefix
  name             = "dead_events"
  unit             = "Count"
  alarm_above      = 0
  remedy           = "The log of relay_outbox says of each event its tenant and why it was given up: search it for `an event is given up`. Once the cause is mended, have them tried again, as the tables' owner: begin; select set_config('app.tenant_id', 'TENANT', true); update app.outbox set dead = false, attempts = 0, available_at = now() where dead; commit."
  period_seconds   = 60
  rings_in_silence = true
  alarm_topic_arn  = module.alarms.arn
}

module "gauge_oldest_event" {
  source = "../modules/gauge"

  prefix           = local.prefix
  name             = "oldest_event"
  unit             = "Seconds"
  alarm_above      = 60
  remedy           = "Events are not published, and none is lost: they wait in app.outbox. The log of relay_outbox says why: search it for `an event was not published`, or, if it says nothing, for how its runs end. The usual causes are EventBridge's throttling, which passes, and the role's rights on the bus."
  period_seconds   = 60
  rings_in_silence = true
  alarm_topic_arn  = module.alarms.arn
}
