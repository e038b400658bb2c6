# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_post_in_conversation" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "post_in_conversation"
  description          = "Takes a customer's message in a conversation and answers it, as `POST /v1/messages` does."
  memory_mb            = 256
  timeout_seconds      = 29
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary
  reserved_concurrency = var.concurrency.post_in_conversation
  network = {
    subnet_ids         = module.network.private_subnet_ids
    security_group_ids = [module.network.function_security_group_id]
  }

  environment = {
    ANSWER_MESSAGE_WORKFLOW_ARN = module.workflow_answer_message.alias_arn
    DATABASE_AUTHENTICATION     = "iam"
    DATABASE_URL                = "postgres://post_in_conversation@${module.database_platform.address}:${module.database_platform.port}/${module.database_platform.database_name}?sslmode=verify-full"
    TOKEN_CLIENTS               = join(",", module.identity.audience)
    TOKEN_ISSUER                = module.identity.issuer
    TOKEN_KEYS_BUCKET           = module.bucket_token-keys.name
  }

  policy = templatefile("${path.module}/iam/post_in_conversation.json.tftpl", {
    account                       = local.account
    bucket_token_keys_key_set_arn = "${module.bucket_token-keys.arn}/jwks.json"
    database_platform_resource_id = module.database_platform.resource_id
    partition                     = local.partition
    prefix                        = local.prefix
    region                        = local.region
  })

  after = [aws_lambda_invocation.migrate_platform.id, aws_lambda_invocation.refresh_token_keys.id]
}
