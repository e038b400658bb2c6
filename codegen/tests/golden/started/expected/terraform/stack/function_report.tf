# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_report" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "report"
  description          = "Writes the day's report."
  memory_mb            = 256
  timeout_seconds      = 10
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary
  dead_letters = {
    arn = module.dead_letters_report.arn
  }

  policy = templatefile("${path.module}/iam/report.json.tftpl", {
    account   = local.account
    partition = local.partition
    prefix    = local.prefix
    region    = local.region
  })
}

module "schedule_report" {
  source = "../modules/schedule"

  prefix               = local.prefix
  name                 = "report"
  expression           = "cron(0 18 ? * MON-FRI *)"
  timezone             = "America/Sao_Paulo"
  function_name        = module.function_report.name
  function_arn         = module.function_report.alias_arn
  dead_letter_arn      = module.dead_letters_report.arn
  max_age_seconds      = 21600
  permissions_boundary = local.permissions_boundary
  alarm_topic_arn      = module.alarms.arn
}

module "dead_letters_report" {
  source = "../modules/dead_letters"

  prefix          = local.prefix
  name            = "report"
  alarm_topic_arn = module.alarms.arn
}
