variable "prefix" {
  description = "Platform and environment, for example `atendimento-dev`: what the names of all that a deploy makes begin with."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.prefix))
    error_message = "The prefix is 3 to 28 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "environment" {
  description = "The environment, as GitHub and the tags of its resources call it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*$", var.environment))
    error_message = "The environment consists of lower-case letters, digits and hyphens."
  }
}

variable "repository" {
  description = "The repository on GitHub, `owner/name`."
  type        = string
  nullable    = false
}

variable "default_branch" {
  description = "The branch whose nightly plan looks for drift."
  type        = string
  nullable    = false
}

variable "github_provider_arn" {
  description = "ARN of the account's identity provider for GitHub's tokens."
  type        = string
  nullable    = false
}

variable "boundary" {
  description = "Policy document that no role of the stack may go beyond, as JSON."
  type        = string
  nullable    = false
}

variable "deploy_policies" {
  description = "Policy documents of the role that deploys, as JSON, by name."
  type        = map(string)
  nullable    = false
}

variable "publish" {
  description = "Whether deploys of this environment may put a new package into the artifact bucket."
  type        = bool
  nullable    = false
}

variable "publish_policies" {
  description = "Policy documents for that, as JSON, by name."
  type        = map(string)
  nullable    = false
}

variable "plan_policies" {
  description = "Policy documents of the role that plans, as JSON, by name."
  type        = map(string)
  nullable    = false
}
