# Four alarm metrics, 0.40 USD a month. An instance reports every minute: one that is silent is down, or somebody
# stopped it. One alarm says so, that of the processor; the others then do not know.

locals {
  gibibyte = 1024 * 1024 * 1024
}

resource "aws_cloudwatch_metric_alarm" "processor" {
  alarm_name          = "${local.identifier}-database-processor"
  alarm_description   = "${local.identifier} used more than 80 % of its processors for a quarter of an hour, or said nothing in that time."
  namespace           = "AWS/RDS"
  metric_name         = "CPUUtilization"
  dimensions          = { DBInstanceIdentifier = aws_db_instance.this.identifier }
  statistic           = "Average"
  period              = 300
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  evaluation_periods  = 3
  treat_missing_data  = "breaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "connections" {
  alarm_name          = "${local.identifier}-database-connections"
  alarm_description   = "More than 80 % of the ${local.max_connections} connections that ${local.identifier} takes were open for five minutes."
  namespace           = "AWS/RDS"
  metric_name         = "DatabaseConnections"
  dimensions          = { DBInstanceIdentifier = aws_db_instance.this.identifier }
  statistic           = "Maximum"
  period              = 60
  comparison_operator = "GreaterThanThreshold"
  threshold           = floor(local.max_connections * 0.8)
  evaluation_periods  = 5
  treat_missing_data  = "missing"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "storage" {
  alarm_name          = "${local.identifier}-database-storage"
  alarm_description   = "Less than a tenth of the ${var.allocated_storage_gb} GiB of ${local.identifier} is free: an instance without storage stops."
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  dimensions          = { DBInstanceIdentifier = aws_db_instance.this.identifier }
  statistic           = "Minimum"
  period              = 300
  comparison_operator = "LessThanThreshold"
  threshold           = floor(var.allocated_storage_gb * local.gibibyte / 10)
  evaluation_periods  = 1
  treat_missing_data  = "missing"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}

# PostgreSQL leaves little free on purpose, as cache; below a twentieth the instance begins to swap.
resource "aws_cloudwatch_metric_alarm" "memory" {
  alarm_name          = "${local.identifier}-database-memory"
  alarm_description   = "Less than a twentieth of the ${local.memory_gib} GiB of memory of ${local.identifier} could be freed, for a quarter of an hour."
  namespace           = "AWS/RDS"
  metric_name         = "FreeableMemory"
  dimensions          = { DBInstanceIdentifier = aws_db_instance.this.identifier }
  statistic           = "Average"
  period              = 300
  comparison_operator = "LessThanThreshold"
  threshold           = floor(local.memory_gib * local.gibibyte / 20)
  evaluation_periods  = 3
  treat_missing_data  = "missing"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
