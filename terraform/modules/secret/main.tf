# Only the shell. The value is put in by whoever owns it and never passes through Terraform, so no state ever holds it.
resource "aws_secretsmanager_secret" "this" {
  #checkov:skip=CKV_AWS_149: Readers are named one by one in IAM, in this account only; a key of our own would repeat that list.
  #checkov:skip=CKV2_AWS_57: The value belongs to another party (a model provider's key); nothing here could rotate it.
  name                    = "${var.prefix}-${var.name}"
  description             = var.description
  recovery_window_in_days = var.recovery_window_days
}
