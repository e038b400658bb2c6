variable "prefix" {
  description = "Platform and environment, for example `atendimento-dev`. The instance is called `prefix-name`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.prefix))
    error_message = "The prefix is 3 to 28 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "name" {
  description = "Name of the instance. The database in it bears it too, with underscores for hyphens."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9]|-[a-z0-9])*$", var.name)) && length("${var.prefix}-${var.name}") <= 55
    error_message = "The name consists of lower-case letters, digits and single hyphens (RDS allows no underscore), begins with a letter, and `prefix-name` has at most 55 characters."
  }
}

variable "network" {
  description = "Where the database stands, and the security group of the functions that may reach it."
  type = object({
    vpc_id                     = string
    subnet_ids                 = list(string)
    function_security_group_id = string
  })
  nullable = false

  validation {
    condition     = length(var.network.subnet_ids) >= 2
    error_message = "A subnet group takes subnets in at least two zones."
  }
}

variable "instance_class" {
  description = "Size of the instance: a Graviton class, for example `db.t4g.micro` or `db.m7g.large`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^db\\.(t4g\\.(micro|small|medium|large|xlarge|2xlarge)|[mr][678]g\\.(large|xlarge|2xlarge|4xlarge))$", var.instance_class))
    error_message = "The class is db.t4g.micro … 2xlarge, or db.m6g, m7g, m8g, r6g, r7g, r8g from large to 4xlarge; the module knows the memory of these."
  }
}

variable "allocated_storage_gb" {
  description = "Storage in GiB. It can grow later, never shrink."
  type        = number
  nullable    = false

  validation {
    condition     = var.allocated_storage_gb >= 20 && var.allocated_storage_gb <= 65536
    error_message = "gp3 storage takes 20 to 65536 GiB."
  }
}

variable "multi_az" {
  description = "Whether a standby in another zone takes over by itself. Doubles the price."
  type        = bool
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether the data is worth keeping: forbids deletion, and should it be allowed one day, leaves a final snapshot and the backups."
  type        = bool
  nullable    = false
}

variable "backup_retention_days" {
  description = "How far back the database can be restored to any second."
  type        = number
  nullable    = false

  validation {
    condition     = var.backup_retention_days >= 1 && var.backup_retention_days <= 35
    error_message = "RDS keeps backups for 1 to 35 days; 0 would turn them off."
  }
}

variable "clients" {
  description = "Who may open connections, and how many instances of each may run at once: the functions' reserved concurrency. The plan fails if the instance takes fewer connections."
  type        = map(number)
  nullable    = false

  validation {
    condition     = alltrue([for instances in values(var.clients) : instances >= 0])
    error_message = "The number of instances is 0 or more."
  }
}

variable "connections_per_client" {
  description = "Connections that one instance of a client opens at most: the size of its pool."
  type        = number
  nullable    = false

  validation {
    condition     = var.connections_per_client >= 1
    error_message = "An instance opens at least one connection."
  }
}

variable "log_retention_days" {
  description = "Days that exported logs are kept; one of the periods that CloudWatch offers."
  type        = number
  default     = 30
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
