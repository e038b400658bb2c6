# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_generate_reply" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "generate_reply"
  description          = "Has a language model answer, knowing what was said before; what the guard rejects, nobody reads."
  memory_mb            = 256
  timeout_seconds      = 16
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  environment = {
    ANSWER_MODEL                     = join(",", var.answer_model)
    OPENAI_API_KEY_SECRET_ARN        = module.secret_openai_api_key.arn
    OPENAI_BASE_URL                  = var.openai_base_url
    PLATFORM_FLAGS_CONFIGURATION_ARN = module.configurations.arns["platform_flags"]
  }

  policy = templatefile("${path.module}/iam/generate_reply.json.tftpl", {
    account                          = local.account
    configuration_platform_flags_arn = module.configurations.arns["platform_flags"]
    partition                        = local.partition
    prefix                           = local.prefix
    region                           = local.region
    secret_openai_api_key_arn        = module.secret_openai_api_key.arn
  })
}
