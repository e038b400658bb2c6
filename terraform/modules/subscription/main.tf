data "aws_caller_identity" "current" {}

locals {
  full_name = "${var.prefix}-${var.name}"
  alias     = reverse(split(":", var.function_arn))[0]
}

resource "aws_cloudwatch_event_rule" "this" {
  name           = local.full_name
  description    = var.description
  event_bus_name = var.event_bus_name

  event_pattern = jsonencode({
    source      = [var.event_source]
    detail-type = [var.detail_type]
  })
}

resource "aws_cloudwatch_event_target" "this" {
  rule           = aws_cloudwatch_event_rule.this.name
  event_bus_name = var.event_bus_name
  target_id      = "function"
  arn            = var.function_arn

  retry_policy {
    maximum_event_age_in_seconds = var.max_age_seconds
    maximum_retry_attempts       = 185 # within that age
  }

  dead_letter_config {
    arn = var.dead_letter_arn
  }
}

# This rule alone may start the function, and only its alias.
resource "aws_lambda_permission" "this" {
  statement_id   = "${local.full_name}-event"
  action         = "lambda:InvokeFunction"
  function_name  = var.function_name
  qualifier      = local.alias
  principal      = "events.amazonaws.com"
  source_arn     = aws_cloudwatch_event_rule.this.arn
  source_account = data.aws_caller_identity.current.account_id
}

# Nobody waits for the answer: Lambda tries a failure twice more, and then has it put into the dead-letter queue.
resource "aws_lambda_function_event_invoke_config" "this" {
  function_name                = var.function_name
  qualifier                    = local.alias
  maximum_event_age_in_seconds = var.max_age_seconds
  maximum_retry_attempts       = 2
}
