# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "event_bus_desk" {
  source = "../modules/event_bus"

  prefix      = local.prefix
  name        = "desk"
  description = "What happens at the desk."
}
