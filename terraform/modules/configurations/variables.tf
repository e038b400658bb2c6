variable "prefix" {
  description = "Platform and environment, for example `atendimento-dev`: the name of the application in AppConfig."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.prefix))
    error_message = "The prefix is 3 to 28 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "rollout_minutes" {
  description = "Minutes in which a new document reaches all instances, a fifth of them at a time; 0 is at once."
  type        = number
  nullable    = false

  validation {
    condition     = var.rollout_minutes >= 0 && var.rollout_minutes <= 1440 && floor(var.rollout_minutes) == var.rollout_minutes
    error_message = "A roll-out takes 0 to 1440 whole minutes."
  }
}

variable "configurations" {
  description = "By name, each configuration: what it is for, the JSON Schema (draft 4) that its documents keep to, and the document, as JSON."
  type = map(object({
    description = string
    schema      = string
    content     = string
  }))
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.configurations) : can(regex("^[a-z][a-z0-9_-]{0,63}$", name))])
    error_message = "A name consists of at most 64 lower-case letters, digits, underscores and hyphens, and begins with a letter."
  }

  validation {
    condition     = alltrue([for configuration in values(var.configurations) : try(length(jsonencode(jsondecode(configuration.schema))) <= 32768, false)])
    error_message = "A schema is JSON, of at most 32,768 characters: AppConfig takes no longer validator."
  }

  validation {
    condition     = alltrue([for configuration in values(var.configurations) : can(jsondecode(configuration.content))])
    error_message = "A document is JSON."
  }
}
