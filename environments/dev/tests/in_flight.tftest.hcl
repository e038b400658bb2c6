# What a deploy passes as `versions_in_flight` reaches the stack's policies, exactly; what they then permit is judged in
# tests/least_privilege.
mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { name = "us-east-1" }
  }
}

variables {
  environment = "dev"
  artifact = {
    bucket = "artifacts"
    key    = "a1b2c3"
    sha256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
  }
  versions_in_flight = {}
}

run "the_output_is_the_var_file_of_a_plan_without_a_deploy" {
  command = plan

  variables {
    versions_in_flight = { answer_message = { save_turn = ["5", "6"] } }
  }

  assert {
    condition     = jsonencode(output.release) == jsonencode({ artifact = var.artifact, versions_in_flight = var.versions_in_flight })
    error_message = "The output repeats what was passed."
  }
}

run "nothing_is_in_flight_at_first" {
  command = plan

  module {
    source = "../../terraform/stack"
  }

  assert {
    condition     = local.in_flight == {}
    error_message = "A first deploy permits what its machines name, and nothing else."
  }
}

run "each_version_is_a_whole_arn" {
  command = plan

  module {
    source = "../../terraform/stack"
  }

  variables {
    versions_in_flight = {
      answer_message = { save_turn = ["5", "6"], post_message = ["2"], load_history = [] }
      gone           = { whatever = ["1"] }
    }
  }

  assert {
    condition = local.in_flight.answer_message == [
      "arn:aws:lambda:us-east-1:123456789012:function:atendimento-dev-post_message:2",
      "arn:aws:lambda:us-east-1:123456789012:function:atendimento-dev-save_turn:5",
      "arn:aws:lambda:us-east-1:123456789012:function:atendimento-dev-save_turn:6",
    ]
    error_message = "In flight is what was passed for the workflow; what was passed for one that is gone concerns nobody."
  }
}

run "an_alias_is_no_version" {
  command = plan

  module {
    source = "../../terraform/stack"
  }

  variables {
    versions_in_flight = { answer_message = { save_turn = ["live"] } }
  }

  expect_failures = [var.versions_in_flight]
}

run "the_newest_code_is_no_version" {
  command = plan

  module {
    source = "../../terraform/stack"
  }

  variables {
    versions_in_flight = { answer_message = { save_turn = ["$LATEST"] } }
  }

  expect_failures = [var.versions_in_flight]
}

run "every_version_is_none" {
  command = plan

  module {
    source = "../../terraform/stack"
  }

  variables {
    versions_in_flight = { answer_message = { save_turn = ["*"] } }
  }

  expect_failures = [var.versions_in_flight]
}

# Its function would be destroyed under an execution that has yet to call it.
run "a_handler_in_flight_is_not_removed" {
  command = plan

  module {
    source = "../../terraform/stack"
  }

  variables {
    versions_in_flight = { answer_message = { a_handler_that_was = ["1"] } }
  }

  expect_failures = [var.versions_in_flight]
}
