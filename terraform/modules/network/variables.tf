variable "prefix" {
  description = "Platform and environment, for example `atendimento-dev`. The VPC is called so, and its parts begin with it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.prefix))
    error_message = "The prefix is 3 to 28 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "cidr" {
  description = "Address range of the VPC. A function holds one address per subnet and security-group combination, not one per invocation."
  type        = string
  default     = "10.0.0.0/16"
  nullable    = false

  validation {
    condition     = can(cidrhost(var.cidr, 0)) && try(tonumber(split("/", var.cidr)[1]) >= 16 && tonumber(split("/", var.cidr)[1]) <= 24, false)
    error_message = "The range is written as a CIDR block between /16 and /24."
  }
}

variable "availability_zones" {
  description = "Zones to spread over, for example [\"eu-west-1a\", \"eu-west-1b\"]. Append only: a zone's subnets follow from its position."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.availability_zones) >= 2 && length(var.availability_zones) <= 4 && length(distinct(var.availability_zones)) == length(var.availability_zones)
    error_message = "Name 2 to 4 different zones; a database's subnet group requires two, even for an instance in one."
  }
}

variable "interface_endpoints" {
  description = "AWS services that functions in the VPC call, by short name: `states`, `sync-states`, `secretsmanager`, `events`. Each costs by the hour and zone."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for service in var.interface_endpoints : can(regex("^[a-z][a-z0-9.-]*$", service)) && !startswith(service, "com.")])
    error_message = "Name services by their short name: `states`, not `com.amazonaws.eu-west-1.states`."
  }
}

variable "gateway_endpoints" {
  description = "AWS services that functions in the VPC call through a gateway endpoint, which costs nothing: `s3`."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.gateway_endpoints, ["s3", "dynamodb"])) == 0
    error_message = "Only `s3` and `dynamodb` have gateway endpoints."
  }
}

variable "endpoint_zones" {
  description = "In how many zones each endpoint stands; null is all of them. 1 is the cheapest, and fails with that zone."
  type        = number
  default     = null

  validation {
    condition     = var.endpoint_zones == null ? true : var.endpoint_zones >= 1
    error_message = "An endpoint stands in at least one zone."
  }
}

variable "egress" {
  description = "A way to the internet, only where a function needs both the VPC and a public API; null is none. Each NAT gateway costs about 37 USD a month, idle."
  type = object({
    nat_gateways = optional(number, 1)
  })
  default = null

  validation {
    condition     = var.egress == null ? true : var.egress.nat_gateways >= 1
    error_message = "A way out takes at least one NAT gateway; leave egress null for none."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the flow log's role, where the deploying role may only create bounded roles."
  type        = string
  default     = null
}

variable "log_retention_days" {
  description = "Days that the flow log is kept; one of the periods that CloudWatch offers."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch keeps logs for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545 or 731 days, or 3 to 10 years (1096 … 3653); forever is not offered here."
  }
}
