variable "prefix" {
  description = "Platform and environment, for example `atendimento-dev`. The schedule and its group are called `prefix-name`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.prefix))
    error_message = "The prefix is 3 to 28 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "name" {
  description = "The handler's id: the first name it had."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_-]*$", var.name)) && length("${var.prefix}-${var.name}-schedule") <= 64
    error_message = "The name consists of lower-case letters, digits, underscores and hyphens, begins with a letter, and `prefix-name-schedule` has at most 64 characters."
  }
}

variable "expression" {
  description = "When: `rate(1 minute)`, `cron(0 9 ? * MON-FRI *)`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(rate|cron)\\(.+\\)$", var.expression))
    error_message = "The expression is `rate(…)` or `cron(…)`."
  }
}

variable "timezone" {
  description = "Time zone that a `cron` expression means."
  type        = string
  default     = "UTC"
  nullable    = false
}

variable "function_name" {
  description = "Physical name of the function."
  type        = string
  nullable    = false
}

variable "function_arn" {
  description = "ARN of the function's alias: what is started, so that a deploy is a change of that alone."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:[^:*]+:[a-zA-Z][^:*]*$", var.function_arn))
    error_message = "It is the exact ARN of one alias of one function."
  }
}

variable "dead_letter_arn" {
  description = "Queue for what could not be delivered to the function."
  type        = string
  nullable    = false
}

variable "max_age_seconds" {
  description = "How old it may get while it is tried again: at each of the two who try, EventBridge and then Lambda."
  type        = number
  default     = 21600
  nullable    = false

  validation {
    condition     = var.max_age_seconds >= 60 && var.max_age_seconds <= 21600 && floor(var.max_age_seconds) == var.max_age_seconds
    error_message = "Lambda keeps an event for 60 to 21600 seconds, in whole numbers."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the role, where the deploying role may only create bounded roles."
  type        = string
  default     = null
}

variable "alarm_topic_arn" {
  description = "Topic that is told when an alarm rings, and when it is over."
  type        = string
  nullable    = false
}
