# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

variable "region" {
  description = "Region that everything runs in."
  type        = string
  nullable    = false
}

variable "account_id" {
  description = "The one AWS account that this environment may be applied to: its twelve digits. Empty, any account will do."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^([0-9]{12})?$", var.account_id))
    error_message = "The account is twelve digits, or empty."
  }
}

variable "alarm_emails" {
  description = "Addresses that are told of each alarm; each is asked once to confirm."
  type        = list(string)
  nullable    = false
}

variable "answer_model" {
  description = "Active candidates of the language model `answer`, in order of preference. Choose from bedrock:amazon.nova-pro-v1:0, openai:gpt-4o-mini."
  type        = list(string)
  default     = ["bedrock:amazon.nova-pro-v1:0"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.answer_model, ["bedrock:amazon.nova-pro-v1:0", "openai:gpt-4o-mini"])) == 0
    error_message = "Choose from bedrock:amazon.nova-pro-v1:0, openai:gpt-4o-mini."
  }

  validation {
    condition     = length(var.answer_model) > 0
    error_message = "Name at least one candidate."
  }
}

variable "api_throttle" {
  description = "Requests that the whole API takes at once (burst) and per second (rate)."
  type = object({
    burst = number
    rate  = number
  })
  nullable = false
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

variable "concurrency" {
  description = "How many instances of each function that touches a database may run at once: the plan fails if their connections exceed what the database takes. It is taken from the account's limit, of which AWS keeps 100 for functions that reserve none; a new account's limit may be 10, and is raised on request (Service Quotas, L-B99A9384)."
  type        = map(number)
  nullable    = false
}

variable "configuration_platform_flags" {
  description = "What operators say of feature flags, for all tenants: how many of a hundred conversations each variant gets where the tenant says nothing, or in all. Handlers hear of a change within about a minute, and no code is deployed."
  type = object({
    flags = optional(map(object({ rollout = optional(map(number), null), overrules_tenants = optional(bool, false) })), {})
  })
  default = {
    flags = {}
  }
  nullable = false
}

variable "configuration_rollout_minutes" {
  description = "Minutes in which a change of a configuration reaches all instances, a fifth of them at a time; 0 is at once. The next change waits until it is over: what cannot wait, such as switching something off, goes out with 0."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.configuration_rollout_minutes >= 0 && var.configuration_rollout_minutes <= 1440 && floor(var.configuration_rollout_minutes) == var.configuration_rollout_minutes
    error_message = "A roll-out takes 0 to 1440 whole minutes."
  }
}

variable "database_platform" {
  description = "Size and safety of the database `platform`."
  type = object({
    instance_class        = string
    allocated_storage_gb  = number
    multi_az              = bool
    backup_retention_days = number
  })
  nullable = false
}

variable "deletion_protection" {
  description = "Whether databases and the user pool refuse to be deleted."
  type        = bool
  nullable    = false
}

variable "intent_model" {
  description = "Active candidates of the language model `intent`, in order of preference. Choose from bedrock:amazon.nova-micro-v1:0, openai:gpt-4o-mini."
  type        = list(string)
  default     = ["bedrock:amazon.nova-micro-v1:0"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.intent_model, ["bedrock:amazon.nova-micro-v1:0", "openai:gpt-4o-mini"])) == 0
    error_message = "Choose from bedrock:amazon.nova-micro-v1:0, openai:gpt-4o-mini."
  }

  validation {
    condition     = length(var.intent_model) > 0
    error_message = "Name at least one candidate."
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

variable "network" {
  description = "The VPC: its address range, the zones it spans, and in how many of them each interface endpoint stands (each costs by the hour)."
  type = object({
    cidr               = string
    availability_zones = list(string)
    endpoint_zones     = number
    nat_gateways       = optional(number, 1)
  })
  nullable = false
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
