# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

variable "region" {
  description = "Region of the two buckets: of Terraform's state and of the packages."
  type        = string
  default     = "us-east-1"
  nullable    = false
}

variable "repository" {
  description = "The repository on GitHub whose workflows deploy, `owner/name`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.repository))
    error_message = "The repository is `owner/name`, without wildcards."
  }
}

variable "default_branch" {
  description = "The branch whose nightly plan looks for drift."
  type        = string
  default     = "main"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._/-]+$", var.default_branch))
    error_message = "The branch has no wildcards."
  }
}

variable "environments" {
  description = "The environments that this account holds, each with its region. Where each has an account of its own, one each."
  type        = map(object({ region = string }))
  default = {
    dev = {
      region = "us-east-1"
    }
    staging = {
      region = "us-east-1"
    }
    prod = {
      region = "us-east-1"
    }
  }
  nullable = false
}

variable "publishers" {
  description = "The environments whose deploys may put a new package into the artifact bucket. The others take what is there."
  type        = set(string)
  default     = ["dev", "staging"]
  nullable    = false
}
