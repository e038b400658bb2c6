variable "prefix" {
  description = "Platform and environment, for example `atendimento-dev`. The secret is called `prefix-name`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.prefix))
    error_message = "The prefix is 3 to 28 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "name" {
  description = "Name of the secret."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_-]*$", var.name))
    error_message = "The name consists of lower-case letters, digits, underscores and hyphens, and begins with a letter."
  }
}

variable "description" {
  description = "What the secret opens and who puts the value in."
  type        = string
  default     = ""
  nullable    = false
}

variable "recovery_window_days" {
  description = "Days in which a deleted secret can be brought back. 0 deletes at once and frees the name: for short-lived environments."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.recovery_window_days == 0 || (var.recovery_window_days >= 7 && var.recovery_window_days <= 30)
    error_message = "The recovery window is 0 or 7 to 30 days."
  }
}
