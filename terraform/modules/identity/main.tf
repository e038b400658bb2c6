data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  full_name = "${var.prefix}-${var.name}"

  # The same in every environment, so that clients and handlers need not know which one they talk to.
  resource_server = "api"
  full_scopes     = { for scope in keys(var.scopes) : scope => "${local.resource_server}/${scope}" }

  # What people may change of themselves: never what says which tenant they belong to.
  write_attributes = ["email", "locale", "name"]

  machine_clients = var.machine_clients == null ? { service = keys(var.scopes) } : var.machine_clients
}

resource "aws_cognito_user_pool" "this" {
  name                = local.full_name
  deletion_protection = var.deletion_protection ? "ACTIVE" : "INACTIVE"

  # Only from Essentials on may a function change access tokens. Prices in us-east-1, 2026-11: Essentials 0.015 USD for
  # each person who signs in within a month, the first 10,000 free; Lite 0.0055 USD. Programs cost the same in both, and
  # nothing is free: 6 USD a month for each client, 0.00225 USD for each token.
  user_pool_tier = var.pre_token_generation == null ? "LITE" : "ESSENTIALS"

  dynamic "lambda_config" {
    for_each = var.pre_token_generation == null ? [] : [var.pre_token_generation]
    content {
      pre_token_generation_config {
        lambda_arn     = lambda_config.value.function_arn
        lambda_version = "V3_0" # the first that asks for programs, too
      }
    }
  }

  # Written once, by whoever invites the person: someone who changes company gets another account.
  dynamic "schema" {
    for_each = var.pre_token_generation == null ? [] : ["tenant"]
    content {
      name                = schema.value
      attribute_data_type = "String"
      mutable             = false

      string_attribute_constraints {
        min_length = 1
        max_length = 64
      }
    }
  }

  # People are invited: nobody makes an account by themselves.
  admin_create_user_config {
    allow_admin_create_user_only = true
  }

  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]

  username_configuration {
    case_sensitive = false
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  mfa_configuration = "OPTIONAL"

  software_token_mfa_configuration {
    enabled = true
  }

  password_policy {
    minimum_length                   = 14
    require_lowercase                = true
    require_uppercase                = true
    require_numbers                  = true
    require_symbols                  = true
    temporary_password_validity_days = 3
  }
}

# Domains are one namespace per region, over all accounts: the digest makes the name ours without showing the account.
resource "aws_cognito_user_pool_domain" "this" {
  domain       = "${var.prefix}-${substr(sha256("${data.aws_caller_identity.current.account_id} ${local.full_name}"), 0, 8)}"
  user_pool_id = aws_cognito_user_pool.this.id
}

resource "aws_cognito_resource_server" "this" {
  user_pool_id = aws_cognito_user_pool.this.id
  identifier   = local.resource_server
  name         = local.full_name

  dynamic "scope" {
    for_each = var.scopes
    content {
      scope_name        = scope.key
      scope_description = scope.value
    }
  }
}
