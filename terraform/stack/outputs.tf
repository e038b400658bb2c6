# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

output "release" {
  description = "What this release was deployed with, as a deploy passed it: the var file for a plan that shall show drift alone."
  value = {
    artifact           = var.artifact
    versions_in_flight = var.versions_in_flight
  }
}

output "api_endpoint" {
  description = "URL of the API."
  value       = module.api.endpoint
}

output "token_issuer" {
  description = "Issuer of the tokens that the API accepts."
  value       = module.identity.issuer
}

output "database_platform_address" {
  description = "Host name of the database, inside the VPC."
  value       = module.database_platform.address
}

output "event_bus_platform_events_arn" {
  description = "ARN of the event bus, for the rules of others."
  value       = module.event_bus_platform_events.arn
}

output "secret_openai_api_key_arn" {
  description = "ARN of the secret; its value is put there by hand, never by Terraform."
  value       = module.secret_openai_api_key.arn
}

output "secret_pseudonym_key_arn" {
  description = "ARN of the secret; its value is put there by hand, never by Terraform."
  value       = module.secret_pseudonym_key.arn
}
