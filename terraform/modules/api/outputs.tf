output "endpoint" {
  description = "Base URL of the API, without a trailing slash."
  value       = aws_apigatewayv2_api.this.api_endpoint
}

output "api_id" {
  description = "Id of the API, which is also the dimension ApiId of its metrics."
  value       = aws_apigatewayv2_api.this.id
}

output "execution_arn" {
  description = "Prefix of the ARNs that stand for a request to this API."
  value       = aws_apigatewayv2_api.this.execution_arn
}

output "stage_name" {
  description = "Name of the API's only stage."
  value       = aws_apigatewayv2_stage.this.name
}

output "log_group_name" {
  description = "Log group of the access log."
  value       = aws_cloudwatch_log_group.access.name
}

output "alarm_arns" {
  description = "ARNs of the alarms, for the dashboard."
  value = [for alarm in [
    aws_cloudwatch_metric_alarm.server_errors,
    aws_cloudwatch_metric_alarm.latency,
  ] : alarm.arn]
}

output "throttle" {
  description = "Requests that the whole API takes at once (burst) and per second (rate)."
  value = {
    burst = one(aws_apigatewayv2_stage.this.default_route_settings).throttling_burst_limit
    rate  = one(aws_apigatewayv2_stage.this.default_route_settings).throttling_rate_limit
  }
}

output "log_retention_days" {
  description = "Days that access logs are kept."
  value       = aws_cloudwatch_log_group.access.retention_in_days
}
