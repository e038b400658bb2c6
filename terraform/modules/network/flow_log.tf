# Refused connections only: they show what a security group stops, at a fraction of the price of all traffic.
resource "aws_flow_log" "rejected" {
  vpc_id          = aws_vpc.this.id
  traffic_type    = "REJECT"
  log_destination = aws_cloudwatch_log_group.flow.arn
  iam_role_arn    = aws_iam_role.flow_log.arn

  depends_on = [aws_iam_role_policy.flow_log]
}

resource "aws_cloudwatch_log_group" "flow" {
  #checkov:skip=CKV_AWS_158: CloudWatch encrypts at rest; flow logs hold private addresses only.
  #checkov:skip=CKV_AWS_338: How long logs are kept is the environment's choice: dev keeps days, prod a year.
  name              = "/aws/vpc/${var.prefix}"
  retention_in_days = var.log_retention_days
}

resource "aws_iam_role" "flow_log" {
  name                 = "${var.prefix}-flow-log"
  description          = "Writes the flow log of the VPC ${var.prefix}."
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "FlowLogsOfThisAccount"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "vpc-flow-logs.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
        ArnLike = { "aws:SourceArn" = join(":", [
          "arn", data.aws_partition.current.partition, "ec2", data.aws_region.current.name,
          data.aws_caller_identity.current.account_id, "vpc-flow-log/*",
        ]) }
      }
    }]
  })
}

resource "aws_iam_role_policy" "flow_log" {
  name = "write"
  role = aws_iam_role.flow_log.name

  # https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html lists five actions, on `*`. Terraform makes
  # the group, and but for the search for it they can be limited to it.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "FindLogGroupsBecauseNoResourceTypeExists"
        Effect   = "Allow"
        Action   = ["logs:DescribeLogGroups"]
        Resource = "*"
      },
      {
        Sid      = "ListStreamsOfOneLogGroup"
        Effect   = "Allow"
        Action   = ["logs:DescribeLogStreams"]
        Resource = "${aws_cloudwatch_log_group.flow.arn}:*"
      },
      {
        Sid      = "WriteOneLogGroup"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.flow.arn}:log-stream:*"
      },
    ]
  })
}
