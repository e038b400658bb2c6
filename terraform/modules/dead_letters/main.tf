locals {
  full_name = "${var.prefix}-${var.name}"
}

# What reaches a function by itself and fails for good: nobody waited for an answer, so nobody else knows of it.
resource "aws_sqs_queue" "this" {
  name                      = "${local.full_name}-undelivered"
  message_retention_seconds = 1209600 # the longest SQS offers
  sqs_managed_sse_enabled   = true
}

# Lambda and Scheduler send with roles of ours, to which IAM grants it; a rule has no role of its own.
resource "aws_sqs_queue_policy" "this" {
  queue_url = aws_sqs_queue.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "DenyInsecureTransport"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.this.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      [for rule in [var.event_rule_arn] : {
        Sid       = "EventRule"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.this.arn
        Condition = { ArnEquals = { "aws:SourceArn" = rule } }
      } if rule != null],
    )
  })
}
