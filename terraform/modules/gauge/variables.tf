variable "prefix" {
  description = "Platform and environment, for example `atendimento-dev`: the metric's namespace, and what the alarm's name begins with."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.prefix))
    error_message = "The prefix is 3 to 28 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "name" {
  description = "Name of the metric."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_-]*$", var.name)) && length("${var.prefix}-${var.name}-gauge") <= 255
    error_message = "The name consists of lower-case letters, digits, underscores and hyphens, begins with a letter, and `prefix-name-gauge` has at most 255 characters."
  }
}

variable "unit" {
  description = "What it counts in: `Count` or `Seconds`."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["Count", "Seconds"], var.unit)
    error_message = "The unit is `Count` or `Seconds`."
  }
}

variable "alarm_above" {
  description = "The alarm rings while it is above."
  type        = number
  nullable    = false
}

variable "remedy" {
  description = "What whoever is rung up does."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.remedy) >= 1 && length(var.remedy) <= 700
    error_message = "The remedy has 1 to 700 characters."
  }
}

variable "period_seconds" {
  description = "How often it is reported, at least: the alarm looks at the highest value of each such time."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.period_seconds >= 60 && var.period_seconds <= 3600 && var.period_seconds % 60 == 0
    error_message = "A period is one minute to 60, in whole minutes."
  }
}

variable "rings_in_silence" {
  description = "Whether the alarm also rings if nobody reports: so where the clock starts who does."
  type        = bool
  nullable    = false
}

variable "alarm_topic_arn" {
  description = "Topic that is told when the alarm rings, and when it is over."
  type        = string
  nullable    = false
}
