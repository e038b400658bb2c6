output "issuer" {
  description = "Issuer of the tokens, as their `iss` says."
  value       = "https://${aws_cognito_user_pool.this.endpoint}"
}

output "audience" {
  description = "Ids of all clients: what the API accepts as audience."
  value       = [for client in concat(values(aws_cognito_user_pool_client.machine), values(aws_cognito_user_pool_client.user)) : client.id]
}

output "scope_prefix" {
  description = "What tokens carry before each scope (`api/messages:write`), for the API's routes and the handlers."
  value       = "${local.resource_server}/"
}

output "user_pool_id" {
  description = "Id of the user pool."
  value       = aws_cognito_user_pool.this.id
}

output "domain" {
  description = "Base URL of the authorization server: tokens come from /oauth2/token beneath it."
  value       = "https://${aws_cognito_user_pool_domain.this.domain}.auth.${data.aws_region.current.name}.amazoncognito.com"
}

output "client_ids" {
  description = "Client id by client name; people's client is `user`."
  value = merge(
    { for name, client in aws_cognito_user_pool_client.machine : name => client.id },
    { for name, client in aws_cognito_user_pool_client.user : name => client.id },
  )
}
