# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

output "release" {
  description = "What this release was deployed with, as a deploy passed it: the var file for a plan that shall show drift alone."
  value = {
    artifact           = var.artifact
    versions_in_flight = var.versions_in_flight
  }
}

output "database_desk_address" {
  description = "Host name of the database, inside the VPC."
  value       = module.database_desk.address
}
