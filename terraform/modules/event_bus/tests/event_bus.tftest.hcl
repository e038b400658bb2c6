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

run "refuses_wrong_values" {
  command = plan

  variables {
    name = "Domain Events"
  }

  expect_failures = [var.name]
}
