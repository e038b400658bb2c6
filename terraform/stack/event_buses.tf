# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "event_bus_platform_events" {
  source = "../modules/event_bus"

  prefix      = local.prefix
  name        = "platform_events"
  description = "What happens on the platform, for whoever wants to know."
}
