# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "configurations" {
  source = "../modules/configurations"

  prefix          = local.prefix
  rollout_minutes = var.configuration_rollout_minutes

  configurations = {
    closed-queues = {
      description = "What is closed."
      schema      = file("${path.module}/configurations/closed-queues.json")
      content     = jsonencode(var.configuration_closed-queues)
    }
    desk = {
      description = "How the desk works today."
      schema      = file("${path.module}/configurations/desk.json")
      content     = jsonencode(var.configuration_desk)
    }
  }
}
