mock_provider "aws" {
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::atendimento-state-123456789012" }
  }
  override_during = plan
}

variables {
  name             = "atendimento-state-123456789012"
  description      = "Terraform's state."
  old_version_days = 90
}

run "nobody_else_reads_it_and_nothing_is_lost_at_once" {
  command = plan

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled" && one(aws_s3_bucket_lifecycle_configuration.this.rule).noncurrent_version_expiration[0].noncurrent_days == 90
    error_message = "What was replaced can be had back for 90 days."
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
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "Objects are encrypted."
  }

  assert {
    condition     = one([for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Condition if statement.Sid == "DenyInsecureTransport"]) == { Bool = { "aws:SecureTransport" = "false" } }
    error_message = "Plain HTTP is refused."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name             = "Not_a_bucket"
    old_version_days = 0
  }

  expect_failures = [var.name, var.old_version_days]
}
