# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_migrate_platform" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "migrate_platform"
  description          = "Brings the platform's database up to date, before a release and after the one before it."
  memory_mb            = 256
  timeout_seconds      = 900
  artifact             = var.artifact
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = module.alarms.arn
  permissions_boundary = local.permissions_boundary
  network = {
    subnet_ids         = module.network.private_subnet_ids
    security_group_ids = [module.network.function_security_group_id]
  }

  environment = {
    DATABASE_AUTHENTICATION    = "secret"
    DATABASE_MASTER_SECRET_ARN = module.database_platform.master_secret_arn
    DATABASE_URL               = "postgres://${module.database_platform.address}:${module.database_platform.port}/${module.database_platform.database_name}?sslmode=verify-full"
  }

  policy = templatefile("${path.module}/iam/migrate_platform.json.tftpl", {
    account                             = local.account
    database_platform_master_secret_arn = module.database_platform.master_secret_arn
    partition                           = local.partition
    prefix                              = local.prefix
    region                              = local.region
  })
}

resource "aws_lambda_invocation" "migrate_platform" {
  function_name   = module.function_migrate_platform.name
  qualifier       = module.function_migrate_platform.alias_name
  lifecycle_scope = "CREATE_ONLY"
  input = jsonencode({
    phase = "expand"
  })

  triggers = {
    database   = module.database_platform.resource_id
    migrations = "1 tenancy, 2 conversations, 3 answers, 4 api_clients, 5 resources, 6 limits, 7 handovers, 8 jobs, 9 flags, 10 privacy, 11 message_metadata, 12 audit_months, 13 exports, 15 dead_events, 16 prompt_hashes"
    rights     = sha256(join("", [for file in fileset("${path.module}/sql", "*.sql") : file("${path.module}/sql/${file}")]))
  }

  depends_on = [module.network, module.database_platform]
}
