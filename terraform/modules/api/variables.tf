variable "prefix" {
  description = "Platform and environment, for example `atendimento-dev`. The API is called `prefix-name`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.prefix))
    error_message = "The prefix is 3 to 28 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "name" {
  description = "Name of the API, where a platform has more than one."
  type        = string
  default     = "api"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_-]*$", var.name))
    error_message = "The name consists of lower-case letters, digits, underscores and hyphens, and begins with a letter."
  }
}

variable "description" {
  description = "What the API is for."
  type        = string
  default     = ""
  nullable    = false
}

variable "routes" {
  description = <<-EOT
    The routes, keyed by method and path (`POST /v1/messages`, `GET /v1/messages/{id}`). `function_arn` is a published
    version or an alias. A token passes a `jwt` route if it carries at least one of the route's scopes; `none` makes a route public.
  EOT
  type = map(object({
    function_name = string
    function_arn  = string
    scopes        = list(string)
    authorization = string
  }))
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.routes) : can(regex("^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /[^ ]*$", key))])
    error_message = "A route's key is one method, one space and a path: `POST /v1/messages`. ANY and $default would permit more than the route needs."
  }

  validation {
    condition     = alltrue([for route in values(var.routes) : contains(["jwt", "none"], route.authorization)])
    error_message = "A route's authorization is `jwt` or `none`."
  }

  validation {
    condition     = alltrue([for route in values(var.routes) : (route.authorization == "jwt") == (length(route.scopes) > 0)])
    error_message = "A `jwt` route names at least one scope (without one, any token of the issuer would do); a `none` route names no scope."
  }

  validation {
    condition     = alltrue([for route in values(var.routes) : can(regex(":function:[^:]+:[^:]+$", route.function_arn))])
    error_message = "A route's function_arn names a published version (or alias), not the bare function."
  }
}

variable "issuer" {
  description = "Issuer of the tokens: the URL under which /.well-known/openid-configuration is found."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.issuer, "https://")
    error_message = "The issuer is an https URL."
  }
}

variable "audience" {
  description = "Accepted audiences. With Cognito: the client ids, since its access tokens carry client_id and no aud."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.audience) > 0
    error_message = "API Gateway requires at least one audience."
  }
}

variable "scope_prefix" {
  description = "What the issuer puts before each scope; with Cognito the resource server's identifier and a slash."
  type        = string
  default     = ""
  nullable    = false
}

variable "throttle" {
  description = "Requests that the whole API takes at once (burst) and per second (rate); beyond it answers 429."
  type = object({
    burst = number
    rate  = number
  })
  nullable = false

  validation {
    condition     = var.throttle.burst >= 1 && var.throttle.rate >= 1
    error_message = "Burst and rate are at least 1; 0 would refuse every request."
  }
}

variable "integration_timeout_ms" {
  description = "How long API Gateway waits for a function, in milliseconds. Handlers answer 202 before that."
  type        = number
  default     = 29000
  nullable    = false

  validation {
    condition     = var.integration_timeout_ms >= 50 && var.integration_timeout_ms <= 30000
    error_message = "An HTTP API waits 50 to 30000 milliseconds."
  }
}

variable "log_retention_days" {
  description = "Days that access logs are kept; one of the periods that CloudWatch offers."
  type        = number
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch keeps logs for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545 or 731 days, or 3 to 10 years (1096 … 3653); forever is not offered here."
  }
}

variable "alarm_topic_arn" {
  description = "Topic that is told when an alarm rings, and when it is over."
  type        = string
  nullable    = false
}
