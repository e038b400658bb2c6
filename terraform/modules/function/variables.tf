variable "prefix" {
  description = "Platform and environment, for example `atendimento-dev`. The function is called `prefix-name`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.prefix))
    error_message = "The prefix is 3 to 28 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "name" {
  description = "The handler's id: the first name it had. It is passed to the runtime as `_HANDLER`, by which the platform's binary chooses what to run."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_-]*$", var.name))
    error_message = "The name consists of lower-case letters, digits, underscores and hyphens, and begins with a letter."
  }

  validation {
    condition     = length("${var.prefix}-${var.name}") <= 64
    error_message = "Lambda and IAM allow 64 characters for `prefix-name`."
  }
}

variable "description" {
  description = "What the function does: the first line of the handler's documentation."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = length(var.description) <= 256
    error_message = "Lambda allows 256 characters of description."
  }
}

variable "memory_mb" {
  description = "Memory in MiB. CPU is given in proportion; 1769 is one full vCPU."
  type        = number
  nullable    = false

  validation {
    condition     = var.memory_mb >= 128 && var.memory_mb <= 10240 && floor(var.memory_mb) == var.memory_mb
    error_message = "Lambda takes 128 to 10240 MiB, in whole numbers."
  }
}

variable "timeout_seconds" {
  description = "The longest that one invocation may take."
  type        = number
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 900 && floor(var.timeout_seconds) == var.timeout_seconds
    error_message = "Lambda takes 1 to 900 seconds, in whole numbers."
  }
}

variable "artifact" {
  description = "The built code in S3: bucket, key, and the base64 SHA-256 of the archive."
  type = object({
    bucket = string
    key    = string
    sha256 = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[A-Za-z0-9+/]{43}=$", var.artifact.sha256))
    error_message = "The sha256 is the base64 form (44 characters), not the hexadecimal one."
  }
}

variable "policy" {
  description = "The role's whole inline policy as JSON, log statements included. The module adds no permission of its own."
  type        = string
  nullable    = false

  validation {
    condition     = can(jsondecode(var.policy).Statement)
    error_message = "The policy is a JSON document with a Statement."
  }

  validation {
    condition     = try(length(jsonencode(jsondecode(var.policy))), 0) <= 10240
    error_message = "IAM allows 10,240 characters of inline policy for one role: split the handler."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the role, where the deploying role may only create bounded roles."
  type        = string
  default     = null
}

variable "environment" {
  description = "Environment variables. They show in the console and in the state: names and ARNs, never a secret."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.environment) : can(regex("^[A-Za-z][A-Za-z0-9_]+$", key)) && !startswith(key, "AWS_")])
    error_message = "Names begin with a letter, consist of letters, digits and underscores, and do not begin with AWS_, which Lambda reserves."
  }
}

variable "after" {
  description = "What must be done before new code is put in place: any value of it, such as the id of the migration's invocation. Only the order follows from it."
  type        = any
  default     = null
}

variable "network" {
  description = "Subnets and security groups for a function that needs the VPC; null for one that does not."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  default = null
}

variable "dead_letters" {
  description = "Queue for events that failed for good, where the function is invoked asynchronously. The policy must allow sqs:SendMessage on it."
  type        = object({ arn = string })
  default     = null
}

variable "reserved_concurrency" {
  description = "How many invocations may run at once; null shares the account's pool, 0 stops the function."
  type        = number
  default     = null

  validation {
    condition     = var.reserved_concurrency == null ? true : var.reserved_concurrency >= 0
    error_message = "The reserved concurrency is 0 or more, or null."
  }
}

variable "log_level" {
  description = "The least severe application log that is kept."
  type        = string
  default     = "INFO"
  nullable    = false

  validation {
    condition     = contains(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"], var.log_level)
    error_message = "The level is TRACE, DEBUG, INFO, WARN, ERROR or FATAL."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept; one of the periods that CloudWatch offers."
  type        = number
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch keeps logs for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545 or 731 days, or 3 to 10 years (1096 … 3653); forever is not offered here."
  }
}

variable "alarm_topic_arn" {
  description = "Topic that is told when an alarm rings, and when it is over."
  type        = string
  nullable    = false
}
