mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { name = "eu-west-1" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/atendimento-test-flow-log" }
  }
  mock_resource "aws_eip" {
    defaults = { public_ip = "192.0.2.1" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vpc/atendimento-test" }
  }
}

variables {
  prefix             = "atendimento-test"
  cidr               = "10.20.0.0/16"
  availability_zones = ["eu-west-1a", "eu-west-1b"]
}

run "has_no_way_out_unless_told" {
  command = plan

  assert {
    condition     = length(aws_nat_gateway.this) + length(aws_internet_gateway.this) + length(aws_route.private) + length(aws_eip.nat) + length(aws_subnet.public) == 0
    error_message = "Without egress there is nothing that costs by the hour and no route to the internet."
  }
  assert {
    condition     = output.internet_security_group_id == null && length(aws_vpc_security_group_egress_rule.internet) == 0
    error_message = "Without egress there is no group that leads there."
  }
  assert {
    condition     = length(aws_vpc_endpoint.interface) == 0
    error_message = "Endpoints cost by the hour: none unless named."
  }
}

run "lays_out_subnets_by_zone" {
  command = plan

  assert {
    condition     = { for zone, subnet in aws_subnet.private : zone => subnet.cidr_block } == { "eu-west-1a" = "10.20.0.0/20", "eu-west-1b" = "10.20.16.0/20" }
    error_message = "Functions have the first parts."
  }
  assert {
    condition     = { for zone, subnet in aws_subnet.database : zone => subnet.cidr_block } == { "eu-west-1a" = "10.20.64.0/20", "eu-west-1b" = "10.20.80.0/20" }
    error_message = "Databases have the fifth part and those after it."
  }
  assert {
    condition     = length(aws_default_security_group.this.ingress) == 0 && length(aws_default_security_group.this.egress) == 0
    error_message = "The default security group allows nothing."
  }
}

# A zone added at the end must not move what exists.
run "adding_a_zone_moves_nothing" {
  command = plan

  variables {
    availability_zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  }

  assert {
    condition     = aws_subnet.private["eu-west-1b"].cidr_block == "10.20.16.0/20" && aws_subnet.database["eu-west-1a"].cidr_block == "10.20.64.0/20" && aws_subnet.private["eu-west-1c"].cidr_block == "10.20.32.0/20"
    error_message = "Existing subnets keep their ranges."
  }
}

run "endpoints_take_functions_only" {
  command = plan

  variables {
    interface_endpoints = ["states", "sync-states", "secretsmanager"]
    endpoint_zones      = 1
  }

  assert {
    condition     = [for endpoint in aws_vpc_endpoint.interface : endpoint.service_name] == ["com.amazonaws.eu-west-1.secretsmanager", "com.amazonaws.eu-west-1.states", "com.amazonaws.eu-west-1.sync-states"]
    error_message = "Short names become service names of the region."
  }
  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.private_dns_enabled && length(endpoint.subnet_ids) == 1])
    error_message = "SDKs find the endpoints by the usual names, in as many zones as asked."
  }
  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.endpoint_from_function.to_port == 443 && aws_vpc_security_group_ingress_rule.endpoint_from_function.cidr_ipv4 == null &&
      aws_vpc_security_group_egress_rule.function_to_endpoint.to_port == 443 && aws_vpc_security_group_egress_rule.function_to_endpoint.cidr_ipv4 == null
    )
    error_message = "Functions reach endpoints on 443, group to group."
  }
}

run "one_gateway_serves_every_zone" {
  command = plan

  variables {
    egress = {}
  }

  assert {
    condition     = keys(aws_nat_gateway.this) == ["eu-west-1a"] && keys(aws_route.private) == ["eu-west-1a", "eu-west-1b"]
    error_message = "One gateway, and a route to it in each zone."
  }
  assert {
    condition     = [for rule in aws_vpc_security_group_egress_rule.internet : [rule.cidr_ipv4, rule.from_port, rule.to_port]] == [["0.0.0.0/0", 443, 443]]
    error_message = "Out means TLS, and only by the group for it."
  }
  assert {
    condition     = length(aws_security_group.internet) == 1 && output.nat_public_ips == ["192.0.2.1"]
    error_message = "There is a group for it, and the address is handed out."
  }
}

run "a_gateway_in_each_zone" {
  command = plan

  variables {
    egress = { nat_gateways = 2 }
  }

  assert {
    condition     = keys(aws_nat_gateway.this) == ["eu-west-1a", "eu-west-1b"] && aws_subnet.public["eu-west-1b"].cidr_block == "10.20.144.0/20"
    error_message = "Each zone leaves by its own gateway."
  }
}

run "flow_logs_are_written_by_this_account_only" {
  command = plan

  assert {
    condition     = aws_flow_log.rejected.traffic_type == "REJECT" && jsondecode(aws_iam_role.flow_log.assume_role_policy).Statement[0].Condition.ArnLike["aws:SourceArn"] == "arn:aws:ec2:eu-west-1:123456789012:vpc-flow-log/*"
    error_message = "Refused connections are logged; the role is for flow logs of this account and region."
  }
}

run "the_flow_log_is_written_to_one_group" {
  command = plan

  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.flow_log.policy).Statement : statement.Resource => statement.Action } == {
      "*"                                                                                    = ["logs:DescribeLogGroups"]
      "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vpc/atendimento-test:*"            = ["logs:DescribeLogStreams"]
      "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vpc/atendimento-test:log-stream:*" = ["logs:CreateLogStream", "logs:PutLogEvents"]
    }
    error_message = "Only the search for log groups, which AWS cannot narrow, is on everything."
  }
}

run "a_gateway_endpoint_leads_to_this_accounts_alone" {
  command = plan

  variables {
    gateway_endpoints = ["s3"]
  }

  assert {
    condition     = aws_vpc_endpoint.gateway["s3"].service_name == "com.amazonaws.eu-west-1.s3" && aws_vpc_endpoint.gateway["s3"].vpc_endpoint_type == "Gateway"
    error_message = "The short name becomes the region's service."
  }
  assert {
    condition     = jsondecode(aws_vpc_endpoint.gateway["s3"].policy).Statement[0].Condition == { StringEquals = { "aws:ResourceAccount" = "123456789012" } }
    error_message = "Nothing is carried off to another account's bucket."
  }
  assert {
    condition     = aws_vpc_security_group_egress_rule.function_to_gateway["s3"].to_port == 443 && aws_vpc_security_group_egress_rule.function_to_gateway["s3"].cidr_ipv4 == null
    error_message = "Functions reach the service on 443, and nothing else by that rule."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    cidr                = "10.20.0.0/25"
    availability_zones  = ["eu-west-1a"]
    interface_endpoints = ["com.amazonaws.eu-west-1.states"]
    gateway_endpoints   = ["sqs"]
    endpoint_zones      = 0
    egress              = { nat_gateways = 0 }
    log_retention_days  = 4
  }

  expect_failures = [
    var.cidr, var.availability_zones, var.interface_endpoints, var.gateway_endpoints, var.endpoint_zones, var.egress, var.log_retention_days,
  ]
}
