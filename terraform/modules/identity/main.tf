data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  full_name = "${var.prefix}-${var.name}"

  # The same in every environment, so that clients and handlers need not know which one they talk to.
  resource_server = "api"
  full_scopes     = { for scope in keys(var.scopes) : scope => "${local.resource_server}/${scope}" }

  machine_clients = var.machine_clients == null ? { service = keys(var.scopes) } : var.machine_clients
}

resource "aws_cognito_user_pool" "this" {
  name                = local.full_name
  deletion_protection = var.deletion_protection ? "ACTIVE" : "INACTIVE"

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
