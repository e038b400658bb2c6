data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  # Sixteen equal parts: 0-3 for functions, 4-7 for databases, 8-11 for NAT gateways, the rest free.
  # The part follows from the zone's position, so zones are only ever appended.
  zones = { for index, zone in var.availability_zones : zone => {
    private  = cidrsubnet(var.cidr, 4, index)
    database = cidrsubnet(var.cidr, 4, index + 4)
    public   = cidrsubnet(var.cidr, 4, index + 8)
  } }
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true # private names of interface endpoints need it
}

# Every VPC has this group, and it allows everything until its rules are taken away.
resource "aws_default_security_group" "this" {
  vpc_id  = aws_vpc.this.id
  ingress = []
  egress  = []
}

resource "aws_subnet" "private" {
  for_each = local.zones

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value.private
}

resource "aws_subnet" "database" {
  for_each = local.zones

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value.database
}

# One table per zone, so that each zone can leave by a NAT gateway of its own.
resource "aws_route_table" "private" {
  for_each = local.zones

  vpc_id = aws_vpc.this.id
}

resource "aws_route_table_association" "private" {
  for_each = local.zones

  subnet_id      = aws_subnet.private[each.key].id
  route_table_id = aws_route_table.private[each.key].id
}

# No route leaves it: databases talk to the VPC and to nothing else.
resource "aws_route_table" "database" {
  vpc_id = aws_vpc.this.id
}

resource "aws_route_table_association" "database" {
  for_each = local.zones

  subnet_id      = aws_subnet.database[each.key].id
  route_table_id = aws_route_table.database.id
}
