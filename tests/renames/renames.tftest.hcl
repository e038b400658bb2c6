# The stack as it was is applied to a mocked provider; then, in the same state, it is planned as it is now.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { name = "eu-west-1" }
  }
  mock_resource "aws_apigatewayv2_api" {
    defaults = { execution_arn = "arn:aws:execute-api:eu-west-1:123456789012:HttpApi" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:any" }
  }
  mock_resource "aws_cloudwatch_metric_alarm" {
    defaults = { arn = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:any" }
  }
  mock_resource "aws_db_instance" {
    defaults = { resource_id = "db-DATABASE" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/any" }
  }
  mock_resource "aws_lambda_alias" {
    defaults = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:any:live" }
  }
  mock_resource "aws_lambda_function" {
    defaults = {
      qualified_arn = "arn:aws:lambda:eu-west-1:123456789012:function:any:1"
      version       = "1"
    }
  }
  mock_resource "aws_sfn_alias" {
    defaults = { arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:any:live" }
  }
  mock_resource "aws_sfn_state_machine" {
    defaults = {
      arn                       = "arn:aws:states:eu-west-1:123456789012:stateMachine:any"
      state_machine_version_arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:any:1"
    }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:alarms" }
  }
}

run "as_it_was" {
  state_key = "stack"

  module {
    source = "./before/terraform/stack"
  }
}

run "as_it_is" {
  command   = plan
  state_key = "stack"

  module {
    source = "./after/terraform/stack"
  }
}
