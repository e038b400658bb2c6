# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "queue_mail" {
  source = "../modules/queue"

  prefix                     = local.prefix
  name                       = "mail"
  visibility_timeout_seconds = 180
  alarm_topic_arn            = module.alarms.arn
}
