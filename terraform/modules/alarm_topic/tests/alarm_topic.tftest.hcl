mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { name = "eu-west-1" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:atendimento-test-alarms" }
  }
}

variables {
  prefix = "atendimento-test"
  emails = ["on-call@example.com"]
}

run "takes_alarms_of_this_environment_and_nothing_else" {
  command = plan

  assert {
    condition = [for statement in jsondecode(aws_sns_topic_policy.this.policy).Statement : statement if statement.Effect == "Allow"] == [{
      Sid       = "AlarmsOfThisEnvironment"
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-west-1:123456789012:atendimento-test-alarms"
      Condition = {
        StringEquals = { "aws:SourceAccount" = "123456789012" }
        ArnLike      = { "aws:SourceArn" = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:atendimento-test-*" }
      }
    }]
    error_message = "Only this environment's alarms may publish."
  }
  assert {
    condition     = [for subscription in aws_sns_topic_subscription.email : "${subscription.protocol} ${subscription.endpoint}"] == ["email on-call@example.com"]
    error_message = "Each address is subscribed by e-mail."
  }
}

run "needs_nobody_to_listen" {
  command = plan

  variables {
    emails = []
  }

  assert {
    condition     = length(aws_sns_topic_subscription.email) == 0
    error_message = "Without addresses there is no subscription."
  }
}

run "refuses_what_is_no_address" {
  command = plan

  variables {
    emails = ["on-call"]
  }

  expect_failures = [var.emails]
}
