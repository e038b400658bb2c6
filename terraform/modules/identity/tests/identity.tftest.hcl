mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_region" {
    defaults = { name = "eu-west-1" }
  }
  mock_resource "aws_cognito_user_pool" {
    defaults = {
      arn      = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_pool"
      endpoint = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool"
    }
  }
}

variables {
  prefix = "atendimento-test"
  scopes = {
    "messages:read"  = "Read messages"
    "messages:write" = "Post messages"
    "privacy"        = "Export and erase customers"
  }
}

run "issues_scopes_of_one_resource_server" {
  command = plan

  assert {
    condition     = { for scope in aws_cognito_resource_server.this.scope : scope.scope_name => scope.scope_description } == { for scope, description in var.scopes : scope => description }
    error_message = "Each scope exists with its description."
  }
  assert {
    condition     = output.scope_prefix == "${aws_cognito_resource_server.this.identifier}/"
    error_message = "The prefix handed out is what tokens will carry."
  }
  assert {
    condition     = output.issuer == "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool"
    error_message = "The issuer is the pool's URL."
  }
}

run "one_program_to_begin_with" {
  command = plan

  assert {
    condition     = keys(aws_cognito_user_pool_client.machine) == ["service"] && length(aws_cognito_user_pool_client.user) == 0 && length(output.audience) == 1
    error_message = "Unless told otherwise there is one client, and it is a program."
  }
  assert {
    condition     = aws_cognito_user_pool_client.machine["service"].generate_secret && aws_cognito_user_pool_client.machine["service"].allowed_oauth_flows == toset(["client_credentials"])
    error_message = "A program proves itself by a secret, and in no other way."
  }
}

run "a_client_may_ask_for_no_more_than_its_scopes" {
  command = plan

  variables {
    machine_clients = { shop = ["messages:write", "messages:read"], auditor = ["privacy"] }
    user_client     = { callback_urls = ["https://desk.example/callback"], scopes = ["messages:read"] }
  }

  assert {
    condition     = { for name, client in aws_cognito_user_pool_client.machine : name => client.allowed_oauth_scopes } == { shop = toset(["api/messages:read", "api/messages:write"]), auditor = toset(["api/privacy"]) }
    error_message = "Each program has its own scopes."
  }
  assert {
    condition = (
      !aws_cognito_user_pool_client.user["user"].generate_secret &&
      aws_cognito_user_pool_client.user["user"].allowed_oauth_flows == toset(["code"]) &&
      aws_cognito_user_pool_client.user["user"].allowed_oauth_scopes == toset(["openid", "email", "api/messages:read"])
    )
    error_message = "People sign in by the code flow, from a client that keeps no secret."
  }
  assert {
    condition     = length(output.audience) == 3 && sort(keys(output.client_ids)) == tolist(["auditor", "shop", "user"])
    error_message = "The API accepts all clients."
  }
}

run "accounts_are_invited_and_kept" {
  command = plan

  assert {
    condition     = aws_cognito_user_pool.this.admin_create_user_config[0].allow_admin_create_user_only && aws_cognito_user_pool.this.deletion_protection == "ACTIVE"
    error_message = "Nobody signs up by themselves, and the pool is not deleted by mistake."
  }
  assert {
    condition     = can(regex("^atendimento-test-[0-9a-f]{8}$", aws_cognito_user_pool_domain.this.domain)) && !strcontains(aws_cognito_user_pool_domain.this.domain, "123456789012")
    error_message = "The domain is ours alone and does not show the account."
  }
}

run "asks_nobody_unless_told_to" {
  command = plan

  assert {
    condition = (
      length(aws_cognito_user_pool.this.lambda_config) == 0 && length(aws_lambda_permission.pre_token_generation) == 0 &&
      length(aws_cognito_user_pool.this.schema) == 0 && aws_cognito_user_pool.this.user_pool_tier == "LITE"
    )
    error_message = "Without a function there is no trigger, no permission, no tenant, and nothing to pay for them."
  }
}

run "asks_a_function_before_each_token" {
  command = plan

  variables {
    pre_token_generation = {
      function_name = "atendimento-test-add_tenant"
      function_arn  = "arn:aws:lambda:eu-west-1:123456789012:function:atendimento-test-add_tenant:live"
    }
    user_client = { callback_urls = ["https://desk.example/callback"], scopes = ["messages:read"] }
  }

  assert {
    condition = (
      one(one(aws_cognito_user_pool.this.lambda_config).pre_token_generation_config).lambda_arn == var.pre_token_generation.function_arn &&
      one(one(aws_cognito_user_pool.this.lambda_config).pre_token_generation_config).lambda_version == "V3_0" &&
      aws_cognito_user_pool.this.user_pool_tier == "ESSENTIALS"
    )
    error_message = "The pool asks for people and for programs, in a tier that lets the answer into access tokens."
  }
  assert {
    condition = (
      aws_lambda_permission.pre_token_generation[0].function_name == "atendimento-test-add_tenant" &&
      aws_lambda_permission.pre_token_generation[0].qualifier == "live" &&
      aws_lambda_permission.pre_token_generation[0].action == "lambda:InvokeFunction" &&
      aws_lambda_permission.pre_token_generation[0].principal == "cognito-idp.amazonaws.com"
    )
    error_message = "Cognito may ask the alias, and nothing else."
  }
  assert {
    condition = (
      aws_lambda_permission.pre_token_generation[0].source_arn == aws_cognito_user_pool.this.arn &&
      aws_lambda_permission.pre_token_generation[0].source_account == "123456789012"
    )
    error_message = "It may do so for this pool of this account alone."
  }
  assert {
    condition = [for attribute in aws_cognito_user_pool.this.schema : {
      name = attribute.name, mutable = attribute.mutable, type = attribute.attribute_data_type
    }] == [{ name = "tenant", mutable = false, type = "String" }]
    error_message = "A person's tenant is written once."
  }
  assert {
    condition = alltrue([
      for client in concat(values(aws_cognito_user_pool_client.machine), values(aws_cognito_user_pool_client.user)) :
      length(client.write_attributes) > 0 && !contains(client.write_attributes, "custom:tenant")
    ])
    error_message = "No client may write the tenant; a client that names no attributes could write all."
  }
}

run "refuses_a_function_without_an_alias" {
  command = plan

  variables {
    pre_token_generation = {
      function_name = "atendimento-test-add_tenant"
      function_arn  = "arn:aws:lambda:eu-west-1:123456789012:function:atendimento-test-add_tenant"
    }
  }

  expect_failures = [var.pre_token_generation]
}

run "refuses_scopes_that_tokens_cannot_carry" {
  command = plan

  variables {
    scopes = { "Messages Write" = "Post messages" }
  }

  expect_failures = [var.scopes]
}

run "refuses_wrong_clients" {
  command = plan

  variables {
    machine_clients = { shop = ["messages:delete"] }
    user_client     = { callback_urls = ["http://desk.example/callback"], scopes = [] }
  }

  expect_failures = [var.machine_clients, var.user_client]
}
