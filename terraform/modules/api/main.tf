locals {
  full_name = "${var.prefix}-${var.name}"

  # The default stage puts no segment of its own before the path, so /v1/… is what both client and handler see.
  stage_name = "$default"

  routes = {
    for key, route in var.routes : key => merge(route, {
      method = split(" ", key)[0]

      # API Gateway's ARNs take `*` for a path parameter; every other segment is exact.
      # https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
      path = replace(split(" ", key)[1], "/\\{[^}]+\\}/", "*")

      # The version or alias that the route invokes, and that its permission is on.
      qualifier = reverse(split(":", route.function_arn))[0]

      # The digest tells apart keys that read alike once punctuation is gone, and two APIs that share a function.
      statement_id = join("-", [
        trim(substr(replace(key, "/[^A-Za-z0-9]+/", "-"), 0, 70), "-"),
        substr(sha256("${local.full_name} ${key}"), 0, 8),
      ])
    })
  }
}

resource "aws_apigatewayv2_api" "this" {
  name          = local.full_name
  description   = var.description
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_authorizer" "jwt" {
  api_id           = aws_apigatewayv2_api.this.id
  name             = "jwt"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    issuer   = var.issuer
    audience = var.audience
  }
}

# One per route, and on the version or alias that it names: the API may invoke exactly what it routes to.
resource "aws_lambda_permission" "route" {
  for_each = local.routes

  statement_id  = "${each.value.statement_id}-${each.value.qualifier}"
  action        = "lambda:InvokeFunction"
  function_name = each.value.function_name
  qualifier     = each.value.qualifier
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.this.execution_arn}/${local.stage_name}/${each.value.method}${each.value.path}"

  # Where routes name versions, a deploy first permits the new one, then turns the route to it, then forgets the old one.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_apigatewayv2_integration" "route" {
  for_each = local.routes

  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_uri        = each.value.function_arn
  payload_format_version = "2.0"
  timeout_milliseconds   = var.integration_timeout_ms

  depends_on = [aws_lambda_permission.route]
}

resource "aws_apigatewayv2_route" "this" {
  #checkov:skip=CKV_AWS_309: Health checks and the API description are public by design; a route says so in its own signature.
  for_each = local.routes

  api_id    = aws_apigatewayv2_api.this.id
  route_key = each.key
  target    = "integrations/${aws_apigatewayv2_integration.route[each.key].id}"

  authorization_type   = { jwt = "JWT", none = "NONE" }[each.value.authorization]
  authorizer_id        = each.value.authorization == "jwt" ? aws_apigatewayv2_authorizer.jwt.id : null
  authorization_scopes = [for scope in each.value.scopes : "${var.scope_prefix}${scope}"]
}

resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = local.stage_name
  auto_deploy = true

  default_route_settings {
    throttling_burst_limit = var.throttle.burst
    throttling_rate_limit  = var.throttle.rate
  }

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = jsonencode(local.access_log)
  }
}
