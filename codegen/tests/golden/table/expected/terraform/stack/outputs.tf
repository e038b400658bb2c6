# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

output "database_desk_address" {
  description = "Host name of the database, inside the VPC."
  value       = module.database_desk.address
}
