variable "prefix" {
  description = "Platform and environment, for example `atendimento-dev`. The user pool is called `prefix-name`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.prefix))
    error_message = "The prefix is 3 to 28 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "name" {
  description = "Name of the user pool, where a platform has more than one."
  type        = string
  default     = "identity"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_-]*$", var.name))
    error_message = "The name consists of lower-case letters, digits, underscores and hyphens, and begins with a letter."
  }
}

variable "scopes" {
  description = "What a token may allow, with a description of each: `{ \"messages:write\" = \"Post messages\" }`."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.scopes) > 0 && alltrue([for scope in keys(var.scopes) : can(regex("^[a-z][a-z0-9:._-]*$", scope))])
    error_message = "Name at least one scope; scopes consist of lower-case letters, digits, colons, dots, underscores and hyphens."
  }

  validation {
    condition     = alltrue([for description in values(var.scopes) : length(description) >= 1 && length(description) <= 256])
    error_message = "Cognito asks for a description of 1 to 256 characters for each scope."
  }
}

variable "machine_clients" {
  description = "Programs that call the API, each with the most it may ask for. Null: one client, `service`, with every scope; name them one by one before a second party gets access."
  type        = map(set(string))
  default     = null

  validation {
    condition     = var.machine_clients == null ? true : alltrue([for scopes in values(var.machine_clients) : length(scopes) > 0 && length(setsubtract(scopes, keys(var.scopes))) == 0])
    error_message = "A client's scopes are at least one, and each is a key of `scopes`."
  }
}

variable "user_client" {
  description = "Where people sign in: the pages Cognito may send them back to, and the scopes they may ask for. Null where only programs call."
  type = object({
    callback_urls = list(string)
    logout_urls   = optional(list(string), [])
    scopes        = set(string)
  })
  default = null

  validation {
    condition     = var.user_client == null ? true : length(setsubtract(var.user_client.scopes, keys(var.scopes))) == 0
    error_message = "Each of the user client's scopes is a key of `scopes`."
  }

  validation {
    condition = var.user_client == null ? true : length(var.user_client.callback_urls) > 0 && alltrue([
      for url in concat(var.user_client.callback_urls, var.user_client.logout_urls) : can(regex("^(https://|http://localhost[:/])", url))
    ])
    error_message = "Name at least one callback; addresses are https, or http://localhost for a developer."
  }
}

variable "pre_token_generation" {
  description = "Function that is asked before each token, people's and programs', what else the access token says; by the ARN of an alias. People then have the attribute `custom:tenant`, which is written when they are invited and never again. Null: tokens say only what Cognito puts there."
  type = object({
    function_name = string
    function_arn  = string
  })
  default = null

  validation {
    condition     = var.pre_token_generation == null ? true : can(regex("^arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:[^:]+:[^:]+$", var.pre_token_generation.function_arn))
    error_message = "The ARN ends with an alias: the permission is on that alone."
  }
}

variable "deletion_protection" {
  description = "Whether the pool, and with it every account and client, may not be deleted."
  type        = bool
  default     = true
  nullable    = false
}
