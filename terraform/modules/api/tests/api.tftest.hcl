mock_provider "aws" {
  override_during = plan

  mock_resource "aws_apigatewayv2_api" {
    defaults = { id = "api123", execution_arn = "arn:aws:execute-api:eu-west-1:123456789012:api123" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vendedlogs/apigateway/atendimento-test-api" }
  }
}

variables {
  prefix             = "atendimento-test"
  issuer             = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool"
  audience           = ["client-1"]
  scope_prefix       = "api/"
  throttle           = { burst = 50, rate = 25 }
  log_retention_days = 7
  alarm_topic_arn    = "arn:aws:sns:eu-west-1:123456789012:atendimento-test-alarms"
  routes = {
    "POST /v1/messages" = {
      function_name = "atendimento-test-post_message"
      function_arn  = "arn:aws:lambda:eu-west-1:123456789012:function:atendimento-test-post_message:4"
      scopes        = ["messages:write"]
      authorization = "jwt"
    }
    "GET /v1/conversations/{id}/messages" = {
      function_name = "atendimento-test-list_messages"
      function_arn  = "arn:aws:lambda:eu-west-1:123456789012:function:atendimento-test-list_messages:12"
      scopes        = ["messages:read"]
      authorization = "jwt"
    }
    "GET /healthz" = {
      function_name = "atendimento-test-health"
      function_arn  = "arn:aws:lambda:eu-west-1:123456789012:function:atendimento-test-health:live"
      scopes        = []
      authorization = "none"
    }
  }
}

run "one_permission_per_route_on_what_it_invokes" {
  command = plan

  assert {
    condition = { for key, permission in aws_lambda_permission.route : key => permission.source_arn } == {
      "POST /v1/messages"                   = "arn:aws:execute-api:eu-west-1:123456789012:api123/$default/POST/v1/messages"
      "GET /v1/conversations/{id}/messages" = "arn:aws:execute-api:eu-west-1:123456789012:api123/$default/GET/v1/conversations/*/messages"
      "GET /healthz"                        = "arn:aws:execute-api:eu-west-1:123456789012:api123/$default/GET/healthz"
    }
    error_message = "Each permission names one stage, one method and one path; only a path parameter is a wildcard."
  }
  assert {
    condition = { for key, permission in aws_lambda_permission.route : permission.function_name => permission.qualifier } == {
      "atendimento-test-post_message"  = "4"
      "atendimento-test-list_messages" = "12"
      "atendimento-test-health"        = "live"
    }
    error_message = "Each permission is on the version or alias that the route invokes, never on the bare function."
  }
  assert {
    condition     = length(distinct([for permission in aws_lambda_permission.route : permission.statement_id])) == 3 && alltrue([for permission in aws_lambda_permission.route : can(regex("^[A-Za-z0-9_-]{1,100}$", permission.statement_id))])
    error_message = "Statement ids are distinct and within Lambda's alphabet."
  }
}

run "routes_ask_for_their_scopes" {
  command = plan

  assert {
    condition     = aws_apigatewayv2_route.this["POST /v1/messages"].authorization_type == "JWT" && aws_apigatewayv2_route.this["POST /v1/messages"].authorization_scopes == toset(["api/messages:write"])
    error_message = "A jwt route asks for its scopes, written as the issuer writes them."
  }
  assert {
    condition     = aws_apigatewayv2_route.this["GET /healthz"].authorization_type == "NONE" && aws_apigatewayv2_route.this["GET /healthz"].authorizer_id == null
    error_message = "A public route is public because it says so."
  }
  assert {
    condition     = aws_apigatewayv2_authorizer.jwt.jwt_configuration[0].issuer == var.issuer && aws_apigatewayv2_authorizer.jwt.jwt_configuration[0].audience == toset(["client-1"])
    error_message = "Tokens are checked against issuer and audience."
  }
}

run "invokes_versions_with_a_time_limit" {
  command = plan

  assert {
    condition     = alltrue([for key, integration in aws_apigatewayv2_integration.route : integration.integration_uri == var.routes[key].function_arn && integration.payload_format_version == "2.0" && integration.timeout_milliseconds == 29000])
    error_message = "Each route invokes its version, in payload format 2.0, for at most 29 s."
  }
}

run "throttles_and_logs" {
  command = plan

  assert {
    condition     = aws_apigatewayv2_stage.this.name == "$default" && aws_apigatewayv2_stage.this.auto_deploy
    error_message = "One stage, which puts nothing before the path."
  }
  assert {
    condition     = aws_apigatewayv2_stage.this.default_route_settings[0].throttling_burst_limit == 50 && aws_apigatewayv2_stage.this.default_route_settings[0].throttling_rate_limit == 25
    error_message = "Every route is throttled."
  }
  assert {
    condition     = jsondecode(aws_apigatewayv2_stage.this.access_log_settings[0].format).routeKey == "$context.routeKey" && aws_apigatewayv2_stage.this.access_log_settings[0].destination_arn == aws_cloudwatch_log_group.access.arn
    error_message = "The access log is JSON in the module's group."
  }
  assert {
    condition     = length(regexall("sourceIp|\\$context\\.path|userAgent", aws_apigatewayv2_stage.this.access_log_settings[0].format)) == 0
    error_message = "The access log names no person."
  }
}

# Alike once punctuation is gone: Lambda would refuse the second statement if the ids were alike too.
run "tells_similar_routes_apart" {
  command = plan

  variables {
    routes = {
      for key in ["GET /v1/a-b", "GET /v1/a/b"] : key => {
        function_name = "atendimento-test-both"
        function_arn  = "arn:aws:lambda:eu-west-1:123456789012:function:atendimento-test-both:1"
        scopes        = ["messages:read"]
        authorization = "jwt"
      }
    }
  }

  assert {
    condition     = length(distinct([for permission in aws_lambda_permission.route : permission.statement_id])) == 2
    error_message = "Two routes of one function have two statements."
  }
}

run "refuses_catch_all_routes" {
  command = plan

  variables {
    routes = { "ANY /{proxy+}" = {
      function_name = "f", function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:f:1", scopes = ["messages:read"], authorization = "jwt"
    } }
  }

  expect_failures = [var.routes]
}

run "refuses_a_jwt_route_without_scope" {
  command = plan

  variables {
    routes = { "GET /v1/usage" = {
      function_name = "f", function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:f:1", scopes = [], authorization = "jwt"
    } }
  }

  expect_failures = [var.routes]
}

run "refuses_a_bare_function" {
  command = plan

  variables {
    routes = { "GET /v1/usage" = {
      function_name = "f", function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:f", scopes = ["admin"], authorization = "jwt"
    } }
  }

  expect_failures = [var.routes]
}

run "refuses_wrong_values" {
  command = plan

  variables {
    issuer                 = "http://issuer.example"
    audience               = []
    throttle               = { burst = 0, rate = 25 }
    integration_timeout_ms = 30001
    log_retention_days     = 2
  }

  expect_failures = [var.issuer, var.audience, var.throttle, var.integration_timeout_ms, var.log_retention_days]
}

run "rings_when_it_fails_or_nears_its_time_out" {
  command = plan

  assert {
    condition     = { for query in aws_cloudwatch_metric_alarm.server_errors.metric_query : query.id => try(one(query.metric).metric_name, query.expression) } == { share = "IF(requests > 0, 100 * errors / requests, 0)", errors = "5xx", requests = "Count" }
    error_message = "5xx count as a share of the requests."
  }
  assert {
    condition     = alltrue([for query in aws_cloudwatch_metric_alarm.server_errors.metric_query : one(query.metric).namespace == "AWS/ApiGateway" && one(query.metric).dimensions == tomap({ ApiId = "api123" }) if length(query.metric) == 1])
    error_message = "An HTTP API's metrics have the dimension ApiId."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.latency.threshold == 23200 && aws_cloudwatch_metric_alarm.latency.extended_statistic == "p99" && aws_cloudwatch_metric_alarm.latency.dimensions == tomap({ ApiId = "api123" })
    error_message = "Four fifths of the 29 seconds that it waits."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.server_errors.alarm_actions == toset([var.alarm_topic_arn]) && aws_cloudwatch_metric_alarm.latency.alarm_actions == toset([var.alarm_topic_arn])
    error_message = "Each alarm tells the topic."
  }
}
