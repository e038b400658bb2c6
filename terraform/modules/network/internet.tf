locals {
  internet  = var.egress == null ? {} : { egress = var.egress }
  nat_zones = var.egress == null ? [] : slice(var.availability_zones, 0, min(var.egress.nat_gateways, length(var.availability_zones)))
}

resource "aws_internet_gateway" "this" {
  for_each = local.internet

  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "public" {
  for_each = toset(local.nat_zones)

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = local.zones[each.key].public
}

resource "aws_route_table" "public" {
  for_each = local.internet

  vpc_id = aws_vpc.this.id
}

resource "aws_route" "public" {
  for_each = local.internet

  route_table_id         = aws_route_table.public[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[each.key].id
}

resource "aws_route_table_association" "public" {
  for_each = aws_subnet.public

  subnet_id      = each.value.id
  route_table_id = one(values(aws_route_table.public)).id
}

resource "aws_eip" "nat" {
  for_each = toset(local.nat_zones)

  domain = "vpc"

  depends_on = [aws_internet_gateway.this]
}

resource "aws_nat_gateway" "this" {
  for_each = aws_subnet.public

  subnet_id     = each.value.id
  allocation_id = aws_eip.nat[each.key].id

  depends_on = [aws_internet_gateway.this]
}

# A zone without a gateway of its own leaves by another zone's, in turn.
resource "aws_route" "private" {
  for_each = length(local.nat_zones) == 0 ? {} : {
    for index, zone in var.availability_zones : zone => local.nat_zones[index % length(local.nat_zones)]
  }

  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[each.value].id
}
