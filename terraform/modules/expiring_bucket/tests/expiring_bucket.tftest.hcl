mock_provider "aws" {
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::atendimento-dev-exports-0123abcd" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  override_during = plan
}

variables {
  prefix             = "atendimento-dev"
  name               = "exports"
  description        = "What customers asked a copy of."
  expires_after_days = 7
}

run "nobody_else_reads_it_and_it_goes_by_itself" {
  command = plan

  assert {
    condition     = one(aws_s3_bucket_lifecycle_configuration.this.rule).expiration[0].days == 7
    error_message = "Objects go after 7 days."
  }

  assert {
    condition     = can(regex("^atendimento-dev-exports-[0-9a-f]{8}$", aws_s3_bucket.this.bucket)) && !strcontains(aws_s3_bucket.this.bucket, "123456789012")
    error_message = "The name is the environment's, and does not show the account."
  }

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls,
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "Nothing is public."
  }

  assert {
    condition     = one([for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Condition if statement.Sid == "DenyInsecureTransport"]) == { Bool = { "aws:SecureTransport" = "false" } }
    error_message = "Plain HTTP is refused."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name               = "Not_a_bucket"
    expires_after_days = 0
  }

  expect_failures = [var.name, var.expires_after_days]
}
