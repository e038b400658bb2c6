data "aws_caller_identity" "current" {}

locals {
  # Buckets are one namespace over all accounts: the digest makes the name ours without showing the account.
  full_name = "${var.prefix}-${var.name}-${substr(sha256("${data.aws_caller_identity.current.account_id} ${var.prefix} ${var.name}"), 0, 8)}"
}

# What is here is a copy of what is kept elsewhere, and goes by itself. No version is kept: what is deleted is gone.
resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18: Who read and wrote is in CloudTrail's data events, if the account keeps them; a log bucket would need a log bucket.
  #checkov:skip=CKV_AWS_21: A version that is kept would outlive whoever asks to be erased.
  #checkov:skip=CKV_AWS_144: A second region would hold a second copy of what is to go.
  #checkov:skip=CKV_AWS_145: S3 encrypts with its own keys; a key of ours (1 USD a month) would not keep out anybody whom the policies let in.
  #checkov:skip=CKV2_AWS_62: Nothing waits for an object to appear.
  bucket        = local.full_name
  force_destroy = true # what expires is no reason to keep an environment
  tags          = { description = var.description }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# Rights are given by policies alone: no object has an access list of its own.
resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.this.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "expire"
    status = "Enabled"
    filter {}

    expiration {
      days = var.expires_after_days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyInsecureTransport"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "DenyOldTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
        Condition = { NumericLessThan = { "s3:TlsVersion" = "1.2" } }
      },
    ]
  })

  depends_on = [aws_s3_bucket_public_access_block.this]
}
