mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_resource "aws_lambda_function" {
    defaults = { version = "7" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/atendimento-test-classify_intent" }
  }
}

variables {
  prefix             = "atendimento-test"
  name               = "classify_intent"
  memory_mb          = 256
  timeout_seconds    = 20
  log_retention_days = 7
  alarm_topic_arn    = "arn:aws:sns:eu-west-1:123456789012:atendimento-test-alarms"
  artifact = {
    bucket = "artifacts"
    key    = "a1b2c3"
    sha256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
  }
  policy = <<-JSON
    {"Version": "2012-10-17", "Statement": [{
      "Sid": "OwnLogs", "Effect": "Allow",
      "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
      "Resource": "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/atendimento-test-classify_intent:log-stream:*"
    }]}
  JSON
}

run "publishes_a_version_of_the_artifact" {
  command = plan

  assert {
    condition     = aws_lambda_function.this.publish
    error_message = "Machines name versions, so every change must publish one."
  }
  assert {
    condition     = aws_lambda_function.this.function_name == "atendimento-test-classify_intent" && aws_lambda_function.this.handler == "classify_intent"
    error_message = "The physical name is prefix-name; the handler is the bare name."
  }
  assert {
    condition     = aws_lambda_function.this.runtime == "provided.al2023" && tolist(aws_lambda_function.this.architectures) == tolist(["arm64"])
    error_message = "The function runs on provided.al2023, arm64."
  }
  assert {
    condition     = aws_lambda_function.this.source_code_hash == var.artifact.sha256 && aws_lambda_function.this.s3_key == var.artifact.key
    error_message = "The function is pinned to the artifact by its digest."
  }
}

run "the_alias_leads_to_the_version_just_published" {
  command = plan

  assert {
    condition     = aws_lambda_alias.live.name == "live" && aws_lambda_alias.live.function_name == "atendimento-test-classify_intent" && aws_lambda_alias.live.function_version == "7"
    error_message = "The alias `live` follows the published version."
  }
}

run "logs_as_json_into_its_own_group" {
  command = plan

  assert {
    condition     = aws_cloudwatch_log_group.this.name == "/aws/lambda/atendimento-test-classify_intent" && aws_cloudwatch_log_group.this.retention_in_days == 7
    error_message = "The log group is Terraform's, with the retention asked for."
  }
  assert {
    condition     = aws_lambda_function.this.logging_config[0].log_group == aws_cloudwatch_log_group.this.name && aws_lambda_function.this.logging_config[0].log_format == "JSON"
    error_message = "The function logs JSON into the group of the module."
  }
}

run "holds_the_given_policy_and_nothing_else" {
  command = plan

  assert {
    condition     = jsondecode(aws_iam_role_policy.this.policy) == jsondecode(var.policy)
    error_message = "The role's policy is the caller's, unchanged."
  }
  assert {
    condition     = length(aws_iam_role_policy_attachments_exclusive.this.policy_arns) == 0 && aws_iam_role_policies_exclusive.this.policy_names == toset([aws_iam_role_policy.this.name])
    error_message = "No managed policy and no second inline policy may be attached."
  }
  assert {
    condition     = jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "Lambda may take the role for functions of this account only."
  }
}

run "stands_in_no_network_and_has_no_dead_letters_unless_told" {
  command = plan

  assert {
    condition     = length(aws_lambda_function.this.vpc_config) == 0 && length(aws_lambda_function.this.dead_letter_config) == 0 && length(aws_lambda_function.this.environment) == 0
    error_message = "What was not asked for must not be there."
  }
  assert {
    condition     = aws_lambda_function.this.reserved_concurrent_executions == null
    error_message = "Without reserved concurrency the function shares the account's pool."
  }
}

