# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      application = "atendimento"
      managed-by  = "terraform"
    }
  }
}

data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

locals {
  application = "atendimento"
  partition   = data.aws_partition.current.partition
  account     = data.aws_caller_identity.current.account_id
}

module "state" {
  source = "../modules/bucket"

  name             = "${local.application}-state-${local.account}"
  description      = "Terraform's state, one object for each environment."
  old_version_days = 90
}

module "artifacts" {
  source = "../modules/bucket"

  name             = "${local.application}-artifacts-${local.account}"
  description      = "Packages, each under its own digest."
  old_version_days = 30
}

resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
