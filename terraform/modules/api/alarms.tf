# Three alarm metrics (a quotient counts two), 0.30 USD a month.

resource "aws_cloudwatch_metric_alarm" "server_errors" {
  alarm_name          = "${local.full_name}-5xx"
  alarm_description   = "More than 1 % of the requests to ${local.full_name} were answered with 5xx, in three of five minutes. Its log: ${aws_cloudwatch_log_group.access.name}."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 1
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching" # nobody asked
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]

  metric_query {
    id          = "share"
    expression  = "IF(requests > 0, 100 * errors / requests, 0)"
    label       = "5xx, in percent"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { errors = "5xx", requests = "Count" }
    content {
      id = metric_query.key
      metric {
        namespace   = "AWS/ApiGateway"
        metric_name = metric_query.value
        dimensions  = { ApiId = aws_apigatewayv2_api.this.id }
        period      = 60
        stat        = "Sum"
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "latency" {
  alarm_name          = "${local.full_name}-latency"
  alarm_description   = "The slowest percent of the requests to ${local.full_name} took 80 % of the ${var.integration_timeout_ms} ms after which it answers 504, or more, in three of five minutes."
  namespace           = "AWS/ApiGateway"
  metric_name         = "Latency"
  dimensions          = { ApiId = aws_apigatewayv2_api.this.id }
  extended_statistic  = "p99"
  period              = 60
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = var.integration_timeout_ms * 0.8
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching" # nobody asked
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
