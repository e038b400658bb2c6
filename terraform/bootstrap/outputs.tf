# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

output "state_bucket" {
  description = "Name of the bucket of Terraform's state: the variable STATE_BUCKET."
  value       = module.state.name
}

output "artifact_bucket" {
  description = "Name of the bucket of packages: the variable ARTIFACT_BUCKET."
  value       = module.artifacts.name
}

output "deploy_roles" {
  description = "By environment, the role of its deploys: the variable DEPLOY_ROLE of the environment."
  value       = { for environment, deployment in module.deployment : environment => deployment.deploy_role_arn }
}

output "plan_roles" {
  description = "By environment, the role of pull requests and of the nightly plan: the variables PLAN_ROLE_…."
  value       = { for environment, deployment in module.deployment : environment => deployment.plan_role_arn }
}
