# One application for all configurations. AppConfig lets one deployment at a time into an environment, so each configuration
# has an environment of its own: two that change in one apply do not wait for each other, or fail.
resource "aws_appconfig_application" "this" {
  name        = var.prefix
  description = "What operators of ${var.prefix} say without a deployment of code."
}

resource "aws_appconfig_environment" "this" {
  for_each = var.configurations

  application_id = aws_appconfig_application.this.id
  name           = each.key
  description    = local.descriptions[each.key]
}

resource "aws_appconfig_configuration_profile" "this" {
  for_each = var.configurations

  application_id = aws_appconfig_application.this.id
  name           = each.key
  description    = local.descriptions[each.key]
  location_uri   = "hosted"

  # What is no such document never reaches a function.
  validator {
    type    = "JSON_SCHEMA"
    content = jsonencode(jsondecode(each.value.schema))
  }
}

resource "aws_appconfig_hosted_configuration_version" "this" {
  for_each = var.configurations

  application_id           = aws_appconfig_application.this.id
  configuration_profile_id = aws_appconfig_configuration_profile.this[each.key].configuration_profile_id
  content_type             = "application/json"
  content                  = each.value.content

  lifecycle {
    create_before_destroy = true # the old one is in use until the new one is deployed
  }
}

# A fifth of the instances at a time. No alarm stops it: those of the functions that read a configuration wait for the
# functions, which wait for their configuration.
resource "aws_appconfig_deployment_strategy" "this" {
  name                           = var.prefix
  description                    = "In ${var.rollout_minutes} minutes to everybody."
  deployment_duration_in_minutes = var.rollout_minutes
  growth_factor                  = var.rollout_minutes == 0 ? 100 : 20
  growth_type                    = "LINEAR"
  final_bake_time_in_minutes     = 0
  replicate_to                   = "NONE"
}

resource "aws_appconfig_deployment" "this" {
  for_each = var.configurations

  application_id           = aws_appconfig_application.this.id
  environment_id           = aws_appconfig_environment.this[each.key].environment_id
  configuration_profile_id = aws_appconfig_configuration_profile.this[each.key].configuration_profile_id
  configuration_version    = aws_appconfig_hosted_configuration_version.this[each.key].version_number
  deployment_strategy_id   = aws_appconfig_deployment_strategy.this.id
  description              = local.descriptions[each.key]
}

locals {
  # AppConfig takes 1,024 characters.
  descriptions = { for name, configuration in var.configurations : name => substr(configuration.description, 0, 1024) }
}
