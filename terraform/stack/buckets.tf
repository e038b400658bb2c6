# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "bucket_exports" {
  source = "../modules/expiring_bucket"

  prefix             = local.prefix
  name               = "exports"
  description        = "Copies of what is kept about customers, for those who asked."
  expires_after_days = 7
}

module "bucket_token-keys" {
  source = "../modules/expiring_bucket"

  prefix             = local.prefix
  name               = "token-keys"
  description        = "The keys with which the issuer of the API's access tokens signs."
  expires_after_days = 1
}
