mock_provider "aws" {}

variables {
  prefix = "atendimento-test"
  name   = "customer-service"
  network = {
    vpc_id                     = "vpc-1"
    subnet_ids                 = ["subnet-1", "subnet-2"]
    function_security_group_id = "sg-function"
  }
  instance_class        = "db.t4g.micro"
  allocated_storage_gb  = 20
  multi_az              = false
  deletion_protection   = false
  backup_retention_days = 1
  alarm_topic_arn       = "arn:aws:sns:eu-west-1:123456789012:atendimento-test-alarms"

  clients                = { load_history = 10 }
  connections_per_client = 1
}

run "takes_only_tls_and_iam_from_within" {
  command = plan

  assert {
    condition     = anytrue([for parameter in aws_db_parameter_group.this.parameter : parameter.name == "rds.force_ssl" && parameter.value == "1"])
    error_message = "Connections without TLS are refused."
  }
  assert {
    condition     = aws_db_instance.this.iam_database_authentication_enabled
    error_message = "Functions sign in with IAM."
  }
  assert {
    condition     = aws_db_instance.this.manage_master_user_password && aws_db_instance.this.password == null
    error_message = "No password passes through Terraform."
  }
  assert {
    condition     = !aws_db_instance.this.publicly_accessible && aws_db_instance.this.storage_encrypted
    error_message = "The database is private and encrypted."
  }
  assert {
    condition     = aws_db_instance.this.engine == "postgres" && startswith(aws_db_instance.this.engine_version, "16") && aws_db_parameter_group.this.family == "postgres16"
    error_message = "The engine is PostgreSQL 16."
  }
  assert {
    condition     = aws_db_instance.this.db_name == "customer_service" && aws_db_instance.this.identifier == "atendimento-test-customer-service"
    error_message = "The instance is prefix-name; the database has underscores for hyphens."
  }
}

run "only_functions_reach_it_and_only_its_port" {
  command = plan

  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.from_function.referenced_security_group_id == "sg-function" &&
      aws_vpc_security_group_ingress_rule.from_function.from_port == 5432 && aws_vpc_security_group_ingress_rule.from_function.to_port == 5432 &&
      aws_vpc_security_group_ingress_rule.from_function.cidr_ipv4 == null
    )
    error_message = "The way in is the functions' group, port 5432."
  }
  assert {
    condition     = aws_vpc_security_group_egress_rule.function_to_database.security_group_id == "sg-function" && aws_vpc_security_group_egress_rule.function_to_database.to_port == 5432
    error_message = "The functions' group is opened towards the database."
  }
}

run "logs_no_values" {
  command = plan

  assert {
    condition     = length([for parameter in aws_db_parameter_group.this.parameter : parameter if contains(["log_min_duration_statement", "log_statement"], parameter.name) && parameter.value != "ddl"]) == 0
    error_message = "Statements with customers' words must not get into the log."
  }
  assert {
    condition     = keys(aws_cloudwatch_log_group.this) == ["postgresql", "upgrade"] && aws_db_instance.this.enabled_cloudwatch_logs_exports == toset(["postgresql", "upgrade"]) && aws_cloudwatch_log_group.this["postgresql"].name == "/aws/rds/instance/atendimento-test-customer-service/postgresql"
    error_message = "Each exported log has a group with retention."
  }
  assert {
    condition     = aws_db_instance.this.performance_insights_enabled && aws_db_instance.this.performance_insights_retention_period == 7
    error_message = "Performance Insights is on, for the days that cost nothing."
  }
}

run "data_not_worth_keeping_leaves_nothing" {
  command = plan

  assert {
    condition     = aws_db_instance.this.skip_final_snapshot && aws_db_instance.this.delete_automated_backups && !aws_db_instance.this.deletion_protection
    error_message = "A short-lived environment can be destroyed without a rest."
  }
}

run "data_worth_keeping_is_kept" {
  command = plan

  variables {
    instance_class        = "db.r7g.large"
    multi_az              = true
    deletion_protection   = true
    backup_retention_days = 35
  }

  assert {
    condition     = !aws_db_instance.this.skip_final_snapshot && !aws_db_instance.this.delete_automated_backups && aws_db_instance.this.deletion_protection && aws_db_instance.this.final_snapshot_identifier == "atendimento-test-customer-service-final"
    error_message = "Protected data leaves a final snapshot and its backups."
  }
  assert {
    condition     = aws_db_instance.this.multi_az && aws_db_instance.this.backup_retention_period == 35
    error_message = "Multi-AZ and backups are as asked."
  }
  assert {
    condition     = output.max_connections == 1351 && anytrue([for parameter in aws_db_parameter_group.this.parameter : parameter.name == "max_connections" && parameter.value == "1351"])
    error_message = "The memory-optimised large has 16 GiB, and the parameter is what the output says."
  }
}

run "takes_as_many_connections_as_fit" {
  command = plan

  variables {
    clients                = { load_history = 10, save_turn = 13 }
    connections_per_client = 3
  }

  assert {
    condition     = output.max_connections == 84
    error_message = "A micro has 1 GiB."
  }
}

run "may_have_no_client_yet" {
  command = plan

  variables {
    clients = {}
  }

  assert {
    condition     = local.client_connections == 0
    error_message = "Nobody opens nothing."
  }
}

run "refuses_more_connections_than_fit" {
  command = plan

  variables {
    clients = { load_history = 10, save_turn = 60 }
  }

  expect_failures = [aws_db_parameter_group.this]
}

run "rings_before_something_runs_out" {
  command = plan

  variables {
    instance_class       = "db.m7g.large"
    allocated_storage_gb = 100
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.connections.threshold == 540 && output.max_connections == 675
    error_message = "Four fifths of the connections."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.storage.threshold == 10737418240 && aws_cloudwatch_metric_alarm.storage.comparison_operator == "LessThanThreshold"
    error_message = "A tenth of the storage, in bytes."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.memory.threshold == 429496729 && aws_cloudwatch_metric_alarm.memory.comparison_operator == "LessThanThreshold"
    error_message = "A twentieth of 8 GiB, in bytes."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.processor.treat_missing_data == "breaching"
    error_message = "An instance that says nothing is down."
  }
  assert {
    condition = alltrue([
      for alarm in [
        aws_cloudwatch_metric_alarm.processor, aws_cloudwatch_metric_alarm.connections,
        aws_cloudwatch_metric_alarm.storage, aws_cloudwatch_metric_alarm.memory,
      ] :
      alarm.namespace == "AWS/RDS" && alarm.dimensions == tomap({ DBInstanceIdentifier = "atendimento-test-customer-service" }) &&
      alarm.alarm_actions == toset([var.alarm_topic_arn]) && alarm.ok_actions == toset([var.alarm_topic_arn])
    ])
    error_message = "Each alarm watches this instance and tells the topic."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name                   = "customer_service"
    network                = { vpc_id = "vpc-1", subnet_ids = ["subnet-1"], function_security_group_id = "sg-function" }
    instance_class         = "db.t3.micro"
    allocated_storage_gb   = 5
    backup_retention_days  = 0
    clients                = { load_history = -1 }
    connections_per_client = 0
    log_retention_days     = 6
  }

  expect_failures = [
    var.name, var.network, var.instance_class, var.allocated_storage_gb, var.backup_retention_days,
    var.clients, var.connections_per_client, var.log_retention_days,
  ]
}
