# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "identity" {
  source = "../modules/identity"

  prefix              = local.prefix
  deletion_protection = var.deletion_protection
  pre_token_generation = {
    function_name = module.function_add_desk.name
    function_arn  = module.function_add_desk.alias_arn
  }

  scopes = {
    "desk:write" = "Call leave."
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
    "DELETE /v1/desk" = {
      function_name = module.function_leave.name
      function_arn  = module.function_leave.alias_arn
      scopes        = ["desk:write"]
      authorization = "jwt"
    }
  }
}
