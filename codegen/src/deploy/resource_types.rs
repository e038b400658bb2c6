//! A type of Terraform resource in, what the roles that plan and deploy it must be permitted out: data.
//!
//! Of each type: what reads it, makes it, changes it and removes it, as the provider hashicorp/aws 5.100 asks. What a
//! deploy calls for nobody asks AWS over HTTP, such as `iam:PassRole`, is here too. `tests/apply.sh` records what the
//! provider asks; `cargo test -p tests --test least_privilege deploy_roles` holds this table against it.

use super::targets::{self as on, Target};

/// What a call is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// To compare what is with what should be.
    Read,
    /// To make it.
    Create,
    /// To change it, or its tags.
    Update,
    /// To remove it.
    Delete,
}

/// Actions of one service, for one purpose, on one kind of target.
#[derive(Debug, Clone, Copy)]
pub struct Rights {
    /// What for.
    pub purpose: Use,
    /// On what, and on which condition.
    pub on: &'static Target,
    /// `lambda: GetFunction ListVersionsByFunction`.
    actions: &'static str,
}

impl Rights {
    /// The actions by their full names.
    pub fn actions(&self) -> impl Iterator<Item = String> + use<> {
        let (service, names) = self.actions.split_once(": ").unwrap_or_default();
        names.split(' ').map(move |name| format!("{service}:{name}"))
    }
}

const fn read(on: &'static Target, actions: &'static str) -> Rights {
    Rights {
        purpose: Use::Read,
        on,
        actions,
    }
}

const fn create(on: &'static Target, actions: &'static str) -> Rights {
    Rights {
        purpose: Use::Create,
        on,
        actions,
    }
}

const fn update(on: &'static Target, actions: &'static str) -> Rights {
    Rights {
        purpose: Use::Update,
        on,
        actions,
    }
}

const fn delete(on: &'static Target, actions: &'static str) -> Rights {
    Rights {
        purpose: Use::Delete,
        on,
        actions,
    }
}

