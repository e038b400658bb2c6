# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "secret_openai_api_key" {
  source = "../modules/secret"

  prefix      = local.prefix
  name        = "openai_api_key"
  description = "The key for OpenAI-compatible models."
}
