locals {
  # Apart from whatever the stack makes, by path and by name: a deploy may alter roles below its prefix, and not these.
  path = "/bootstrap/"
  name = "bootstrap-${var.prefix}"

  # Who may take a role is who GitHub says it is: a job in the environment, and for plans pull requests of the repository
  # itself (a fork's jobs get no token) and the nightly run on the default branch.
  roles = {
    deploy = {
      description = "Deploys ${var.prefix} from GitHub."
      hours       = 2
      subjects    = ["repo:${var.repository}:environment:${var.environment}"]
    }
    plan = {
      description = "Plans ${var.prefix} from GitHub and changes nothing."
      hours       = 1
      subjects    = ["repo:${var.repository}:pull_request", "repo:${var.repository}:ref:refs/heads/${var.default_branch}"]
    }
  }

  policies = {
    deploy = merge(var.deploy_policies, { for name, policy in var.publish_policies : name => policy if var.publish })
    plan   = var.plan_policies
  }

  attached = merge([for role, policies in local.policies : {
    for name, policy in policies : "${role}/${name}" => { role = role, name = name, policy = policy }
  }]...)
}

# The deploying role makes roles only within this, and cannot alter it.
resource "aws_iam_policy" "boundary" {
  #checkov:skip=CKV_AWS_290: A boundary permits nothing by itself: it is what a role's own policy must keep within.
  #checkov:skip=CKV_AWS_355: Network interfaces and log deliveries have no names to limit it to; each such statement says so.
  name        = "${var.prefix}-boundary"
  path        = local.path
  description = "What no role of ${var.prefix} may go beyond."
  policy      = var.boundary
}

resource "aws_iam_role" "this" {
  for_each = local.roles

  name                 = "${local.name}-${each.key}"
  path                 = local.path
  description          = each.value.description
  max_session_duration = each.value.hours * 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "GitHub"
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = var.github_provider_arn }
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = each.value.subjects
        }
      }
    }]
  })
}

resource "aws_iam_policy" "this" {
  #checkov:skip=CKV_AWS_289: Roles are managed below the environment's prefix and within the boundary only; a test tries the rest.
  #checkov:skip=CKV_AWS_290: What AWS gives out ids for is limited by tags; a statement on `*` says why in its Sid.
  #checkov:skip=CKV_AWS_355: A statement on `*` says why in its Sid.
  for_each = local.attached

  name        = "${local.name}-${each.value.name}"
  path        = local.path
  description = local.roles[each.value.role].description
  policy      = each.value.policy
}

# Exclusive, so that what was attached by hand shows up as drift.
resource "aws_iam_role_policy_attachments_exclusive" "this" {
  for_each = local.roles

  role_name   = aws_iam_role.this[each.key].name
  policy_arns = [for key, attached in local.attached : aws_iam_policy.this[key].arn if attached.role == each.key]
}

resource "aws_iam_role_policies_exclusive" "this" {
  for_each = local.roles

  role_name    = aws_iam_role.this[each.key].name
  policy_names = []
}