/// Every type that a module of the stack may contain.
pub const RESOURCE_TYPES: &[(&str, &[Rights])] = &[
    (
        "aws_apigatewayv2_api",
        &[
            read(&on::APIS, "apigateway: GET"),
            create(&on::NEW_APIS, "apigateway: POST"),
            update(&on::APIS, "apigateway: PATCH"),
            delete(&on::APIS, "apigateway: DELETE"),
        ],
    ),
    ("aws_apigatewayv2_authorizer", API_PART),
    ("aws_apigatewayv2_integration", API_PART),
    ("aws_apigatewayv2_route", API_PART),
    (
        "aws_apigatewayv2_stage",
        &[
            read(&on::API_PARTS, "apigateway: GET"),
            create(&on::API_PARTS, "apigateway: POST"),
            update(&on::API_PARTS, "apigateway: PATCH"),
            delete(&on::API_PARTS, "apigateway: DELETE"),
            // API Gateway has its access log delivered with the rights of who turns it on.
            create(
                &on::LOG_DELIVERIES,
                "logs: CreateLogDelivery DescribeResourcePolicies PutResourcePolicy",
            ),
            update(
                &on::LOG_DELIVERIES,
                "logs: GetLogDelivery ListLogDeliveries UpdateLogDelivery",
            ),
            delete(&on::LOG_DELIVERIES, "logs: DeleteLogDelivery"),
            create(&on::API_GATEWAY_LINKED_ROLE, "iam: CreateServiceLinkedRole"),
        ],
    ),
    (
        "aws_appconfig_application",
        &[
            read(
                &on::CONFIGURATIONS,
                "appconfig: GetApplication ListTagsForResource",
            ),
            create(&on::NEW_CONFIGURATIONS, "appconfig: CreateApplication"),
            update(&on::CONFIGURATIONS, "appconfig: TagResource UpdateApplication"),
            delete(&on::CONFIGURATIONS, "appconfig: DeleteApplication"),
        ],
    ),
    (
        "aws_appconfig_configuration_profile",
        &[
            read(
                &on::CONFIGURATIONS,
                "appconfig: GetConfigurationProfile ListTagsForResource",
            ),
            create(&on::CONFIGURATIONS, "appconfig: CreateConfigurationProfile"),
            update(
                &on::CONFIGURATIONS,
                "appconfig: TagResource UpdateConfigurationProfile",
            ),
            delete(&on::CONFIGURATIONS, "appconfig: DeleteConfigurationProfile"),
        ],
    ),
    (
        "aws_appconfig_deployment",
        &[
            read(
                &on::CONFIGURATIONS,
                "appconfig: GetDeployment ListTagsForResource",
            ),
            create(&on::CONFIGURATIONS, "appconfig: StartDeployment"),
            create(&on::ROLLOUTS, "appconfig: StartDeployment"),
            update(&on::CONFIGURATIONS, "appconfig: TagResource"),
        ],
    ),
    (
        "aws_appconfig_deployment_strategy",
        &[
            read(
                &on::ROLLOUTS,
                "appconfig: GetDeploymentStrategy ListTagsForResource",
            ),
            create(&on::NEW_CONFIGURATIONS, "appconfig: CreateDeploymentStrategy"),
            update(&on::ROLLOUTS, "appconfig: TagResource UpdateDeploymentStrategy"),
            delete(&on::ROLLOUTS, "appconfig: DeleteDeploymentStrategy"),
        ],
    ),
    (
        "aws_appconfig_environment",
        &[
            read(
                &on::CONFIGURATIONS,
                "appconfig: GetEnvironment ListTagsForResource",
            ),
            create(&on::CONFIGURATIONS, "appconfig: CreateEnvironment"),
            update(&on::CONFIGURATIONS, "appconfig: TagResource UpdateEnvironment"),
            delete(&on::CONFIGURATIONS, "appconfig: DeleteEnvironment"),
        ],
    ),
    (
        "aws_appconfig_hosted_configuration_version",
        &[
            read(&on::CONFIGURATIONS, "appconfig: GetHostedConfigurationVersion"),
            read(
                &on::CONFIGURATION_VERSIONS,
                "appconfig: GetHostedConfigurationVersion",
            ),
            create(&on::CONFIGURATIONS, "appconfig: CreateHostedConfigurationVersion"),
            delete(&on::CONFIGURATIONS, "appconfig: DeleteHostedConfigurationVersion"),
            delete(
                &on::CONFIGURATION_VERSIONS,
                "appconfig: DeleteHostedConfigurationVersion",
            ),
        ],
    ),
    (
        "aws_cloudwatch_dashboard",
        &[
            read(&on::DASHBOARDS, "cloudwatch: GetDashboard"),
            create(&on::DASHBOARDS, "cloudwatch: PutDashboard"),
            delete(&on::DASHBOARDS, "cloudwatch: DeleteDashboards"),
        ],
    ),
    (
        "aws_cloudwatch_event_archive",
        &[
            read(&on::ARCHIVES, "events: DescribeArchive"),
            create(&on::ARCHIVES, "events: CreateArchive"),
            create(&on::EVENT_BUSES, "events: CreateArchive"),
            update(&on::ARCHIVES, "events: UpdateArchive"),
            delete(&on::ARCHIVES, "events: DeleteArchive"),
        ],
    ),
    (
        "aws_cloudwatch_event_bus",
        &[
            read(&on::EVENT_BUSES, "events: DescribeEventBus ListTagsForResource"),
            create(&on::EVENT_BUSES, "events: CreateEventBus TagResource"),
            update(&on::EVENT_BUSES, "events: UntagResource UpdateEventBus"),
            delete(&on::EVENT_BUSES, "events: DeleteEventBus"),
        ],
    ),
    (
        "aws_cloudwatch_event_rule",
        &[
            read(&on::RULES, "events: DescribeRule ListTagsForResource"),
            create(&on::RULES, "events: PutRule TagResource"),
            update(&on::RULES, "events: UntagResource"),
            delete(&on::RULES, "events: DeleteRule"),
        ],
    ),
    (
        "aws_cloudwatch_event_target",
        &[
            read(&on::RULES, "events: ListTargetsByRule"),
            create(&on::RULES, "events: PutTargets"),
            delete(&on::RULES, "events: RemoveTargets"),
        ],
    ),
    (
        "aws_cloudwatch_log_group",
        &[
            read(&on::LOG_GROUPS, "logs: ListTagsForResource"),
            read(&on::LOG_GROUP_LISTS, "logs: DescribeLogGroups"),
            create(
                &on::LOG_GROUPS,
                "logs: CreateLogGroup PutRetentionPolicy TagResource",
            ),
            update(&on::LOG_GROUPS, "logs: DeleteRetentionPolicy UntagResource"),
            delete(&on::LOG_GROUPS, "logs: DeleteLogGroup"),
        ],
    ),
    (
        "aws_cloudwatch_metric_alarm",
        &[
            read(&on::ALARMS, "cloudwatch: DescribeAlarms ListTagsForResource"),
            create(&on::ALARMS, "cloudwatch: PutMetricAlarm TagResource"),
            update(&on::ALARMS, "cloudwatch: UntagResource"),
            delete(&on::ALARMS, "cloudwatch: DeleteAlarms"),
        ],
    ),
    (
        "aws_cognito_resource_server",
        &[
            read(&on::USER_POOLS, "cognito-idp: DescribeResourceServer"),
            create(&on::USER_POOLS, "cognito-idp: CreateResourceServer"),
            update(&on::USER_POOLS, "cognito-idp: UpdateResourceServer"),
            delete(&on::USER_POOLS, "cognito-idp: DeleteResourceServer"),
        ],
    ),
    (
        "aws_cognito_user_pool",
        &[
            read(
                &on::USER_POOLS,
                "cognito-idp: DescribeUserPool GetUserPoolMfaConfig",
            ),
            create(&on::NEW_USER_POOLS, "cognito-idp: CreateUserPool"),
            create(&on::USER_POOLS, "cognito-idp: SetUserPoolMfaConfig"),
            update(
                &on::USER_POOLS,
                "cognito-idp: AddCustomAttributes TagResource UntagResource UpdateUserPool",
            ),
            delete(&on::USER_POOLS, "cognito-idp: DeleteUserPool"),
        ],
    ),
    (
        "aws_cognito_user_pool_client",
        &[
            read(&on::USER_POOLS, "cognito-idp: DescribeUserPoolClient"),
            create(&on::USER_POOLS, "cognito-idp: CreateUserPoolClient"),
            update(&on::USER_POOLS, "cognito-idp: UpdateUserPoolClient"),
            delete(&on::USER_POOLS, "cognito-idp: DeleteUserPoolClient"),
        ],
    ),
    (
        "aws_cognito_user_pool_domain",
        &[
            read(&on::USER_POOL_DOMAINS, "cognito-idp: DescribeUserPoolDomain"),
            create(&on::USER_POOLS, "cognito-idp: CreateUserPoolDomain"),
            update(&on::USER_POOLS, "cognito-idp: UpdateUserPoolDomain"),
            delete(&on::USER_POOLS, "cognito-idp: DeleteUserPoolDomain"),
        ],
    ),
    (
        "aws_db_instance",
        &[
            read(&on::DATABASE_LISTS, "rds: DescribeDBInstances"),
            read(&on::DATABASES, "rds: ListTagsForResource"),
            create(&on::DATABASES, "rds: AddTagsToResource"),
            create(&on::DATABASE_PARTS, "rds: CreateDBInstance"),
            update(&on::DATABASE_PARTS, "rds: ModifyDBInstance"),
            update(&on::DATABASES, "rds: RebootDBInstance RemoveTagsFromResource"),
            delete(&on::DATABASES, "rds: DeleteDBInstance"),
            delete(&on::SNAPSHOTS, "rds: AddTagsToResource CreateDBSnapshot"),
            // RDS makes the master user's password and keeps it, with the rights of who makes the instance.
            create(&on::MASTER_PASSWORDS, "secretsmanager: CreateSecret TagResource"),
            create(&on::KEYS_VIA_RDS, "kms: DescribeKey"),
            create(&on::RDS_LINKED_ROLE, "iam: CreateServiceLinkedRole"),
        ],
    ),
    (
        "aws_db_parameter_group",
        &[
            read(
                &on::PARAMETER_GROUPS,
                "rds: DescribeDBParameterGroups DescribeDBParameters ListTagsForResource",
            ),
            create(
                &on::PARAMETER_GROUPS,
                "rds: AddTagsToResource CreateDBParameterGroup ModifyDBParameterGroup",
            ),
            update(
                &on::PARAMETER_GROUPS,
                "rds: RemoveTagsFromResource ResetDBParameterGroup",
            ),
            delete(&on::PARAMETER_GROUPS, "rds: DeleteDBParameterGroup"),
        ],
    ),
    (
        "aws_db_subnet_group",
        &[
            read(
                &on::SUBNET_GROUPS,
                "rds: DescribeDBSubnetGroups ListTagsForResource",
            ),
            create(&on::SUBNET_GROUPS, "rds: AddTagsToResource CreateDBSubnetGroup"),
            update(
                &on::SUBNET_GROUPS,
                "rds: ModifyDBSubnetGroup RemoveTagsFromResource",
            ),
            delete(&on::SUBNET_GROUPS, "rds: DeleteDBSubnetGroup"),
        ],
    ),
    (
        "aws_default_security_group",
        &[
            read(
                &on::NETWORK_LISTS,
                "ec2: DescribeSecurityGroupRules DescribeSecurityGroups",
            ),
            // AWS made it without tags: to take it in is to tag it.
            create(&on::UNTAGGED_SECURITY_GROUPS, "ec2: CreateTags"),
            create(
                &on::NETWORK,
                "ec2: RevokeSecurityGroupEgress RevokeSecurityGroupIngress",
            ),
            update(&on::NETWORK, "ec2: CreateTags DeleteTags"),
        ],
    ),
    (
        "aws_eip",
        &[
            read(
                &on::NETWORK_LISTS,
                "ec2: DescribeAddresses DescribeAddressesAttribute",
            ),
            create(&on::NEW_ADDRESSES, "ec2: AllocateAddress"),
            create(&on::TAGGED_AS_MADE, "ec2: CreateTags"),
            update(&on::NETWORK, "ec2: CreateTags DeleteTags"),
            delete(&on::NETWORK, "ec2: DisassociateAddress ReleaseAddress"),
        ],
    ),
    (
        "aws_flow_log",
        &[
            read(&on::NETWORK_LISTS, "ec2: DescribeFlowLogs"),
            create(&on::NEW_FLOW_LOGS, "ec2: CreateFlowLogs"),
            create(&on::NETWORK, "ec2: CreateFlowLogs"),
            create(&on::TAGGED_AS_MADE, "ec2: CreateTags"),
            create(&on::ROLES_FOR_FLOW_LOGS, "iam: PassRole"),
            update(&on::NETWORK, "ec2: CreateTags DeleteTags"),
            delete(&on::NETWORK, "ec2: DeleteFlowLogs"),
        ],
    ),
    (
        "aws_iam_role",
        &[
            read(
                &on::ROLES,
                "iam: GetRole ListAttachedRolePolicies ListRolePolicies",
            ),
            create(&on::BOUNDED_ROLES, "iam: CreateRole"),
            create(&on::ROLES, "iam: TagRole"),
            update(&on::BOUNDED_ROLES, "iam: PutRolePermissionsBoundary"),
            update(
                &on::ROLES,
                "iam: UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription",
            ),
            delete(&on::ROLES, "iam: DeleteRole ListInstanceProfilesForRole"),
        ],
    ),
    (
        "aws_iam_role_policies_exclusive",
        &[
            read(&on::ROLES, "iam: ListRolePolicies"),
            update(&on::BOUNDED_ROLES, "iam: DeleteRolePolicy"),
        ],
    ),
    (
        "aws_iam_role_policy",
        &[
            read(&on::ROLES, "iam: GetRolePolicy"),
            create(&on::BOUNDED_ROLES, "iam: PutRolePolicy"),
            delete(&on::BOUNDED_ROLES, "iam: DeleteRolePolicy"),
        ],
    ),
    (
        "aws_iam_role_policy_attachments_exclusive",
        &[
            read(&on::ROLES, "iam: ListAttachedRolePolicies"),
            update(&on::BOUNDED_ROLES, "iam: DetachRolePolicy"),
        ],
    ),
    (
        "aws_internet_gateway",
        &[
            read(&on::NETWORK_LISTS, "ec2: DescribeInternetGateways"),
            create(&on::NEW_INTERNET_GATEWAYS, "ec2: CreateInternetGateway"),
            create(&on::NETWORK, "ec2: AttachInternetGateway"),
            create(&on::TAGGED_AS_MADE, "ec2: CreateTags"),
            update(&on::NETWORK, "ec2: CreateTags DeleteTags"),
            delete(&on::NETWORK, "ec2: DeleteInternetGateway DetachInternetGateway"),
        ],
    ),
    (
        "aws_lambda_alias",
        &[
            read(&on::FUNCTIONS, "lambda: GetAlias"),
            create(&on::FUNCTIONS, "lambda: CreateAlias"),
            update(&on::FUNCTIONS, "lambda: UpdateAlias"),
            delete(&on::FUNCTIONS, "lambda: DeleteAlias"),
        ],
    ),
    (
        "aws_lambda_function",
        &[
            read(
                &on::FUNCTIONS,
                "lambda: GetFunction GetFunctionCodeSigningConfig ListVersionsByFunction",
            ),
            create(
                &on::FUNCTIONS,
                "lambda: CreateFunction PutFunctionConcurrency TagResource",
            ),
            create(&on::ROLES_FOR_FUNCTIONS, "iam: PassRole"),
            // Lambda looks at the package, and at the network, with the rights of who makes the function.
            create(&on::ARTIFACTS, "s3: GetObject"),
            create(
                &on::NETWORK_LISTS,
                "ec2: DescribeSecurityGroups DescribeSubnets DescribeVpcs",
            ),
            update(
                &on::FUNCTIONS,
                "lambda: DeleteFunctionConcurrency GetFunctionConfiguration PublishVersion UntagResource UpdateFunctionCode UpdateFunctionConfiguration",
            ),
            delete(&on::FUNCTIONS, "lambda: DeleteFunction"),
        ],
    ),
    (
        "aws_lambda_function_event_invoke_config",
        &[
            read(&on::FUNCTIONS, "lambda: GetFunctionEventInvokeConfig"),
            create(&on::FUNCTIONS, "lambda: PutFunctionEventInvokeConfig"),
            delete(&on::FUNCTIONS, "lambda: DeleteFunctionEventInvokeConfig"),
        ],
    ),
    (
        "aws_lambda_invocation",
        &[create(&on::FUNCTIONS, "lambda: InvokeFunction")],
    ),
    (
        "aws_lambda_permission",
        &[
            read(&on::FUNCTIONS, "lambda: GetPolicy"),
            create(&on::FUNCTIONS, "lambda: AddPermission"),
            delete(&on::FUNCTIONS, "lambda: RemovePermission"),
        ],
    ),
    (
        "aws_nat_gateway",
        &[
            read(&on::NETWORK_LISTS, "ec2: DescribeNatGateways"),
            create(&on::NEW_NAT_GATEWAYS, "ec2: CreateNatGateway"),
            create(&on::NETWORK, "ec2: CreateNatGateway"),
            create(&on::TAGGED_AS_MADE, "ec2: CreateTags"),
            update(&on::NETWORK, "ec2: CreateTags DeleteTags"),
            delete(&on::NETWORK, "ec2: DeleteNatGateway"),
        ],
    ),
    (
        "aws_route",
        &[
            read(&on::NETWORK_LISTS, "ec2: DescribeRouteTables"),
            create(&on::NETWORK, "ec2: CreateRoute"),
            update(&on::NETWORK, "ec2: ReplaceRoute"),
            delete(&on::NETWORK, "ec2: DeleteRoute"),
        ],
    ),
    (
        "aws_route_table",
        &[
            read(&on::NETWORK_LISTS, "ec2: DescribeRouteTables"),
            create(&on::NEW_ROUTE_TABLES, "ec2: CreateRouteTable"),
            create(&on::NETWORK, "ec2: CreateRouteTable"),
            create(&on::TAGGED_AS_MADE, "ec2: CreateTags"),
            update(&on::NETWORK, "ec2: CreateTags DeleteTags"),
            delete(&on::NETWORK, "ec2: DeleteRouteTable"),
        ],
    ),
    (
        "aws_route_table_association",
        &[
            read(&on::NETWORK_LISTS, "ec2: DescribeRouteTables"),
            create(&on::NETWORK, "ec2: AssociateRouteTable"),
            update(&on::NETWORK, "ec2: ReplaceRouteTableAssociation"),
            delete(&on::NETWORK, "ec2: DisassociateRouteTable"),
        ],
    ),
    (
        "aws_s3_bucket",
        &[
            read(
                &on::BUCKETS,
                "s3: GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLogging GetBucketObjectLockConfiguration \
                 GetBucketPolicy GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite \
                 GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration ListBucket",
            ),
            create(&on::BUCKETS, "s3: CreateBucket PutBucketTagging"),
            delete(&on::BUCKETS, "s3: DeleteBucket ListBucketVersions"),
            // An environment that goes takes with it what has not expired yet.
            delete(&on::BUCKET_OBJECTS, "s3: DeleteObject DeleteObjectVersion"),
        ],
    ),
    (
        "aws_s3_bucket_lifecycle_configuration",
        &[
            read(&on::BUCKETS, "s3: GetLifecycleConfiguration"),
            create(&on::BUCKETS, "s3: PutLifecycleConfiguration"),
        ],
    ),
    (
        "aws_s3_bucket_ownership_controls",
        &[
            read(&on::BUCKETS, "s3: GetBucketOwnershipControls"),
            create(&on::BUCKETS, "s3: PutBucketOwnershipControls"),
        ],
    ),
    (
        "aws_s3_bucket_policy",
        &[
            read(&on::BUCKETS, "s3: GetBucketPolicy"),
            create(&on::BUCKETS, "s3: PutBucketPolicy"),
            delete(&on::BUCKETS, "s3: DeleteBucketPolicy"),
        ],
    ),
    (
        "aws_s3_bucket_public_access_block",
        &[
            read(&on::BUCKETS, "s3: GetBucketPublicAccessBlock"),
            create(&on::BUCKETS, "s3: PutBucketPublicAccessBlock"),
        ],
    ),
    (
        "aws_s3_bucket_server_side_encryption_configuration",
        &[
            read(&on::BUCKETS, "s3: GetEncryptionConfiguration"),
            create(&on::BUCKETS, "s3: PutEncryptionConfiguration"),
        ],
    ),
    (
        "aws_scheduler_schedule",
        &[
            read(&on::SCHEDULES, "scheduler: GetSchedule"),
            create(&on::SCHEDULES, "scheduler: CreateSchedule"),
            create(&on::ROLES_FOR_SCHEDULES, "iam: PassRole"),
            update(&on::SCHEDULES, "scheduler: UpdateSchedule"),
            delete(&on::SCHEDULES, "scheduler: DeleteSchedule"),
        ],
    ),
    (
        "aws_scheduler_schedule_group",
        &[
            read(
                &on::SCHEDULE_GROUPS,
                "scheduler: GetScheduleGroup ListTagsForResource",
            ),
            create(&on::SCHEDULE_GROUPS, "scheduler: CreateScheduleGroup TagResource"),
            update(&on::SCHEDULE_GROUPS, "scheduler: UntagResource"),
            delete(&on::SCHEDULE_GROUPS, "scheduler: DeleteScheduleGroup"),
        ],
    ),
    (
        "aws_secretsmanager_secret",
        &[
            read(&on::SECRETS, "secretsmanager: DescribeSecret GetResourcePolicy"),
            create(&on::SECRETS, "secretsmanager: CreateSecret TagResource"),
            update(
                &on::SECRETS,
                "secretsmanager: RestoreSecret UntagResource UpdateSecret",
            ),
            delete(&on::SECRETS, "secretsmanager: DeleteSecret"),
        ],
    ),
    (
        "aws_security_group",
        &[
            read(&on::NETWORK_LISTS, "ec2: DescribeSecurityGroups"),
            create(&on::NEW_SECURITY_GROUPS, "ec2: CreateSecurityGroup"),
            create(&on::NETWORK, "ec2: CreateSecurityGroup RevokeSecurityGroupEgress"),
            create(&on::TAGGED_AS_MADE, "ec2: CreateTags"),
            update(&on::NETWORK, "ec2: CreateTags DeleteTags"),
            delete(&on::NETWORK, "ec2: DeleteSecurityGroup"),
            // Lambda leaves its interfaces behind for a while, and the provider clears them away.
            delete(&on::NETWORK_LISTS, "ec2: DescribeNetworkInterfaces"),
        ],
    ),
    (
        "aws_sfn_alias",
        &[
            read(&on::MACHINES, "states: DescribeStateMachineAlias"),
            create(&on::MACHINES, "states: CreateStateMachineAlias"),
            update(&on::MACHINES, "states: UpdateStateMachineAlias"),
            delete(&on::MACHINES, "states: DeleteStateMachineAlias"),
        ],
    ),
    (
        "aws_sfn_state_machine",
        &[
            read(
                &on::MACHINES,
                "states: DescribeStateMachine ListStateMachineVersions ListTagsForResource",
            ),
            read(&on::DEFINITIONS, "states: ValidateStateMachineDefinition"),
            create(
                &on::MACHINES,
                "states: CreateStateMachine PublishStateMachineVersion TagResource",
            ),
            create(&on::ROLES_FOR_MACHINES, "iam: PassRole"),
            update(&on::MACHINES, "states: UntagResource UpdateStateMachine"),
            delete(&on::MACHINES, "states: DeleteStateMachine"),
        ],
    ),
    (
        "aws_sns_topic",
        &[
            read(&on::TOPICS, "sns: GetTopicAttributes ListTagsForResource"),
            create(&on::TOPICS, "sns: CreateTopic SetTopicAttributes TagResource"),
            update(&on::TOPICS, "sns: UntagResource"),
            delete(&on::TOPICS, "sns: DeleteTopic"),
        ],
    ),
    (
        "aws_sns_topic_policy",
        &[
            read(&on::TOPICS, "sns: GetTopicAttributes"),
            create(&on::TOPICS, "sns: SetTopicAttributes"),
        ],
    ),
    (
        "aws_sns_topic_subscription",
        &[
            read(&on::TOPICS, "sns: GetSubscriptionAttributes"),
            create(&on::TOPICS, "sns: Subscribe"),
            update(&on::TOPICS, "sns: SetSubscriptionAttributes"),
            delete(&on::TOPICS, "sns: Unsubscribe"),
        ],
    ),
    (
        "aws_sqs_queue",
        &[
            read(&on::QUEUES, "sqs: GetQueueAttributes GetQueueUrl ListQueueTags"),
            create(&on::QUEUES, "sqs: CreateQueue SetQueueAttributes TagQueue"),
            update(&on::QUEUES, "sqs: UntagQueue"),
            delete(&on::QUEUES, "sqs: DeleteQueue"),
        ],
    ),
    (
        "aws_sqs_queue_policy",
        &[
            read(&on::QUEUES, "sqs: GetQueueAttributes"),
            create(&on::QUEUES, "sqs: SetQueueAttributes"),
        ],
    ),
    (
        "aws_subnet",
        &[
            read(&on::NETWORK_LISTS, "ec2: DescribeSubnets"),
            create(&on::NEW_SUBNETS, "ec2: CreateSubnet"),
            create(&on::NETWORK, "ec2: CreateSubnet"),
            create(&on::TAGGED_AS_MADE, "ec2: CreateTags"),
            update(&on::NETWORK, "ec2: CreateTags DeleteTags ModifySubnetAttribute"),
            delete(&on::NETWORK, "ec2: DeleteSubnet"),
            delete(&on::NETWORK_LISTS, "ec2: DescribeNetworkInterfaces"),
        ],
    ),
    (
        "aws_vpc",
        &[
            read(
                &on::NETWORK_LISTS,
                "ec2: DescribeNetworkAcls DescribeRouteTables DescribeSecurityGroups DescribeVpcs",
            ),
            read(&on::NETWORK, "ec2: DescribeVpcAttribute"),
            create(&on::NEW_VPCS, "ec2: CreateVpc"),
            create(&on::NETWORK, "ec2: ModifyVpcAttribute"),
            create(&on::TAGGED_AS_MADE, "ec2: CreateTags"),
            update(&on::NETWORK, "ec2: CreateTags DeleteTags"),
            delete(&on::NETWORK, "ec2: DeleteVpc"),
        ],
    ),
    (
        "aws_vpc_endpoint",
        &[
            read(
                &on::NETWORK_LISTS,
                "ec2: DescribeNetworkInterfaces DescribePrefixLists DescribeVpcEndpoints",
            ),
            create(&on::NEW_ENDPOINTS, "ec2: CreateVpcEndpoint"),
            create(&on::NETWORK, "ec2: CreateVpcEndpoint"),
            create(&on::TAGGED_AS_MADE, "ec2: CreateTags"),
            update(&on::NETWORK, "ec2: CreateTags DeleteTags ModifyVpcEndpoint"),
            delete(&on::NETWORK, "ec2: DeleteVpcEndpoints"),
        ],
    ),
    (
        "aws_vpc_security_group_egress_rule",
        &[
            read(&on::NETWORK_LISTS, "ec2: DescribeSecurityGroupRules"),
            create(&on::NEW_RULES, "ec2: AuthorizeSecurityGroupEgress"),
            create(&on::NETWORK, "ec2: AuthorizeSecurityGroupEgress"),
            create(&on::TAGGED_AS_MADE, "ec2: CreateTags"),
            update(
                &on::NETWORK,
                "ec2: CreateTags DeleteTags ModifySecurityGroupRules",
            ),
            delete(&on::NETWORK, "ec2: RevokeSecurityGroupEgress"),
        ],
    ),
    (
        "aws_vpc_security_group_ingress_rule",
        &[
            read(&on::NETWORK_LISTS, "ec2: DescribeSecurityGroupRules"),
            create(&on::NEW_RULES, "ec2: AuthorizeSecurityGroupIngress"),
            create(&on::NETWORK, "ec2: AuthorizeSecurityGroupIngress"),
            create(&on::TAGGED_AS_MADE, "ec2: CreateTags"),
            update(
                &on::NETWORK,
                "ec2: CreateTags DeleteTags ModifySecurityGroupRules",
            ),
            delete(&on::NETWORK, "ec2: RevokeSecurityGroupIngress"),
        ],
    ),
];

