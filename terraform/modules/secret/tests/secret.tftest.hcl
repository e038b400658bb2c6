mock_provider "aws" {}

variables {
  prefix = "atendimento-test"
  name   = "model_api_key"
}

run "can_be_brought_back" {
  command = plan

  assert {
    condition     = aws_secretsmanager_secret.this.name == "atendimento-test-model_api_key" && aws_secretsmanager_secret.this.recovery_window_in_days == 30
    error_message = "The secret is prefix-name and can be brought back for 30 days."
  }
}

run "may_go_at_once" {
  command = plan

  variables {
    recovery_window_days = 0
  }

  assert {
    condition     = aws_secretsmanager_secret.this.recovery_window_in_days == 0
    error_message = "A short-lived environment frees the name at once."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    name                 = "model/api-key"
    recovery_window_days = 3
  }

  expect_failures = [var.name, var.recovery_window_days]
}
