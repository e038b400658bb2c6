# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_refresh_keys" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "refresh_keys"
  description          = "Asks the issuer for its keys."
  memory_mb            = 256
  timeout_seconds      = 30
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  environment = {
    KEYS_BUCKET  = module.bucket_keys.name
    TOKEN_ISSUER = module.identity.issuer
  }
  dead_letters = {
    arn = module.dead_letters_refresh_keys.arn
  }

  policy = templatefile("${path.module}/iam/refresh_keys.json.tftpl", {
    account                 = local.account
    bucket_keys_key_set_arn = "${module.bucket_keys.arn}/jwks.json"
    partition               = local.partition
    prefix                  = local.prefix
    region                  = local.region
  })
}

resource "aws_lambda_invocation" "refresh_keys" {
  function_name   = module.function_refresh_keys.name
  qualifier       = module.function_refresh_keys.alias_name
  lifecycle_scope = "CREATE_ONLY"
  input = jsonencode({
    at = "1970-01-01T00:00:00Z"
  })

  triggers = {
    bucket = module.bucket_keys.name
    issuer = module.identity.issuer
  }
}

module "schedule_refresh_keys" {
  source = "../modules/schedule"

  prefix               = local.prefix
  name                 = "refresh_keys"
  expression           = "rate(5 minutes)"
  function_name        = module.function_refresh_keys.name
  function_arn         = module.function_refresh_keys.alias_arn
  dead_letter_arn      = module.dead_letters_refresh_keys.arn
  max_age_seconds      = 300
  permissions_boundary = local.permissions_boundary
  alarm_topic_arn      = module.alarms.arn
}

module "dead_letters_refresh_keys" {
  source = "../modules/dead_letters"

  prefix          = local.prefix
  name            = "refresh_keys"
  alarm_topic_arn = module.alarms.arn
}
