# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_classify" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "classify"
  description          = "Decides what a customer wants."
  memory_mb            = 256
  timeout_seconds      = 20
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary

  environment = {
    CLASSIFIER_MODEL          = join(",", var.classifier_model)
    OPENAI_API_KEY_SECRET_ARN = module.secret_openai_api_key.arn
    OPENAI_BASE_URL           = var.openai_base_url
  }

  policy = templatefile("${path.module}/iam/classify.json.tftpl", {
    account                   = local.account
    partition                 = local.partition
    prefix                    = local.prefix
    region                    = local.region
    secret_openai_api_key_arn = module.secret_openai_api_key.arn
  })
}
