variable "prefix" {
  description = "Platform and environment, for example `atendimento-dev`. The queue is called `prefix-name`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.prefix))
    error_message = "The prefix is 3 to 28 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "name" {
  description = "Name of the queue; its dead-letter queue adds `-dead-letter`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_-]*$", var.name)) && length("${var.prefix}-${var.name}-dead-letter") <= 80
    error_message = "The name consists of lower-case letters, digits, underscores and hyphens, begins with a letter, and `prefix-name-dead-letter` has at most 80 characters."
  }
}

variable "visibility_timeout_seconds" {
  description = "How long a received message stays hidden. For a function as consumer AWS advises six times its time limit."
  type        = number
  nullable    = false

  validation {
    condition     = var.visibility_timeout_seconds >= 0 && var.visibility_timeout_seconds <= 43200
    error_message = "SQS hides a message for 0 to 43200 seconds."
  }
}

variable "max_receive_count" {
  description = "How often a message is tried before it goes to the dead-letter queue."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.max_receive_count >= 1 && var.max_receive_count <= 1000
    error_message = "SQS takes 1 to 1000 receives."
  }
}

variable "message_retention_seconds" {
  description = "How long an unread message is kept. Dead letters are always kept for 14 days."
  type        = number
  default     = 345600
  nullable    = false

  validation {
    condition     = var.message_retention_seconds >= 60 && var.message_retention_seconds <= 1209600
    error_message = "SQS keeps messages for 60 to 1209600 seconds."
  }
}

variable "event_rule_arns" {
  description = "EventBridge rules that may send to the queue, as target or as dead-letter queue of a target. On a custom bus: `…:rule/BUS/RULE`."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.event_rule_arns : can(regex("^arn:[a-z-]+:events:[a-z0-9-]+:[0-9]{12}:rule/[^*]+$", arn))])
    error_message = "Each entry is the exact ARN of one rule."
  }
}

variable "alarm_topic_arn" {
  description = "Topic that is told when an alarm rings, and when it is over."
  type        = string
  nullable    = false
}
