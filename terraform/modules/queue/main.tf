locals {
  full_name = "${var.prefix}-${var.name}"

  queues = {
    main        = aws_sqs_queue.this
    dead_letter = aws_sqs_queue.dead_letter
  }
}

resource "aws_sqs_queue" "this" {
  name                       = local.full_name
  visibility_timeout_seconds = var.visibility_timeout_seconds
  message_retention_seconds  = var.message_retention_seconds
  receive_wait_time_seconds  = 20 # long polling: fewer empty answers to pay for
  sqs_managed_sse_enabled    = true

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letter.arn
    maxReceiveCount     = var.max_receive_count
  })
}

resource "aws_sqs_queue" "dead_letter" {
  name                      = "${local.full_name}-dead-letter"
  message_retention_seconds = 1209600 # the longest SQS offers: age counts from the first send, not from the move
  sqs_managed_sse_enabled   = true
}

# A queue has one policy document. Access within the account is granted by IAM; this one forbids plain HTTP
# and lets in the rules, which have no role of their own.
resource "aws_sqs_queue_policy" "this" {
  for_each = local.queues

  queue_url = each.value.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "DenyInsecureTransport"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = each.value.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      [for rules in [sort(var.event_rule_arns)] : {
        Sid       = "EventRules"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = each.value.arn
        Condition = { ArnEquals = { "aws:SourceArn" = rules } }
      } if each.key == "main" && length(rules) > 0],
    )
  })
}
