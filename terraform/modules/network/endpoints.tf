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
