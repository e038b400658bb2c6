# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

locals {
  prefix               = "desk-${var.environment}"
  partition            = data.aws_partition.current.partition
  region               = data.aws_region.current.name
  account              = data.aws_caller_identity.current.account_id
  permissions_boundary = "arn:${local.partition}:iam::${local.account}:policy/bootstrap/${local.prefix}-boundary"
}
