output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "private_subnet_ids" {
  description = "Subnets for functions, one per zone in the zones' order."
  value       = [for zone in var.availability_zones : aws_subnet.private[zone].id]
}

output "database_subnet_ids" {
  description = "Subnets for databases, one per zone in the zones' order; no route leaves them."
  value       = [for zone in var.availability_zones : aws_subnet.database[zone].id]
}

output "function_security_group_id" {
  description = "Group of every function in the VPC: reaches the endpoints, and what other modules open to it."
  value       = aws_security_group.function.id
}

output "internet_security_group_id" {
  description = "Additional group of the functions that call a public API; null where the VPC has no way out."
  value       = one([for group in aws_security_group.internet : group.id])
}

output "nat_public_ips" {
  description = "Addresses from which functions appear on the internet, for the allow lists of others."
  value       = [for zone in local.nat_zones : aws_eip.nat[zone].public_ip]
}
