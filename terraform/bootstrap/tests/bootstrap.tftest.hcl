mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
}

variables {
  repository = "acme/atendimento"
}

run "each_environment_has_a_role_that_deploys_and_one_that_plans" {
  command = plan

  assert {
    condition     = join(" ", keys(output.deploy_roles)) == "dev prod staging" && join(" ", keys(output.plan_roles)) == "dev prod staging"
    error_message = "By default an account holds dev, staging and prod."
  }

  assert {
    condition     = aws_iam_openid_connect_provider.github.url == "https://token.actions.githubusercontent.com" && one(aws_iam_openid_connect_provider.github.client_id_list) == "sts.amazonaws.com"
    error_message = "GitHub's tokens are taken, and only those that are meant for STS."
  }
}

run "an_account_of_one_environment" {
  command = plan

  variables {
    environments = { prod = { region = "eu-central-1" } }
  }

  assert {
    condition     = join(" ", keys(output.deploy_roles)) == "prod"
    error_message = "Only what the account holds has roles."
  }
}

run "refuses_a_repository_with_wildcards" {
  command = plan

  variables {
    repository = "acme/*"
  }

  expect_failures = [var.repository]
}

run "refuses_a_branch_with_wildcards" {
  command = plan

  variables {
    default_branch = "*"
  }

  expect_failures = [var.default_branch]
}
