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
    key          = "atendimento/staging.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region              = var.region
  allowed_account_ids = compact([var.account_id])

  default_tags {
    tags = {
      application = "atendimento"
      environment = "staging"
      managed-by  = "terraform"
    }
  }
}

module "stack" {
  source = "../../terraform/stack"

  environment                   = "staging"
  alarm_emails                  = var.alarm_emails
  answer_model                  = var.answer_model
  api_throttle                  = var.api_throttle
  artifact                      = var.artifact
  concurrency                   = var.concurrency
  configuration_platform_flags  = var.configuration_platform_flags
  configuration_rollout_minutes = var.configuration_rollout_minutes
  database_platform             = var.database_platform
  deletion_protection           = var.deletion_protection
  intent_model                  = var.intent_model
  log_level                     = var.log_level
  log_retention_days            = var.log_retention_days
  network                       = var.network
  openai_base_url               = var.openai_base_url
  versions_in_flight            = var.versions_in_flight
}
