variable "name" {
  description = "Name of the bucket: one namespace for all of AWS, so it ends with the account's number."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "The name is 3 to 63 lower-case letters, digits and hyphens."
  }
}

variable "description" {
  description = "What the bucket is for; a tag says so."
  type        = string
  nullable    = false
}

variable "old_version_days" {
  description = "Days that a version is kept after it was replaced or deleted."
  type        = number
  nullable    = false

  validation {
    condition     = var.old_version_days >= 1
    error_message = "An old version is kept for a day at least."
  }
}
