# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_list_prompts" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "list_prompts"
  description          = "Lists the versions of the platform's prompts."
  memory_mb            = 256
  timeout_seconds      = 5
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  environment = {
    TOKEN_CLIENTS     = join(",", module.identity.audience)
    TOKEN_ISSUER      = module.identity.issuer
    TOKEN_KEYS_BUCKET = module.bucket_token-keys.name
  }

  policy = templatefile("${path.module}/iam/list_prompts.json.tftpl", {
    account                       = local.account
    bucket_token_keys_key_set_arn = "${module.bucket_token-keys.arn}/jwks.json"
    partition                     = local.partition
    prefix                        = local.prefix
    region                        = local.region
  })

  after = aws_lambda_invocation.refresh_token_keys.id
}
