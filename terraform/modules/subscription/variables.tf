variable "prefix" {
  description = "Platform and environment, for example `atendimento-dev`. The rule is called `prefix-name`."
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
    condition     = can(regex("^[a-z][a-z0-9_-]*$", var.name)) && length("${var.prefix}-${var.name}") <= 64
    error_message = "The name consists of lower-case letters, digits, underscores and hyphens, begins with a letter, and `prefix-name` has at most 64 characters."
  }
}

variable "description" {
  description = "What the rule is for."
  type        = string
  nullable    = false
}

variable "event_bus_name" {
  description = "Physical name of the bus."
  type        = string
  nullable    = false
}

variable "event_source" {
  description = "Who publishes the event: its `source`, exactly."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.event_source) > 0
    error_message = "Without a source, anybody's event of that name would start the function."
  }
}

variable "detail_type" {
  description = "What happened: its `detail-type`, exactly."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.detail_type) > 0
    error_message = "Without a detail-type, every event of the source would start the function."
  }
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

variable "alarm_topic_arn" {
  description = "Topic that is told when an alarm rings, and when it is over."
  type        = string
  nullable    = false
}
