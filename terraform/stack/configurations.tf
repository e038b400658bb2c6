# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "configurations" {
  source = "../modules/configurations"

  prefix          = local.prefix
  rollout_minutes = var.configuration_rollout_minutes

  configurations = {
    platform_flags = {
      description = "What operators say of feature flags, for all tenants: how many of a hundred conversations each variant gets where the tenant says nothing, or in all."
      schema      = file("${path.module}/configurations/platform_flags.json")
      content     = jsonencode(var.configuration_platform_flags)
    }
  }
}
