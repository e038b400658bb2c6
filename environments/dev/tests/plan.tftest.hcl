# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }

  mock_data "aws_partition" {
    defaults = {
      partition = "aws"
    }
  }

  mock_data "aws_region" {
    defaults = {
      name = "us-east-1"
    }
  }

  mock_resource "aws_apigatewayv2_api" {
    defaults = {
      execution_arn = "arn:aws:execute-api:us-east-1:123456789012:any"
    }
  }

  mock_resource "aws_cloudwatch_event_bus" {
    defaults = {
      arn = "arn:aws:events:us-east-1:123456789012:event-bus/any"
    }
  }

  mock_resource "aws_cloudwatch_event_rule" {
    defaults = {
      arn = "arn:aws:events:us-east-1:123456789012:rule/any/any"
    }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = {
      arn = "arn:aws:logs:us-east-1:123456789012:log-group:any"
    }
  }

  mock_resource "aws_appconfig_application" {
    defaults = {
      id  = "any1234"
      arn = "arn:aws:appconfig:us-east-1:123456789012:application/any1234"
    }
  }

  mock_resource "aws_appconfig_configuration_profile" {
    defaults = {
      configuration_profile_id = "any1234"
    }
  }

  mock_resource "aws_appconfig_environment" {
    defaults = {
      environment_id = "any1234"
    }
  }

  mock_resource "aws_appconfig_deployment_strategy" {
    defaults = {
      id = "any1234"
    }
  }

  mock_resource "aws_db_instance" {
    defaults = {
      resource_id        = "db-ANY"
      master_user_secret = [{ kms_key_id = "any", secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!any-AbCdEf", secret_status = "active" }]
    }
  }

  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::123456789012:role/any"
    }
  }

  mock_resource "aws_lambda_alias" {
    defaults = {
      arn = "arn:aws:lambda:us-east-1:123456789012:function:any:live"
    }
  }

  mock_resource "aws_lambda_function" {
    defaults = {
      qualified_arn = "arn:aws:lambda:us-east-1:123456789012:function:any:1"
    }
  }

  mock_resource "aws_scheduler_schedule_group" {
    defaults = {
      arn = "arn:aws:scheduler:us-east-1:123456789012:schedule-group/any"
    }
  }

  mock_resource "aws_secretsmanager_secret" {
    defaults = {
      arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:any-AbCdEf"
    }
  }

  mock_resource "aws_s3_bucket" {
    defaults = {
      arn = "arn:aws:s3:::any"
    }
  }

  mock_resource "aws_sfn_alias" {
    defaults = {
      arn = "arn:aws:states:us-east-1:123456789012:stateMachine:any:live"
    }
  }

  mock_resource "aws_sfn_state_machine" {
    defaults = {
      arn = "arn:aws:states:us-east-1:123456789012:stateMachine:any"
    }
  }

  mock_resource "aws_sqs_queue" {
    defaults = {
      arn = "arn:aws:sqs:us-east-1:123456789012:any"
    }
  }
}

variables {
  environment        = "dev"
  versions_in_flight = {}
  artifact = {
    bucket = "any"
    key    = "any"
    sha256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
  }
}

run "what_dev_must_hold" {
  command = plan

  module {
    source = "../../terraform/stack"
  }

  assert {
    condition     = alltrue([for it in local.every_function : it.log_retention_days > 0])
    error_message = "Each function has a log, kept for 1 days or more."
  }

  assert {
    condition     = alltrue([for it in local.every_function : 31 > it.log_retention_days])
    error_message = "No log is kept for more than 30 days."
  }

  assert {
    condition     = length(distinct([for it in local.every_function : it.role_name])) == length(local.every_function)
    error_message = "Each function has a role of its own."
  }

  assert {
    condition     = length(setsubtract(flatten([for it in concat(local.every_function, local.every_workflow) : it.actions_on_everything]), ["ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:UnassignPrivateIpAddresses", "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery"])) == 0
    error_message = "No role may do anything to everything but what AWS offers no resource for."
  }

  assert {
    condition     = alltrue([for it in local.every_function : length(it.alarm_arns) > 2])
    error_message = "Each function rings when it fails, is refused, or nears its time-out."
  }

  assert {
    condition     = alltrue([for it in local.every_workflow : length(it.alarm_arns) > 2])
    error_message = "Each workflow rings when it fails, times out, or is slowed down."
  }

  assert {
    condition     = module.api.throttle.rate > 0
    error_message = "The API refuses what is too much."
  }

  assert {
    condition     = module.database_platform.safety.encrypted
    error_message = "Data at rest is encrypted."
  }

  assert {
    condition     = module.database_platform.safety.tls_only
    error_message = "Connections without TLS are refused."
  }

  assert {
    condition     = module.database_platform.safety.iam_authentication
    error_message = "Functions sign in with IAM."
  }

  assert {
    condition     = module.database_platform.safety.public == false
    error_message = "Nobody outside the VPC reaches the database."
  }

  assert {
    condition     = module.database_platform.safety.multi_az == false
    error_message = "A standby doubles the price."
  }

  assert {
    condition     = startswith(module.database_platform.safety.instance_class, "db.t")
    error_message = "The instance is of a burstable class, which are the cheapest."
  }

  assert {
    condition     = module.database_platform.safety.backup_retention_days > 0
    error_message = "Data can be restored as it was 1 days ago."
  }

  assert {
    condition     = module.database_platform.client_connections == sum(values(var.concurrency)) * 1
    error_message = "The plan checks the connections that the functions' concurrency amounts to."
  }

  assert {
    condition     = length(module.network.nat_public_ips) == 0
    error_message = "No NAT gateway: each costs about 37 USD a month, idle."
  }
}

run "platform_refuses_more_connections_than_it_takes" {
  command = plan

  module {
    source = "../../terraform/modules/database"
  }

  variables {
    prefix                 = "any-dev"
    name                   = "platform"
    instance_class         = var.database_platform.instance_class
    allocated_storage_gb   = var.database_platform.allocated_storage_gb
    multi_az               = var.database_platform.multi_az
    backup_retention_days  = var.database_platform.backup_retention_days
    alarm_topic_arn        = "any"
    connections_per_client = 1
    clients = {
      too_many = 5001
    }
    network = {
      vpc_id                     = "any"
      function_security_group_id = "any"
      subnet_ids                 = ["one", "two"]
    }
  }

  expect_failures = [aws_db_parameter_group.this]
}
