# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_put_flag" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "put_flag"
  description          = "Sets how many conversations each variant of a feature flag gets, in the place of what the tenant said before."
  memory_mb            = 256
  timeout_seconds      = 10
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary
  reserved_concurrency = var.concurrency.put_flag
  network = {
    subnet_ids         = module.network.private_subnet_ids
    security_group_ids = [module.network.function_security_group_id]
  }

  environment = {
    DATABASE_AUTHENTICATION = "iam"
    DATABASE_URL            = "postgres://put_flag@${module.database_platform.address}:${module.database_platform.port}/${module.database_platform.database_name}?sslmode=verify-full"
    TOKEN_CLIENTS           = join(",", module.identity.audience)
    TOKEN_ISSUER            = module.identity.issuer
    TOKEN_KEYS_BUCKET       = module.bucket_token-keys.name
  }

  policy = templatefile("${path.module}/iam/put_flag.json.tftpl", {
    account                       = local.account
    bucket_token_keys_key_set_arn = "${module.bucket_token-keys.arn}/jwks.json"
    database_platform_resource_id = module.database_platform.resource_id
    partition                     = local.partition
    prefix                        = local.prefix
    region                        = local.region
  })

  after = [aws_lambda_invocation.migrate_platform.id, aws_lambda_invocation.refresh_token_keys.id]
}
