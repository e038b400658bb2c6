variable "prefix" {
  description = "Platform and environment, for example `atendimento-dev`. The machine is called `prefix-name`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.prefix))
    error_message = "The prefix is 3 to 28 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "name" {
  description = "The workflow's id: the first name it had."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_-]*$", var.name))
    error_message = "The name consists of lower-case letters, digits, underscores and hyphens, and begins with a letter."
  }

  validation {
    condition     = length("${var.prefix}-${var.name}-workflow") <= 64
    error_message = "IAM allows 64 characters for the role `prefix-name-workflow`."
  }
}

variable "description" {
  description = "What the workflow does: the first line of its documentation."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = length(var.description) <= 256
    error_message = "Step Functions allows 256 characters of description."
  }
}

variable "kind" {
  description = "EXPRESS (up to five minutes, may be awaited) or STANDARD (up to a year, may wait for a task token)."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["EXPRESS", "STANDARD"], var.kind)
    error_message = "The kind is EXPRESS or STANDARD."
  }
}

variable "definition" {
  description = "The machine in Amazon States Language, as JSON. It names function versions, not bare functions."
  type        = string
  nullable    = false

  validation {
    condition     = can(jsondecode(var.definition).StartAt) && can(jsondecode(var.definition).States)
    error_message = "The definition is a JSON document with StartAt and States."
  }
}

variable "policy" {
  description = "The role's whole inline policy as JSON; for EXPRESS it includes log delivery. The module adds no permission of its own."
  type        = string
  nullable    = false

  validation {
    condition     = can(jsondecode(var.policy).Statement)
    error_message = "The policy is a JSON document with a Statement."
  }

  validation {
    condition     = try(length(jsonencode(jsondecode(var.policy))), 0) <= 10240
    error_message = "IAM allows 10,240 characters of inline policy for one role: split the workflow, or deploy when fewer executions of older versions are in flight."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the role, where the deploying role may only create bounded roles."
  type        = string
  default     = null
}

variable "log_retention_days" {
  description = "Days that the log of an EXPRESS machine is kept; one of the periods that CloudWatch offers."
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
