# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "identity" {
  source = "../modules/identity"

  prefix              = local.prefix
  deletion_protection = var.deletion_protection

  scopes = {
    "turns:write" = "Call take_turn."
  }
}

module "api" {
  source = "../modules/api"

  prefix             = local.prefix
  description        = "A help desk."
  issuer             = module.identity.issuer
  audience           = module.identity.audience
  scope_prefix       = module.identity.scope_prefix
  throttle           = var.api_throttle
  log_retention_days = var.log_retention_days
  alarm_topic_arn    = module.alarms.arn

  routes = {
    "POST /v1/turns" = {
      function_name = module.function_take_turn.name
      function_arn  = module.function_take_turn.alias_arn
      scopes        = ["turns:write"]
      authorization = "jwt"
    }
  }
}
