resource "aws_db_parameter_group" "this" {
  name_prefix = "${local.identifier}-"
  family      = "postgres16"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  # Set rather than left to RDS's formula, so that the plan knows it. Static: a change waits for a restart.
  parameter {
    name         = "max_connections"
    value        = tostring(local.max_connections)
    apply_method = "pending-reboot"
  }

  # Milliseconds. A function that is frozen or killed within a transaction must not keep its locks.
  parameter {
    name  = "idle_in_transaction_session_timeout"
    value = "60000"
  }

  # Who signed in, and what changed the schema. Slow statements are left to Performance Insights, which shows them
  # without values: log_min_duration_statement would write the values, which are customers' words, into the log.
  parameter {
    name  = "log_connections"
    value = "1"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  lifecycle {
    create_before_destroy = true

    precondition {
      condition     = local.client_connections + local.connections_set_aside <= local.max_connections
      error_message = "The functions may open ${local.client_connections} connections (${join(", ", [for name, instances in var.clients : "${name}: ${instances} instances"])}, ${var.connections_per_client} connections each), and ${local.connections_set_aside} are set aside, but ${var.instance_class} takes ${local.max_connections}. Lower the concurrency, or choose a larger instance."
    }
  }
}
