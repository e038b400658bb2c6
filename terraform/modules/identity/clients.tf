# Programs: they prove themselves by a secret. Cognito makes it, and the provider keeps it in the state:
# hand it over from there once, and treat the state as what it is.
resource "aws_cognito_user_pool_client" "machine" {
  for_each = local.machine_clients

  user_pool_id = aws_cognito_user_pool.this.id
  name         = "${local.full_name}-${each.key}"

  generate_secret                      = true
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["client_credentials"]
  allowed_oauth_scopes                 = [for scope in sort(each.value) : local.full_scopes[scope]]
  supported_identity_providers         = ["COGNITO"]
  explicit_auth_flows                  = ["ALLOW_REFRESH_TOKEN_AUTH"] # naming one keeps the password flows, which are the default, off
  prevent_user_existence_errors        = "ENABLED"
  write_attributes                     = local.write_attributes
  enable_token_revocation              = true

  access_token_validity = 60
  token_validity_units {
    access_token = "minutes"
  }

  # Nobody can want a token before the function may be asked.
  depends_on = [aws_cognito_resource_server.this, aws_lambda_permission.pre_token_generation]
}

# People, in a browser or an app: no secret could be kept there, so the code flow with PKCE.
resource "aws_cognito_user_pool_client" "user" {
  for_each = var.user_client == null ? {} : { user = var.user_client }

  user_pool_id = aws_cognito_user_pool.this.id
  name         = "${local.full_name}-user"

  generate_secret                      = false
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = concat(["openid", "email"], [for scope in sort(each.value.scopes) : local.full_scopes[scope]])
  callback_urls                        = each.value.callback_urls
  logout_urls                          = each.value.logout_urls
  supported_identity_providers         = ["COGNITO"]
  explicit_auth_flows                  = ["ALLOW_REFRESH_TOKEN_AUTH"]
  prevent_user_existence_errors        = "ENABLED"
  write_attributes                     = local.write_attributes
  enable_token_revocation              = true

  access_token_validity  = 60
  id_token_validity      = 60
  refresh_token_validity = 12
  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "hours"
  }

  # Nobody can want a token before the function may be asked.
  depends_on = [aws_cognito_resource_server.this, aws_lambda_permission.pre_token_generation]
}
