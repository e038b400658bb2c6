variable "prefix" {
  description = "Platform and environment, for example `atendimento-dev`. The topic is called `prefix-alarms`, and takes only alarms whose names begin with the prefix."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.prefix))
    error_message = "The prefix is 3 to 28 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "emails" {
  description = "Addresses that are told of each alarm. May be empty: the alarms ring on the dashboard all the same."
  type        = set(string)
  nullable    = false

  validation {
    condition     = alltrue([for email in var.emails : can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", email))])
    error_message = "Each entry is an e-mail address."
  }
}
