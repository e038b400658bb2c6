mock_provider "aws" {
  mock_resource "aws_appconfig_application" {
    defaults = {
      id  = "abc1234"
      arn = "arn:aws:appconfig:us-east-1:123456789012:application/abc1234"
    }
  }
  mock_resource "aws_appconfig_environment" {
    defaults = { environment_id = "env1234" }
  }
  mock_resource "aws_appconfig_configuration_profile" {
    defaults = { configuration_profile_id = "pro1234" }
  }
  mock_resource "aws_appconfig_hosted_configuration_version" {
    defaults = { version_number = 7 }
  }
  override_during = plan
}

variables {
  prefix          = "atendimento-dev"
  rollout_minutes = 10
  configurations = {
    limits = {
      description = "How much."
      schema      = "{ \"type\": \"object\" }"
      content     = "{\"most\":3}"
    }
    switches = {
      description = "What is on."
      schema      = "{}"
      content     = "{}"
    }
  }
}

run "what_is_said_goes_round_by_and_by" {
  command = plan

  assert {
    condition     = output.arns["limits"] == "arn:aws:appconfig:us-east-1:123456789012:application/abc1234/environment/env1234/configuration/pro1234"
    error_message = "The ARN is the configuration's, as the service authorization reference has it."
  }

  assert {
    condition     = one(aws_appconfig_configuration_profile.this["limits"].validator) == { content = "{\"type\":\"object\"}", type = "JSON_SCHEMA" }
    error_message = "What is no such document is refused."
  }

  assert {
    condition     = alltrue([for deployment in aws_appconfig_deployment.this : deployment.configuration_version == "7"])
    error_message = "What is deployed is the document that was just written."
  }

  assert {
    condition     = length(distinct([for environment in aws_appconfig_environment.this : environment.name])) == 2
    error_message = "Each has an environment of its own: two deployments in one would fail."
  }

  assert {
    condition     = aws_appconfig_deployment_strategy.this.growth_factor == 20 && aws_appconfig_deployment_strategy.this.deployment_duration_in_minutes == 10
    error_message = "A change reaches a fifth of the instances at a time."
  }
}

run "at_once" {
  command = plan

  variables {
    rollout_minutes = 0
  }

  assert {
    condition     = aws_appconfig_deployment_strategy.this.growth_factor == 100 && aws_appconfig_deployment_strategy.this.final_bake_time_in_minutes == 0
    error_message = "A change reaches everybody at once, and the next one need not wait."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    rollout_minutes = 0.5
    configurations = {
      Limits = {
        description = "How much."
        schema      = "no schema"
        content     = "{"
      }
    }
  }

  expect_failures = [var.rollout_minutes, var.configurations]
}
