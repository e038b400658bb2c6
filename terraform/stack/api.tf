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
    admin            = "Call get_usage, list_flags, list_prompts, put_flag."
    agent            = "Call accept_handover, complete_handover, get_handover, list_handovers, reply_to_customer."
    "messages:read"  = "Call get_conversation, get_message, get_message_v2, list_conversations, list_messages."
    "messages:write" = "Call change_conversation, create_conversation, delete_feedback, post_in_conversation, post_message, put_feedback, reopen_conversation, request_handover, resolve_conversation."
    privacy          = "Call get_privacy_request, request_erasure, request_export."
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
    "DELETE /v1/customers/{external_id}" = {
      function_name = module.function_request_erasure.name
      function_arn  = module.function_request_erasure.alias_arn
      scopes        = ["privacy"]
      authorization = "jwt"
    }
    "DELETE /v1/messages/{id}/feedback" = {
      function_name = module.function_delete_feedback.name
      function_arn  = module.function_delete_feedback.alias_arn
      scopes        = ["messages:write"]
      authorization = "jwt"
    }
    "GET /healthz" = {
      function_name = module.function_healthz.name
      function_arn  = module.function_healthz.alias_arn
      scopes        = []
      authorization = "none"
    }
    "GET /readyz" = {
      function_name = module.function_readyz.name
      function_arn  = module.function_readyz.alias_arn
      scopes        = []
      authorization = "none"
    }
    "GET /v1/conversations" = {
      function_name = module.function_list_conversations.name
      function_arn  = module.function_list_conversations.alias_arn
      scopes        = ["messages:read"]
      authorization = "jwt"
    }
    "GET /v1/conversations/{id}" = {
      function_name = module.function_get_conversation.name
      function_arn  = module.function_get_conversation.alias_arn
      scopes        = ["messages:read"]
      authorization = "jwt"
    }
    "GET /v1/conversations/{id}/messages" = {
      function_name = module.function_list_messages.name
      function_arn  = module.function_list_messages.alias_arn
      scopes        = ["messages:read"]
      authorization = "jwt"
    }
    "GET /v1/flags" = {
      function_name = module.function_list_flags.name
      function_arn  = module.function_list_flags.alias_arn
      scopes        = ["admin"]
      authorization = "jwt"
    }
    "GET /v1/handovers" = {
      function_name = module.function_list_handovers.name
      function_arn  = module.function_list_handovers.alias_arn
      scopes        = ["agent"]
      authorization = "jwt"
    }
    "GET /v1/handovers/{id}" = {
      function_name = module.function_get_handover.name
      function_arn  = module.function_get_handover.alias_arn
      scopes        = ["agent"]
      authorization = "jwt"
    }
    "GET /v1/messages/{id}" = {
      function_name = module.function_get_message.name
      function_arn  = module.function_get_message.alias_arn
      scopes        = ["messages:read"]
      authorization = "jwt"
    }
    "GET /v1/openapi.json" = {
      function_name = module.function_get_openapi.name
      function_arn  = module.function_get_openapi.alias_arn
      scopes        = []
      authorization = "none"
    }
    "GET /v1/privacy-requests/{id}" = {
      function_name = module.function_get_privacy_request.name
      function_arn  = module.function_get_privacy_request.alias_arn
      scopes        = ["privacy"]
      authorization = "jwt"
    }
    "GET /v1/prompts" = {
      function_name = module.function_list_prompts.name
      function_arn  = module.function_list_prompts.alias_arn
      scopes        = ["admin"]
      authorization = "jwt"
    }
    "GET /v1/usage" = {
      function_name = module.function_get_usage.name
      function_arn  = module.function_get_usage.alias_arn
      scopes        = ["admin"]
      authorization = "jwt"
    }
    "GET /v2/messages/{id}" = {
      function_name = module.function_get_message_v2.name
      function_arn  = module.function_get_message_v2.alias_arn
      scopes        = ["messages:read"]
      authorization = "jwt"
    }
    "PATCH /v1/conversations/{id}" = {
      function_name = module.function_change_conversation.name
      function_arn  = module.function_change_conversation.alias_arn
      scopes        = ["messages:write"]
      authorization = "jwt"
    }
    "POST /message" = {
      function_name = module.function_post_message.name
      function_arn  = module.function_post_message.alias_arn
      scopes        = ["messages:write"]
      authorization = "jwt"
    }
    "POST /v1/conversations" = {
      function_name = module.function_create_conversation.name
      function_arn  = module.function_create_conversation.alias_arn
      scopes        = ["messages:write"]
      authorization = "jwt"
    }
    "POST /v1/conversations/{id}/handover" = {
      function_name = module.function_request_handover.name
      function_arn  = module.function_request_handover.alias_arn
      scopes        = ["messages:write"]
      authorization = "jwt"
    }
    "POST /v1/conversations/{id}/messages" = {
      function_name = module.function_post_in_conversation.name
      function_arn  = module.function_post_in_conversation.alias_arn
      scopes        = ["messages:write"]
      authorization = "jwt"
    }
    "POST /v1/conversations/{id}/reopen" = {
      function_name = module.function_reopen_conversation.name
      function_arn  = module.function_reopen_conversation.alias_arn
      scopes        = ["messages:write"]
      authorization = "jwt"
    }
    "POST /v1/conversations/{id}/resolve" = {
      function_name = module.function_resolve_conversation.name
      function_arn  = module.function_resolve_conversation.alias_arn
      scopes        = ["messages:write"]
      authorization = "jwt"
    }
    "POST /v1/customers/{external_id}/export" = {
      function_name = module.function_request_export.name
      function_arn  = module.function_request_export.alias_arn
      scopes        = ["privacy"]
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
    "PUT /v1/flags/{key}" = {
      function_name = module.function_put_flag.name
      function_arn  = module.function_put_flag.alias_arn
      scopes        = ["admin"]
      authorization = "jwt"
    }
    "PUT /v1/messages/{id}/feedback" = {
      function_name = module.function_put_feedback.name
      function_arn  = module.function_put_feedback.alias_arn
      scopes        = ["messages:write"]
      authorization = "jwt"
    }
  }
}
