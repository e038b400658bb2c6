output "arns" {
  description = "By name, the ARN of each configuration, for policies and for who reads it. Known only once its document is deployed."
  value = {
    for name, environment in aws_appconfig_environment.this :
    name => "${aws_appconfig_application.this.arn}/environment/${environment.environment_id}/configuration/${aws_appconfig_configuration_profile.this[name].configuration_profile_id}"
  }

  depends_on = [aws_appconfig_deployment.this]
}
