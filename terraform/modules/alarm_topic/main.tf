data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

# Where every alarm of the environment says that it rang, and that it is over.
resource "aws_sns_topic" "this" {
  #checkov:skip=CKV_AWS_26: Alarms name metrics and thresholds, nothing of a customer. CloudWatch cannot use alias/aws/sns, and a key of our own (1 USD a month) would be one more thing that can silence them.
  name = "${var.prefix}-alarms"
}

resource "aws_sns_topic_policy" "this" {
  arn = aws_sns_topic.this.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AlarmsOfThisEnvironment"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this.arn
        Condition = {
          StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
          ArnLike = { "aws:SourceArn" = join(":", [
            "arn", data.aws_partition.current.partition, "cloudwatch", data.aws_region.current.name,
            data.aws_caller_identity.current.account_id, "alarm", "${var.prefix}-*",
          ]) }
        }
      },
      {
        Sid       = "DenyInsecureTransport"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

# Each address is asked once whether it wants this; until it says yes, it gets nothing.
resource "aws_sns_topic_subscription" "email" {
  for_each = var.emails

  topic_arn = aws_sns_topic.this.arn
  protocol  = "email"
  endpoint  = each.key
}
