data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  full_name = "${var.prefix}-${var.name}"

  # Put together rather than read from the machine: the machine needs the role, and the role's trust names the machine.
  machine_arn = join(":", [
    "arn", data.aws_partition.current.partition, "states", data.aws_region.current.name,
    data.aws_caller_identity.current.account_id, "stateMachine", local.full_name,
  ])

  # A Standard execution keeps its history in the service; an Express execution leaves only its log.
  log_groups = var.kind == "EXPRESS" ? toset(["/aws/vendedlogs/states/${local.full_name}"]) : toset([])
}

# The vendedlogs prefix keeps the account's one log resource policy from growing with each machine.
resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_158: CloudWatch encrypts at rest; execution data is not logged, so a key of our own would add no protection.
  #checkov:skip=CKV_AWS_338: How long logs are kept is the environment's choice: dev keeps days, prod a year.
  for_each = local.log_groups

  name              = each.key
  retention_in_days = var.log_retention_days
}

resource "aws_iam_role" "this" {
  name                 = "${local.full_name}-workflow" # a handler may bear the workflow's name, and roles share one namespace
  description          = "Runs the state machine ${local.full_name}, and nothing else."
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "ThisStateMachine"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "states.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
        # The second pattern is the machine's own versions and aliases.
        ArnLike = { "aws:SourceArn" = [local.machine_arn, "${local.machine_arn}:*"] }
      }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name   = "definition"
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

resource "aws_sfn_state_machine" "this" {
  #checkov:skip=CKV_AWS_284: Tracing needs permissions on `*`; it is turned on only when the policy asks for them.
  #checkov:skip=CKV_AWS_285: Express machines log errors without execution data, because the data is what customers wrote.
  name       = local.full_name
  type       = var.kind
  role_arn   = aws_iam_role.this.arn
  definition = var.definition
  publish    = true

  dynamic "logging_configuration" {
    for_each = aws_cloudwatch_log_group.this
    content {
      level                  = "ERROR"
      include_execution_data = false
      log_destination        = "${logging_configuration.value.arn}:*"
    }
  }

  # Creation fails with AccessDenied while the role may not yet deliver logs; the graph alone does not show that.
  depends_on = [aws_iam_role_policy.this]
}

resource "aws_sfn_alias" "live" {
  name        = "live"
  description = var.description

  routing_configuration {
    state_machine_version_arn = aws_sfn_state_machine.this.state_machine_version_arn
    weight                    = 100
  }

  # A machine takes its aliases along when it goes, as it does when its kind changes.
  lifecycle {
    replace_triggered_by = [aws_sfn_state_machine.this.id]
  }
}
