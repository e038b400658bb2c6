# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "identity" {
  source = "../modules/identity"

  prefix              = local.prefix
  deletion_protection = var.deletion_protection
  pre_token_generation = {
    function_name = module.function_add_tenant.name
    function_arn  = module.function_add_tenant.alias_arn
  }

  scopes = {
    agent            = "Call accept_handover, complete_handover, reply_to_customer."
    "messages:write" = "Call post_message, request_handover."
  }
}

module "api" {
  source = "../modules/api"

  prefix             = local.prefix
  description        = "Plataforma Inteligente de Atendimento com IA: customer service, answered by language models."
  issuer             = module.identity.issuer
  audience           = module.identity.audience
  scope_prefix       = module.identity.scope_prefix
  throttle           = var.api_throttle
  log_retention_days = var.log_retention_days
  alarm_topic_arn    = module.alarms.arn

  routes = {
    "POST /message" = {
      function_name = module.function_post_message.name
      function_arn  = module.function_post_message.alias_arn
      scopes        = ["messages:write"]
      authorization = "jwt"
    }
    "POST /v1/conversations/{id}/handover" = {
      function_name = module.function_request_handover.name
      function_arn  = module.function_request_handover.alias_arn
      scopes        = ["messages:write"]
      authorization = "jwt"
    }
    "POST /v1/handovers/{id}/accept" = {
      function_name = module.function_accept_handover.name
      function_arn  = module.function_accept_handover.alias_arn
      scopes        = ["agent"]
      authorization = "jwt"
    }
    "POST /v1/handovers/{id}/complete" = {
      function_name = module.function_complete_handover.name
      function_arn  = module.function_complete_handover.alias_arn
      scopes        = ["agent"]
      authorization = "jwt"
    }
    "POST /v1/handovers/{id}/reply" = {
      function_name = module.function_reply_to_customer.name
      function_arn  = module.function_reply_to_customer.alias_arn
      scopes        = ["agent"]
      authorization = "jwt"
    }
    "POST /v1/messages" = {
      function_name = module.function_post_message.name
      function_arn  = module.function_post_message.alias_arn
      scopes        = ["messages:write"]
      authorization = "jwt"
    }
  }
}
