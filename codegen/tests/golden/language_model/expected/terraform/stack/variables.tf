# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

variable "alarm_emails" {
  description = "Addresses that are told of each alarm; each is asked once to confirm."
  type        = list(string)
  nullable    = false
}

variable "artifact" {
  description = "The one package of all functions, in S3: its key is its content's hash, so the same bytes are promoted from environment to environment. `sha256` is base64."
  type = object({
    bucket = string
    key    = string
    sha256 = string
  })
  nullable = false
}

variable "classifier_model" {
  description = "Active candidates of the language model `classifier`, in order of preference. Choose from bedrock:amazon.nova-lite-v1:0, bedrock:us.amazon.nova-lite-v1:0, openai:gpt-4o-mini."
  type        = list(string)
  default     = ["bedrock:amazon.nova-lite-v1:0"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.classifier_model, ["bedrock:amazon.nova-lite-v1:0", "bedrock:us.amazon.nova-lite-v1:0", "openai:gpt-4o-mini"])) == 0
    error_message = "Choose from bedrock:amazon.nova-lite-v1:0, bedrock:us.amazon.nova-lite-v1:0, openai:gpt-4o-mini."
  }

  validation {
    condition     = length(var.classifier_model) > 0
    error_message = "Name at least one candidate."
  }
}

variable "environment" {
  description = "Name of the environment: part of every physical name."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment is dev, staging or prod."
  }
}

variable "log_level" {
  description = "What functions log: DEBUG, INFO, WARN or ERROR."
  type        = string
  default     = "INFO"
  nullable    = false

  validation {
    condition     = contains(["DEBUG", "INFO", "WARN", "ERROR"], var.log_level)
    error_message = "The log level is DEBUG, INFO, WARN or ERROR."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept; one of the periods that CloudWatch offers."
  type        = number
  default     = 30
  nullable    = false
}

variable "openai_base_url" {
  description = "Where OpenAI-compatible models are served."
  type        = string
  default     = "https://api.openai.com/v1"
  nullable    = false

  validation {
    condition     = startswith(var.openai_base_url, "https://")
    error_message = "The base URL is an https URL."
  }
}

variable "versions_in_flight" {
  description = "By workflow and handler, the published versions that executions in flight still name, and those of the machine version that a roll-back would return to: the machine's role may go on calling them. A deploy finds them out and passes them; `{}` is a first deploy's. A workflow that this release removes is passed over: Step Functions ends its executions."
  type        = map(map(list(string)))
  nullable    = false

  validation {
    condition     = alltrue([for version in flatten([for handlers in values(var.versions_in_flight) : values(handlers)]) : can(regex("^[1-9][0-9]*$", version))])
    error_message = "Versions are published versions' numbers: not an alias, and not $LATEST."
  }
}
