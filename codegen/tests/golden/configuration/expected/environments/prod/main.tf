# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }

  backend "s3" {
    key          = "desk/prod.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region              = var.region
  allowed_account_ids = compact([var.account_id])

  default_tags {
    tags = {
      application = "desk"
      environment = "prod"
      managed-by  = "terraform"
    }
  }
}

module "stack" {
  source = "../../terraform/stack"

  environment                   = "prod"
  alarm_emails                  = var.alarm_emails
  artifact                      = var.artifact
  concurrency                   = var.concurrency
  configuration_closed-queues   = var.configuration_closed-queues
  configuration_desk            = var.configuration_desk
  configuration_rollout_minutes = var.configuration_rollout_minutes
  database_store                = var.database_store
  deletion_protection           = var.deletion_protection
  log_level                     = var.log_level
  log_retention_days            = var.log_retention_days
  network                       = var.network
  versions_in_flight            = var.versions_in_flight
}
