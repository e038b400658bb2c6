# What every function in the VPC may reach: the endpoints. The database module adds the way to the database,
# and the internet needs the second group below.
resource "aws_security_group" "function" {
  #checkov:skip=CKV2_AWS_5: The stack's functions carry it; nothing in this module does.
  name        = "${var.prefix}-function"
  description = "Functions inside the VPC"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_egress_rule" "function_to_endpoint" {
  security_group_id            = aws_security_group.function.id
  description                  = "AWS services, by their interface endpoints"
  referenced_security_group_id = aws_security_group.endpoint.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_security_group" "endpoint" {
  name        = "${var.prefix}-endpoint"
  description = "Interface endpoints of AWS services"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_ingress_rule" "endpoint_from_function" {
  security_group_id            = aws_security_group.endpoint.id
  description                  = "Functions inside the VPC"
  referenced_security_group_id = aws_security_group.function.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# Apart from the first group, because a NAT gateway serves the whole subnet: only functions that are given this group get out.
resource "aws_security_group" "internet" {
  #checkov:skip=CKV2_AWS_5: The stack's functions carry it; nothing in this module does.
  for_each = local.internet

  name        = "${var.prefix}-internet"
  description = "Functions that call a public API"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_egress_rule" "internet" {
  for_each = aws_security_group.internet

  security_group_id = each.value.id
  description       = "Public APIs, over TLS"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}