/// What every plan needs, whatever the stack contains.
pub const PLAN: &[Rights] = &[
    read(&on::STATE_BUCKET, "s3: ListBucket"),
    read(&on::STATE, "s3: GetObject"),
];

/// What every deploy needs besides: the state, the package, and what the commands of `release` ask
/// (`in-flight`, `aliases`, `snapshot`, `watch`, `shift-back`).
pub const DEPLOY: &[Rights] = &[
    create(&on::STATE, "s3: PutObject"),
    create(&on::STATE_LOCK, "s3: DeleteObject GetObject PutObject"),
    create(&on::ARTIFACTS, "s3: GetObject"),
    update(&on::MACHINE_LISTS, "states: ListStateMachines"),
    update(
        &on::MACHINES,
        "states: DescribeStateMachine DescribeStateMachineAlias ListExecutions UpdateStateMachineAlias",
    ),
    update(&on::EXECUTIONS, "states: DescribeStateMachineForExecution"),
    update(&on::FUNCTION_LISTS, "lambda: ListFunctions"),
    update(&on::FUNCTIONS, "lambda: GetAlias UpdateAlias"),
    update(&on::ALARM_LISTS, "cloudwatch: DescribeAlarms"),
    update(&on::DATABASES, "rds: DescribeDBInstances DescribeDBSnapshots"),
    update(&on::SNAPSHOTS, "rds: AddTagsToResource CreateDBSnapshot"),
];

/// What putting a new package into the artifact bucket takes.
pub const PUBLISH: &[Rights] = &[create(&on::NEW_ARTIFACTS, "s3: PutObject")];

/// What an API consists of, all of which API Gateway permits by method and path.
const API_PART: &[Rights] = &[
    read(&on::API_PARTS, "apigateway: GET"),
    create(&on::API_PARTS, "apigateway: POST"),
    update(&on::API_PARTS, "apigateway: PATCH"),
    delete(&on::API_PARTS, "apigateway: DELETE"),
];

/// The rights that a type takes; `None` is a type that the table lacks.
#[must_use]
pub fn rights(resource_type: &str) -> Option<&'static [Rights]> {
    RESOURCE_TYPES
        .iter()
        .find(|(name, _)| *name == resource_type)
        .map(|(_, rights)| *rights)
}
