# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "database_platform" {
  source = "../modules/database"

  prefix                 = local.prefix
  name                   = "platform"
  instance_class         = var.database_platform.instance_class
  allocated_storage_gb   = var.database_platform.allocated_storage_gb
  multi_az               = var.database_platform.multi_az
  backup_retention_days  = var.database_platform.backup_retention_days
  deletion_protection    = var.deletion_protection
  log_retention_days     = var.log_retention_days
  alarm_topic_arn        = module.alarms.arn
  connections_per_client = 1
  clients                = var.concurrency

  network = {
    vpc_id                     = module.network.vpc_id
    subnet_ids                 = module.network.database_subnet_ids
    function_security_group_id = module.network.function_security_group_id
  }
}
