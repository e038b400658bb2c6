resource "aws_security_group" "this" {
  name        = "${local.identifier}-database"
  description = "PostgreSQL ${local.identifier}"
  vpc_id      = var.network.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "from_function" {
  security_group_id            = aws_security_group.this.id
  description                  = "Functions inside the VPC"
  referenced_security_group_id = var.network.function_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

# The functions' side of the same connection: their group allows nothing that is not written down.
resource "aws_vpc_security_group_egress_rule" "function_to_database" {
  security_group_id            = var.network.function_security_group_id
  description                  = "PostgreSQL ${local.identifier}"
  referenced_security_group_id = aws_security_group.this.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}
