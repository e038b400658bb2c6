data "aws_caller_identity" "current" {}

locals {
  full_name = "${var.prefix}-${var.name}"
}

# Made here and not by Lambda, so that retention is ours and the role needs no logs:CreateLogGroup.
resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_158: CloudWatch encrypts at rest; logs carry ids only, so a key of our own would add cost and no protection.
  #checkov:skip=CKV_AWS_338: How long logs are kept is the environment's choice: dev keeps days, prod a year.
  name              = "/aws/lambda/${local.full_name}"
  retention_in_days = var.log_retention_days
}

resource "aws_iam_role" "this" {
  name                 = local.full_name
  description          = "Runs the function ${local.full_name}, and nothing else."
  permissions_boundary = var.permissions_boundary

  # Lambda sends aws:SourceAccount when it assumes a role. It documents no aws:SourceArn for this call.
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "LambdaOfThisAccount"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
      }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name   = "signature"
  role   = aws_iam_role.this.name
  policy = var.policy
}

# The two exclusive resources make a permission that was added by hand show up as drift, and take it away.
resource "aws_iam_role_policies_exclusive" "this" {
  role_name    = aws_iam_role.this.name
  policy_names = [aws_iam_role_policy.this.name]
}

resource "aws_iam_role_policy_attachments_exclusive" "this" {
  role_name   = aws_iam_role.this.name
  policy_arns = []
}

resource "aws_lambda_function" "this" {
  #checkov:skip=CKV_AWS_115: Reserved concurrency is the environment's choice and may be absent.
  #checkov:skip=CKV_AWS_116: Only a function that is invoked asynchronously has dead letters (var.dead_letters).
  #checkov:skip=CKV_AWS_117: Only a function whose signature needs the VPC is put into it (var.network).
  #checkov:skip=CKV_AWS_173: The environment holds names and ARNs, no secret; Lambda encrypts it at rest.
  #checkov:skip=CKV_AWS_272: The artifact is pinned by its SHA-256, which the build that produced it computed.
  function_name = local.full_name
  description   = var.description
  role          = aws_iam_role.this.arn

  runtime          = "provided.al2023"
  architectures    = ["arm64"]
  handler          = var.name
  s3_bucket        = var.artifact.bucket
  s3_key           = var.artifact.key
  source_code_hash = var.artifact.sha256
  publish          = true

  memory_size                    = var.memory_mb
  timeout                        = var.timeout_seconds
  reserved_concurrent_executions = var.reserved_concurrency

  logging_config {
    log_format            = "JSON"
    log_group             = aws_cloudwatch_log_group.this.name
    application_log_level = var.log_level
    system_log_level      = "INFO" # platform.report, which carries duration and memory, is logged at INFO
  }

  tracing_config {
    mode = "PassThrough"
  }

  dynamic "environment" {
    for_each = length(var.environment) > 0 ? [var.environment] : []
    content {
      variables = environment.value
    }
  }

  dynamic "vpc_config" {
    for_each = var.network[*]
    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  dynamic "dead_letter_config" {
    for_each = var.dead_letters[*]
    content {
      target_arn = dead_letter_config.value.arn
    }
  }

  # Lambda checks VPC and dead-letter permissions when it creates the function; the graph alone does not show that.
  # New code comes after what it relies on: a failed migration leaves the old code running.
  depends_on = [aws_iam_role_policy.this, var.after]
}

# For callers that shall always meet the newest version (routes, rules) and for shifting back after an alarm.
# Machines name the version itself, so that a running execution ends on the code it began with.
resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "The version last deployed."
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version
}