run "stands_in_the_network_it_is_given" {
  command = plan

  variables {
    network      = { subnet_ids = ["subnet-1", "subnet-2"], security_group_ids = ["sg-1"] }
    dead_letters = { arn = "arn:aws:sqs:eu-west-1:123456789012:atendimento-test-count-undelivered" }
    environment  = { DATABASE_HOST = "db.internal" }

    reserved_concurrency = 0
  }

  assert {
    condition     = aws_lambda_function.this.vpc_config[0].subnet_ids == toset(["subnet-1", "subnet-2"]) && aws_lambda_function.this.vpc_config[0].security_group_ids == toset(["sg-1"])
    error_message = "Subnets and groups are the caller's."
  }
  assert {
    condition     = aws_lambda_function.this.dead_letter_config[0].target_arn == var.dead_letters.arn
    error_message = "Dead letters go to the queue that was named."
  }
  assert {
    condition     = [for alarm in aws_cloudwatch_metric_alarm.lost : alarm.metric_name] == ["DeadLetterErrors"]
    error_message = "An event that could not be kept rings."
  }
  assert {
    condition     = aws_lambda_function.this.environment[0].variables["DATABASE_HOST"] == "db.internal"
    error_message = "The environment is the caller's."
  }
  assert {
    condition     = aws_lambda_function.this.reserved_concurrent_executions == 0
    error_message = "0 stops the function; it is not the same as null."
  }
}

run "rings_when_it_fails_is_refused_or_nears_its_time_out" {
  command = plan

  assert {
    condition     = { for query in aws_cloudwatch_metric_alarm.errors.metric_query : query.id => try(one(query.metric).metric_name, query.expression) } == { share = "IF(invocations > 0, 100 * errors / invocations, 0)", errors = "Errors", invocations = "Invocations" }
    error_message = "Errors count as a share of the invocations."
  }
  assert {
    condition     = [for query in aws_cloudwatch_metric_alarm.errors.metric_query : query.id if query.return_data == true] == ["share"]
    error_message = "The alarm is about the share."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.duration.threshold == 16000 && aws_cloudwatch_metric_alarm.duration.extended_statistic == "p99"
    error_message = "Four fifths of 20 seconds, in milliseconds."
  }
  assert {
    condition = alltrue([
      for alarm in [aws_cloudwatch_metric_alarm.errors, aws_cloudwatch_metric_alarm.throttles, aws_cloudwatch_metric_alarm.duration] :
      startswith(alarm.alarm_name, "atendimento-test-classify_intent-") && alarm.treat_missing_data == "notBreaching" &&
      alarm.alarm_actions == toset([var.alarm_topic_arn]) && alarm.ok_actions == toset([var.alarm_topic_arn])
    ])
    error_message = "Each alarm tells the topic, and a function that nobody calls is well."
  }
  assert {
    condition = alltrue([
      for alarm in [aws_cloudwatch_metric_alarm.throttles, aws_cloudwatch_metric_alarm.duration] :
      alarm.namespace == "AWS/Lambda" && alarm.dimensions == tomap({ FunctionName = "atendimento-test-classify_intent" })
    ])
    error_message = "Each alarm watches this function, whatever its version."
  }
  assert {
    condition     = length(aws_cloudwatch_metric_alarm.lost) == 0
    error_message = "Without dead letters, none can be lost."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    prefix               = "Atendimento_"
    memory_mb            = 64
    timeout_seconds      = 901
    policy               = "not a document"
    environment          = { AWS_REGION = "eu-west-1" }
    reserved_concurrency = -1
    log_level            = "LOUD"
    log_retention_days   = 8
    artifact             = { bucket = "artifacts", key = "a1b2c3", sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" }
  }

  expect_failures = [
    var.prefix, var.memory_mb, var.timeout_seconds, var.policy, var.environment,
    var.reserved_concurrency, var.log_level, var.log_retention_days, var.artifact,
  ]
}

run "refuses_a_name_that_is_too_long" {
  command = plan

  variables {
    name = "an_extraordinarily_long_name_that_no_handler_should_ever_bear"
  }

  expect_failures = [var.name]
}
