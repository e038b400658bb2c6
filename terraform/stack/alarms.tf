# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "alarms" {
  source = "../modules/alarm_topic"

  prefix = local.prefix
  emails = var.alarm_emails
}
