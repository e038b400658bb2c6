# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_sweep_messages" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "sweep_messages"
  description          = "Starts the answer again of each message that has none after two minutes; after three times the message has failed."
  memory_mb            = 256
  timeout_seconds      = 60
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary
  reserved_concurrency = var.concurrency.sweep_messages
  network = {
    subnet_ids         = module.network.private_subnet_ids
    security_group_ids = [module.network.function_security_group_id]
  }

  environment = {
    ANSWER_MESSAGE_WORKFLOW_ARN = module.workflow_answer_message.alias_arn
    DATABASE_AUTHENTICATION     = "iam"
    DATABASE_URL                = "postgres://sweep_messages@${module.database_platform.address}:${module.database_platform.port}/${module.database_platform.database_name}?sslmode=verify-full"
  }
  dead_letters = {
    arn = module.dead_letters_sweep_messages.arn
  }

  policy = templatefile("${path.module}/iam/sweep_messages.json.tftpl", {
    account                       = local.account
    database_platform_resource_id = module.database_platform.resource_id
    partition                     = local.partition
    prefix                        = local.prefix
    region                        = local.region
  })

  after = aws_lambda_invocation.migrate_platform.id
}

module "schedule_sweep_messages" {
  source = "../modules/schedule"

  prefix               = local.prefix
  name                 = "sweep_messages"
  expression           = "rate(1 minute)"
  function_name        = module.function_sweep_messages.name
  function_arn         = module.function_sweep_messages.alias_arn
  dead_letter_arn      = module.dead_letters_sweep_messages.arn
  max_age_seconds      = 60
  permissions_boundary = local.permissions_boundary
  alarm_topic_arn      = module.alarms.arn
}

module "dead_letters_sweep_messages" {
  source = "../modules/dead_letters"

  prefix          = local.prefix
  name            = "sweep_messages"
  alarm_topic_arn = module.alarms.arn
}
