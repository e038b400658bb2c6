variable "prefix" {
  description = "Platform and environment, for example `atendimento-dev`. The queue is called `prefix-name-undelivered`."
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
    condition     = can(regex("^[a-z][a-z0-9_-]*$", var.name)) && length("${var.prefix}-${var.name}-undelivered") <= 80
    error_message = "The name consists of lower-case letters, digits, underscores and hyphens, begins with a letter, and `prefix-name-undelivered` has at most 80 characters."
  }
}

variable "event_rule_arn" {
  description = "EventBridge rule that may send what it could not deliver; null where a schedule starts the function. On a custom bus: `…:rule/BUS/RULE`."
  type        = string
  default     = null

  validation {
    condition     = var.event_rule_arn == null ? true : can(regex("^arn:[a-z-]+:events:[a-z0-9-]+:[0-9]{12}:rule/[^*]+$", var.event_rule_arn))
    error_message = "It is the exact ARN of one rule."
  }
}

variable "alarm_topic_arn" {
  description = "Topic that is told when an alarm rings, and when it is over."
  type        = string
  nullable    = false
}
