# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "bucket_keys" {
  source = "../modules/expiring_bucket"

  prefix             = local.prefix
  name               = "keys"
  description        = "The keys with which the desk's tokens are signed."
  expires_after_days = 1
}
