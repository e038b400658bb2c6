# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

locals {
  prefix               = "atendimento-${var.environment}"
  partition            = data.aws_partition.current.partition
  region               = data.aws_region.current.name
  account              = data.aws_caller_identity.current.account_id
  permissions_boundary = "arn:${local.partition}:iam::${local.account}:policy/bootstrap/${local.prefix}-boundary"

  functions = "arn:${local.partition}:lambda:${local.region}:${local.account}:function:${local.prefix}"
  in_flight = { for workflow, handlers in var.versions_in_flight : workflow => flatten([for handler, versions in handlers : formatlist("${local.functions}-${handler}:%s", versions)]) }
}
