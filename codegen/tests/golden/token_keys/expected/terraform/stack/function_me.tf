# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_me" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "me"
  description          = "Says who calls."
  memory_mb            = 256
  timeout_seconds      = 5
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  environment = {
    KEYS_BUCKET   = module.bucket_keys.name
    TOKEN_CLIENTS = join(",", module.identity.audience)
    TOKEN_ISSUER  = module.identity.issuer
  }

  policy = templatefile("${path.module}/iam/me.json.tftpl", {
    account                 = local.account
    bucket_keys_key_set_arn = "${module.bucket_keys.arn}/jwks.json"
    partition               = local.partition
    prefix                  = local.prefix
    region                  = local.region
  })

  after = aws_lambda_invocation.refresh_keys.id
}
