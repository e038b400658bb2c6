variable "prefix" {
  description = "Platform and environment, for example `atendimento-dev`. The bucket is called `prefix-name-digest`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.prefix))
    error_message = "The prefix is 3 to 28 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "name" {
  description = "Name of the bucket."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", var.name)) && length("${var.prefix}-${var.name}") <= 54
    error_message = "The name consists of lower-case letters, digits and hyphens, begins with a letter, does not end with a hyphen, and `prefix-name` has at most 54 characters."
  }
}

variable "description" {
  description = "What the bucket is for; a tag says so."
  type        = string
  nullable    = false
}

variable "expires_after_days" {
  description = "Days after which S3 deletes an object."
  type        = number
  nullable    = false

  validation {
    condition     = var.expires_after_days >= 1
    error_message = "An object is kept for a day at least."
  }
}
