variable "prefix" {
  description = "Platform and environment, for example `atendimento-dev`. The bus is called `prefix-name`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.prefix))
    error_message = "The prefix is 3 to 28 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "name" {
  description = "Name of the bus."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_-]*$", var.name))
    error_message = "The name consists of lower-case letters, digits, underscores and hyphens, and begins with a letter."
  }
}

variable "description" {
  description = "What the bus carries."
  type        = string
  default     = null
}

variable "archive_days" {
  description = "Days for which events can be replayed: as long as RDS keeps a backup at most, so that who was erased since a backup can be erased again. Personal data that an event holds would live on that long."
  type        = number
  default     = 35
  nullable    = false

  validation {
    condition     = var.archive_days >= 1 && floor(var.archive_days) == var.archive_days
    error_message = "The archive keeps events for at least 1 day; 0 would keep them for ever."
  }
}
