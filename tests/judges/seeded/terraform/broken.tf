# Wrong on purpose: what checkov must refuse, and an exception without its reason.
resource "aws_security_group" "open" {
  #checkov:skip=CKV2_AWS_5
  name        = "open"
  description = "Everyone may come in."

  ingress {
    description = "SSH from everywhere."
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
