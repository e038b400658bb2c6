// The same application in CDK with every role written by hand, as narrow as AWS allows: what it takes to leave the
// grants behind.

const { ArnFormat, Stack } = require('aws-cdk-lib')
const apigateway = require('aws-cdk-lib/aws-apigatewayv2')
const { HttpJwtAuthorizer } = require('aws-cdk-lib/aws-apigatewayv2-authorizers')
const { HttpLambdaIntegration } = require('aws-cdk-lib/aws-apigatewayv2-integrations')
const iam = require('aws-cdk-lib/aws-iam')
const lambda = require('aws-cdk-lib/aws-lambda')
const sfn = require('aws-cdk-lib/aws-stepfunctions')
const { MODEL, definition, functionProps, logGroup, resources } = require('./resources.cjs')

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
const INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
]

// https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
const LOG_DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
]

exports.Desk = class extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props)
    const { vpc, vpcSubnets, database, modelKey, bus, code } = resources(this)
    const allow = (actions, resources, conditions) => new iam.PolicyStatement({ actions, resources, conditions })
    const connect = (user) =>
      allow(['rds-db:connect'], [
        this.formatArn({
          service: 'rds-db',
          resource: 'dbuser',
          resourceName: `${database.instanceResourceId}/${user}`,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ])
    const account = { StringEquals: { 'aws:SourceAccount': this.account } }

    // The names are chosen here, so that a policy can speak of a function and a machine that are made after it.
    const func = (id, functionName, network, statements) => {
      const arn = this.formatArn({
        service: 'lambda',
        resource: 'function',
        resourceName: functionName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      })
      const log = logGroup(this, `${id}Log`, `/aws/lambda/${functionName}`)
      // Not from `logGroupArn`, which ends with `:*` and would match no stream.
      const streams = this.formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: `/aws/lambda/${functionName}:log-stream:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      })
      const role = new iam.Role(this, `${id}Role`, {
        assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com', { conditions: account }),
      })
      role.addToPolicy(allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [streams]))
      if (network) {
        role.addToPolicy(allow(INTERFACES, ['*']))
        // Lambda's own calls do not carry the key, so this takes the interfaces from the function's code alone.
        // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice-security
        role.addToPolicy(
          new iam.PolicyStatement({
            effect: iam.Effect.DENY,
            actions: INTERFACES,
            resources: ['*'],
            conditions: { ArnEquals: { 'lambda:SourceFunctionArn': arn } },
          }),
        )
      }
      statements.forEach((statement) => role.addToPolicy(statement))
      return new lambda.Function(this, id, {
        ...functionProps,
        ...network,
        code,
        functionName,
        logGroup: log,
        // An imported view of the role: constructs cannot add their managed policies to it.
        role: role.withoutPolicyUpdates(),
      })
    }

    const inVpc = { vpc, vpcSubnets }
    const machineName = 'desk-answer'
    const machineArn = this.formatArn({
      service: 'states',
      resource: 'stateMachine',
      resourceName: machineName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })
    const readKey = () => allow(['secretsmanager:GetSecretValue'], [modelKey.secretArn])
    const model = this.formatArn({ service: 'bedrock', account: '', resource: 'foundation-model', resourceName: MODEL })
    const api = func('Api', 'desk-api', inVpc, [
      connect('api'),
      allow(['states:StartSyncExecution'], [machineArn], { StringEquals: { 'states:StateMachineQualifier': 'live' } }),
    ])
    const classify = func('Classify', 'desk-classify', undefined, [readKey()])
    const loadHistory = func('LoadHistory', 'desk-load_history', inVpc, [connect('load_history')])
    const generate = func('Generate', 'desk-generate', undefined, [readKey(), allow(['bedrock:InvokeModel'], [model])])
    const save = func('Save', 'desk-save', inVpc, [
      connect('save'),
      allow(['events:PutEvents'], [bus.eventBusArn], {
        'ForAllValues:StringEquals': { 'events:source': 'desk.messages', 'events:detail-type': 'MessageAnswered' },
        Null: { 'events:source': 'false', 'events:detail-type': 'false' },
      }),
    ])

    const steps = {
      classify: classify.currentVersion,
      loadHistory: loadHistory.currentVersion,
      generate: generate.currentVersion,
      save: save.currentVersion,
    }
    const machineRole = new iam.Role(this, 'AnswerRole', {
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
        conditions: { ...account, ArnLike: { 'aws:SourceArn': [machineArn, `${machineArn}:*`] } },
      }),
    })
    machineRole.addToPolicy(allow(['lambda:InvokeFunction'], Object.values(steps).map((version) => version.functionArn)))
    machineRole.addToPolicy(allow(LOG_DELIVERY, ['*']))
    const answer = new sfn.StateMachine(this, 'Answer', {
      stateMachineName: machineName,
      stateMachineType: sfn.StateMachineType.EXPRESS,
      definitionBody: definition(this, steps),
      logs: { destination: logGroup(this, 'AnswerLog', '/aws/vendedlogs/states/desk-answer'), level: sfn.LogLevel.ERROR },
      role: machineRole.withoutPolicyUpdates(),
    })
    answer.node.addDependency(machineRole)

    const httpApi = new apigateway.HttpApi(this, 'HttpApi', {
      defaultAuthorizer: new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['desk'] }),
    })
    // The integration permits every stage and method of the path; an imported view of the function keeps it from that.
    const routed = lambda.Function.fromFunctionAttributes(this, 'RoutedApi', {
      functionArn: api.functionArn,
      sameEnvironment: false,
      skipPermissions: true,
    })
    httpApi.addRoutes({
      path: '/v1/messages',
      methods: [apigateway.HttpMethod.POST],
      authorizationScopes: ['messages:write'],
      integration: new HttpLambdaIntegration('ApiIntegration', routed),
    })
    api.addPermission('Route', {
      principal: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: this.formatArn({
        service: 'execute-api',
        resource: httpApi.apiId,
        resourceName: '$default/POST/v1/messages',
      }),
    })
  }
}
