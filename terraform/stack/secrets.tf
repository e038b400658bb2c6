# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "secret_openai_api_key" {
  source = "../modules/secret"

  prefix      = local.prefix
  name        = "openai_api_key"
  description = "The key for OpenAI-compatible models."
}

module "secret_pseudonym_key" {
  source = "../modules/secret"

  prefix      = local.prefix
  name        = "pseudonym_key"
  description = "The key of pseudonyms: 32 random bytes or more, as text. With another key nobody who was erased before is recognised."
}
