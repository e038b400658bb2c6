data "aws_caller_identity" "current" {}

locals {
  full_name = "${var.prefix}-${var.name}"
  alias     = reverse(split(":", var.function_arn))[0]
}

# A group of its own: Scheduler reports by group, and tells the role's trust the group.
resource "aws_scheduler_schedule_group" "this" {
  name = local.full_name
}

resource "aws_scheduler_schedule" "this" {
  #checkov:skip=CKV_AWS_297: The input is a time; a key of our own would add cost and no protection.
  name                         = local.full_name
  group_name                   = aws_scheduler_schedule_group.this.name
  schedule_expression          = var.expression
  schedule_expression_timezone = var.timezone

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = var.function_arn
    role_arn = aws_iam_role.this.arn
    input    = jsonencode({ at = "<aws.scheduler.scheduled-time>" })

    retry_policy {
      maximum_event_age_in_seconds = var.max_age_seconds
      maximum_retry_attempts       = 185 # within that age
    }

    dead_letter_config {
      arn = var.dead_letter_arn
    }
  }

  # Scheduler tries the role as it makes the schedule.
  depends_on = [aws_iam_role_policy.this]
}

resource "aws_iam_role" "this" {
  name                 = "${local.full_name}-schedule" # beside the function's own
  description          = "Starts the function ${local.full_name}, and nothing else."
  permissions_boundary = var.permissions_boundary

  # Scheduler names the group of the schedule, not the schedule.
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "ThisScheduleGroup"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
        ArnEquals    = { "aws:SourceArn" = aws_scheduler_schedule_group.this.arn }
      }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "schedule"
  role = aws_iam_role.this.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "StartTheFunction"
        Effect   = "Allow"
        Action   = "lambda:InvokeFunction"
        Resource = var.function_arn
      },
      {
        Sid      = "KeepWhatCannotBeDelivered"
        Effect   = "Allow"
        Action   = "sqs:SendMessage"
        Resource = var.dead_letter_arn
      },
    ]
  })
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

# Nobody waits for the answer: Lambda tries a failure twice more, and then has it put into the dead-letter queue.
resource "aws_lambda_function_event_invoke_config" "this" {
  function_name                = var.function_name
  qualifier                    = local.alias
  maximum_event_age_in_seconds = var.max_age_seconds
  maximum_retry_attempts       = 2
}
