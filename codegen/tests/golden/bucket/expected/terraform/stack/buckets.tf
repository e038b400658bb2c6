# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "bucket_printed" {
  source = "../modules/expiring_bucket"

  prefix             = local.prefix
  name               = "printed"
  description        = "Letters, as they were printed."
  expires_after_days = 3
}
