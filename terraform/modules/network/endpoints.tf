resource "aws_vpc_endpoint" "interface" {
  for_each = var.interface_endpoints

  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.${data.aws_region.current.name}.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  security_group_ids  = [aws_security_group.endpoint.id]
  subnet_ids          = [for zone in slice(var.availability_zones, 0, local.endpoint_zones) : aws_subnet.private[zone].id]
}

locals {
  # Every zone reaches an endpoint in any zone, by its private name.
  endpoint_zones = min(coalesce(var.endpoint_zones, length(var.availability_zones)), length(var.availability_zones))
}

# A gateway endpoint is a route, and costs nothing; the group lets functions take it. It leads to what is this account's:
# without that, whoever takes over a function could carry data off to a bucket of their own.
resource "aws_vpc_endpoint" "gateway" {
  for_each = var.gateway_endpoints

  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${data.aws_region.current.name}.${each.key}"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [for zone in var.availability_zones : aws_route_table.private[zone].id]

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "ThisAccountsAlone"
      Effect    = "Allow"
      Principal = "*"
      Action    = "*"
      Resource  = "*"
      Condition = { StringEquals = { "aws:ResourceAccount" = data.aws_caller_identity.current.account_id } }
    }]
  })
}

resource "aws_vpc_security_group_egress_rule" "function_to_gateway" {
  for_each = aws_vpc_endpoint.gateway

  security_group_id = aws_security_group.function.id
  description       = "The service ${each.key}, by its gateway endpoint"
  prefix_list_id    = each.value.prefix_list_id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}
