# Plans the rendered environment with a mocked provider, so that Terraform itself says what every role and resource policy
# is. What AWS would make up is given here as far as they name it; the functions' ARNs differ, so that each is recognised.

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
    override_during = plan
    defaults        = { execution_arn = "arn:aws:execute-api:eu-west-1:123456789012:HttpApi" }
  }
  mock_resource "aws_cloudwatch_event_bus" {
    override_during = plan
    defaults        = { arn = "arn:aws:events:eu-west-1:123456789012:event-bus/desk-dev-events" }
  }
  mock_resource "aws_db_instance" {
    override_during = plan
    defaults        = { resource_id = "db-DATABASE" }
  }
  mock_resource "aws_secretsmanager_secret" {
    override_during = plan
    defaults        = { arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:desk-dev-model_key-AbCdEf" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:desk-dev-alarms" }
  }
  override_resource {
    target          = module.stack.module.function_classify.aws_lambda_function.this
    override_during = plan
    values          = { qualified_arn = "arn:aws:lambda:eu-west-1:123456789012:function:desk-dev-classify:1" }
  }
  override_resource {
    target          = module.stack.module.function_load_history.aws_lambda_function.this
    override_during = plan
    values          = { qualified_arn = "arn:aws:lambda:eu-west-1:123456789012:function:desk-dev-load_history:1" }
  }
  override_resource {
    target          = module.stack.module.function_generate.aws_lambda_function.this
    override_during = plan
    values          = { qualified_arn = "arn:aws:lambda:eu-west-1:123456789012:function:desk-dev-generate:1" }
  }
  override_resource {
    target          = module.stack.module.function_save.aws_lambda_function.this
    override_during = plan
    values          = { qualified_arn = "arn:aws:lambda:eu-west-1:123456789012:function:desk-dev-save:1" }
  }
}

variables {
  artifact = {
    bucket = "artifacts"
    key    = "desk.zip"
    sha256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
  }
  versions_in_flight = {}
}

run "plan" {
  command = plan
}
