# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "network" {
  source = "../modules/network"

  prefix               = local.prefix
  cidr                 = var.network.cidr
  availability_zones   = var.network.availability_zones
  endpoint_zones       = var.network.endpoint_zones
  interface_endpoints  = ["secretsmanager"]
  log_retention_days   = var.log_retention_days
  permissions_boundary = local.permissions_boundary
  gateway_endpoints    = ["s3"]
}
