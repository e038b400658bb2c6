# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
# Why each statement of the policy is there: docs/permissions.md

module "function_migrate_desk" {
  source = "../modules/function"

  prefix               = local.prefix
  name                 = "migrate_desk"
  description          = "Brings the database up to date."
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
    DATABASE_MASTER_SECRET_ARN = module.database_desk.master_secret_arn
    DATABASE_URL               = "postgres://${module.database_desk.address}:${module.database_desk.port}/${module.database_desk.database_name}?sslmode=verify-full"
  }

  policy = templatefile("${path.module}/iam/migrate_desk.json.tftpl", {
    account                         = local.account
    database_desk_master_secret_arn = module.database_desk.master_secret_arn
    partition                       = local.partition
    prefix                          = local.prefix
    region                          = local.region
  })
}

resource "aws_lambda_invocation" "migrate_desk" {
  function_name   = module.function_migrate_desk.name
  qualifier       = module.function_migrate_desk.alias_name
  lifecycle_scope = "CREATE_ONLY"
  input = jsonencode({
    phase = "expand"
  })

  triggers = {
    database   = module.database_desk.resource_id
    migrations = "1 letters"
    rights     = sha256(join("", [for file in fileset("${path.module}/sql", "*.sql") : file("${path.module}/sql/${file}")]))
  }

  depends_on = [module.network, module.database_desk]
}
