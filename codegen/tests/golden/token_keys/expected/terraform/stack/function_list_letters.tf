# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_list_letters" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "list_letters"
  description          = "Says what letters there are."
  memory_mb            = 256
  timeout_seconds      = 5
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary
  reserved_concurrency = var.concurrency.list_letters
  network = {
    subnet_ids         = module.network.private_subnet_ids
    security_group_ids = [module.network.function_security_group_id]
  }

  environment = {
    DATABASE_AUTHENTICATION = "iam"
    DATABASE_URL            = "postgres://list_letters@${module.database_desk.address}:${module.database_desk.port}/${module.database_desk.database_name}?sslmode=verify-full"
    KEYS_BUCKET             = module.bucket_keys.name
    TOKEN_CLIENTS           = join(",", module.identity.audience)
    TOKEN_ISSUER            = module.identity.issuer
  }

  policy = templatefile("${path.module}/iam/list_letters.json.tftpl", {
    account                   = local.account
    bucket_keys_key_set_arn   = "${module.bucket_keys.arn}/jwks.json"
    database_desk_resource_id = module.database_desk.resource_id
    partition                 = local.partition
    prefix                    = local.prefix
    region                    = local.region
  })

  after = [aws_lambda_invocation.migrate_desk.id, aws_lambda_invocation.refresh_keys.id]
}
