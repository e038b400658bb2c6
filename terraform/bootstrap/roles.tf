# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

module "deployment" {
  source   = "../modules/deployment"
  for_each = var.environments

  prefix              = "${local.application}-${each.key}"
  environment         = each.key
  repository          = var.repository
  default_branch      = var.default_branch
  github_provider_arn = aws_iam_openid_connect_provider.github.arn

  boundary = templatefile("${path.module}/iam/boundary.json.tftpl", {
    account         = local.account
    application     = local.application
    artifact_bucket = module.artifacts.name
    environment     = each.key
    partition       = local.partition
    prefix          = "${local.application}-${each.key}"
    region          = each.value.region
    state_bucket    = module.state.name
  })

  deploy_policies = {
    deploy-1 = templatefile("${path.module}/iam/deploy-1.json.tftpl", {
      account         = local.account
      application     = local.application
      artifact_bucket = module.artifacts.name
      environment     = each.key
      partition       = local.partition
      prefix          = "${local.application}-${each.key}"
      region          = each.value.region
      state_bucket    = module.state.name
    })
    deploy-2 = templatefile("${path.module}/iam/deploy-2.json.tftpl", {
      account         = local.account
      application     = local.application
      artifact_bucket = module.artifacts.name
      environment     = each.key
      partition       = local.partition
      prefix          = "${local.application}-${each.key}"
      region          = each.value.region
      state_bucket    = module.state.name
    })
    deploy-3 = templatefile("${path.module}/iam/deploy-3.json.tftpl", {
      account         = local.account
      application     = local.application
      artifact_bucket = module.artifacts.name
      environment     = each.key
      partition       = local.partition
      prefix          = "${local.application}-${each.key}"
      region          = each.value.region
      state_bucket    = module.state.name
    })
    deploy-4 = templatefile("${path.module}/iam/deploy-4.json.tftpl", {
      account         = local.account
      application     = local.application
      artifact_bucket = module.artifacts.name
      environment     = each.key
      partition       = local.partition
      prefix          = "${local.application}-${each.key}"
      region          = each.value.region
      state_bucket    = module.state.name
    })
    deploy-5 = templatefile("${path.module}/iam/deploy-5.json.tftpl", {
      account         = local.account
      application     = local.application
      artifact_bucket = module.artifacts.name
      environment     = each.key
      partition       = local.partition
      prefix          = "${local.application}-${each.key}"
      region          = each.value.region
      state_bucket    = module.state.name
    })
  }

  publish = contains(var.publishers, each.key)
  publish_policies = {
    publish = templatefile("${path.module}/iam/publish.json.tftpl", {
      account         = local.account
      application     = local.application
      artifact_bucket = module.artifacts.name
      environment     = each.key
      partition       = local.partition
      prefix          = "${local.application}-${each.key}"
      region          = each.value.region
      state_bucket    = module.state.name
    })
  }

  plan_policies = {
    plan-1 = templatefile("${path.module}/iam/plan-1.json.tftpl", {
      account         = local.account
      application     = local.application
      artifact_bucket = module.artifacts.name
      environment     = each.key
      partition       = local.partition
      prefix          = "${local.application}-${each.key}"
      region          = each.value.region
      state_bucket    = module.state.name
    })
    plan-2 = templatefile("${path.module}/iam/plan-2.json.tftpl", {
      account         = local.account
      application     = local.application
      artifact_bucket = module.artifacts.name
      environment     = each.key
      partition       = local.partition
      prefix          = "${local.application}-${each.key}"
      region          = each.value.region
      state_bucket    = module.state.name
    })
  }
}
