mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_region" {
    defaults = { name = "eu-west-1" }
  }
  mock_resource "aws_cognito_user_pool" {
    defaults = { endpoint = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool" }
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
