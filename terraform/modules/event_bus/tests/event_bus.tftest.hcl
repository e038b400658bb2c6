mock_provider "aws" {}

variables {
  prefix = "atendimento-test"
  name   = "domain_events"
}

run "is_a_bus_of_its_own" {
  command = plan

  assert {
    condition     = aws_cloudwatch_event_bus.this.name == "atendimento-test-domain_events" && output.name == "atendimento-test-domain_events"
    error_message = "The bus is prefix-name, not the account's default bus."
  }
}

run "keeps_events_to_be_replayed" {
  command = plan

  assert {
    condition     = aws_cloudwatch_event_archive.this.retention_days == 35
    error_message = "Two weeks are enough to find a mistake, and not a store."
  }
  assert {
    condition     = startswith(aws_cloudwatch_event_archive.this.name, "atendimento-test-domain_events-") && length(aws_cloudwatch_event_archive.this.name) <= 48
    error_message = "The archive bears the bus's name, as far as 48 characters go."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name         = "Domain Events"
    archive_days = 0
  }

  expect_failures = [var.name, var.archive_days]
}
