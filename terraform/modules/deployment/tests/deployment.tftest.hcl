mock_provider "aws" {}

variables {
  prefix              = "atendimento-dev"
  environment         = "dev"
  repository          = "acme/atendimento"
  default_branch      = "main"
  github_provider_arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
  boundary            = "{}"
  deploy_policies     = { deploy-1 = "{}", deploy-2 = "{}" }
  publish             = false
  publish_policies    = { publish = "{}" }
  plan_policies       = { plan = "{}" }
}

run "who_may_take_a_role_is_said_to_the_letter" {
  command = plan

  assert {
    condition = jsondecode(aws_iam_role.this["deploy"].assume_role_policy).Statement[0].Condition == {
      StringEquals = {
        "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
        "token.actions.githubusercontent.com:sub" = ["repo:acme/atendimento:environment:dev"]
      }
    }
    error_message = "Only a job in the environment deploys to it."
  }

  assert {
    condition = jsondecode(aws_iam_role.this["plan"].assume_role_policy).Statement[0].Condition == {
      StringEquals = {
        "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
        "token.actions.githubusercontent.com:sub" = ["repo:acme/atendimento:pull_request", "repo:acme/atendimento:ref:refs/heads/main"]
      }
    }
    error_message = "Pull requests and the default branch plan."
  }

  assert {
    condition     = alltrue([for role in aws_iam_role.this : jsondecode(role.assume_role_policy).Statement[0].Action == "sts:AssumeRoleWithWebIdentity"])
    error_message = "Roles are taken with GitHub's tokens and in no other way."
  }
}

run "a_deploy_reaches_neither_its_own_role_nor_the_boundary" {
  command = plan

  assert {
    condition     = alltrue([for role in aws_iam_role.this : role.path == "/bootstrap/" && startswith(role.name, "bootstrap-")])
    error_message = "The stack's roles are `PREFIX-NAME` without a path; these are not among them."
  }

  assert {
    condition     = aws_iam_policy.boundary.path == "/bootstrap/" && aws_iam_policy.boundary.name == "atendimento-dev-boundary"
    error_message = "The stack names the boundary by this path and name."
  }
}

run "only_publishers_publish" {
  command = plan

  assert {
    condition     = join(" ", keys(aws_iam_policy.this)) == "deploy/deploy-1 deploy/deploy-2 plan/plan"
    error_message = "Without `publish` no policy lets a deploy put packages."
  }
}

run "publishers_do" {
  command = plan

  variables {
    publish = true
  }

  assert {
    condition     = contains(keys(aws_iam_policy.this), "deploy/publish")
    error_message = "With `publish` the deploying role may put packages."
  }
}
