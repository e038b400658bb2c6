resource "aws_cloudwatch_event_bus" "this" {
  name        = "${var.prefix}-${var.name}"
  description = var.description
}
