resource "aws_cloudwatch_event_bus" "this" {
  name        = "${var.prefix}-${var.name}"
  description = var.description
}

# What a consumer with a mistake lost can be replayed to its rule. Events hold ids, so it is kept for cents.
resource "aws_cloudwatch_event_archive" "this" {
  name             = local.archive_name
  description      = "Every event of ${aws_cloudwatch_event_bus.this.name}, to be replayed."
  event_source_arn = aws_cloudwatch_event_bus.this.arn
  retention_days   = var.archive_days
}

locals {
  # An archive's name has at most 48 characters; the digest keeps apart what begins alike.
  archive_name = join("-", [
    substr("${var.prefix}-${var.name}", 0, 39),
    substr(sha256("${var.prefix}-${var.name}"), 0, 8),
  ])
}
