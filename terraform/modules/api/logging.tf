locals {
  # The route, not the path: the path holds ids of persons. No address and no header for the same reason.
  access_log = {
    time              = "$context.requestTime"
    requestId         = "$context.requestId"
    routeKey          = "$context.routeKey"
    status            = "$context.status"
    responseLength    = "$context.responseLength"
    responseLatencyMs = "$context.responseLatency"
    clientId          = "$context.authorizer.claims.client_id"
    authorizerError   = "$context.authorizer.error"
    integrationMs     = "$context.integrationLatency"
    integrationStatus = "$context.integrationStatus"
    integrationError  = "$context.integrationErrorMessage"
  }
}

# The vendedlogs prefix keeps the account's one log resource policy from growing with each API.
resource "aws_cloudwatch_log_group" "access" {
  #checkov:skip=CKV_AWS_158: CloudWatch encrypts at rest; access logs name no person, so a key of our own would add no protection.
  #checkov:skip=CKV_AWS_338: How long logs are kept is the environment's choice: dev keeps days, prod a year.
  name              = "/aws/vendedlogs/apigateway/${local.full_name}"
  retention_in_days = var.log_retention_days
}
