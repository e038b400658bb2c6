# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "identity" {
  source = "../modules/identity"

  prefix              = local.prefix
  deletion_protection = var.deletion_protection

  scopes = {
    "letters:read"  = "Call list_letters, me."
    "letters:write" = "Call list_letters."
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
    "GET /open" = {
      function_name = module.function_open.name
      function_arn  = module.function_open.alias_arn
      scopes        = []
      authorization = "none"
    }
    "GET /v1/letters" = {
      function_name = module.function_list_letters.name
      function_arn  = module.function_list_letters.alias_arn
      scopes        = ["letters:read", "letters:write"]
      authorization = "jwt"
    }
    "GET /v1/me" = {
      function_name = module.function_me.name
      function_arn  = module.function_me.alias_arn
      scopes        = ["letters:read"]
      authorization = "jwt"
    }
  }
}
