// The application as CDK's documentation writes it: every permission by a `grant…` method where there is one, roles and
// managed policies as the constructs make them, no escape hatches.

const { Stack } = require('aws-cdk-lib')
const apigateway = require('aws-cdk-lib/aws-apigatewayv2')
const { HttpJwtAuthorizer } = require('aws-cdk-lib/aws-apigatewayv2-authorizers')
const { HttpLambdaIntegration } = require('aws-cdk-lib/aws-apigatewayv2-integrations')
const bedrock = require('aws-cdk-lib/aws-bedrock')
const iam = require('aws-cdk-lib/aws-iam')
const lambda = require('aws-cdk-lib/aws-lambda')
const sfn = require('aws-cdk-lib/aws-stepfunctions')
const { MODEL, definition, functionProps, logGroup, resources } = require('./resources.cjs')

exports.Desk = class extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props)
    const { vpc, vpcSubnets, database, modelKey, bus, code } = resources(this)

    // No `role`: the construct makes one with AWSLambdaBasicExecutionRole and, in a VPC, AWSLambdaVPCAccessExecutionRole.
    // https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda-readme.html#execution-role
    const func = (name, network) =>
      new lambda.Function(this, name, { ...functionProps, ...network, code, logGroup: logGroup(this, `${name}Log`) })
    const inVpc = { vpc, vpcSubnets }
    const api = func('Api', inVpc)
    const classify = func('Classify')
    const loadHistory = func('LoadHistory', inVpc)
    const generate = func('Generate')
    const save = func('Save', inVpc)

    // https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_secretsmanager-readme.html#grant-permission-to-use-the-secret-to-a-role
    modelKey.grantRead(classify)
    modelKey.grantRead(generate)

    // Bedrock's constructs have no grant: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_bedrock-readme.html
    const model = bedrock.FoundationModel.fromFoundationModelId(this, 'Model', new bedrock.FoundationModelIdentifier(MODEL))
    generate.addToRolePolicy(new iam.PolicyStatement({ actions: ['bedrock:InvokeModel'], resources: [model.modelArn] }))

    // The documented example names no user and so permits to log in as the master user; a good engineer names one each.
    // https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_rds-readme.html#iam-authentication
    database.grantConnect(api, 'api')
    database.grantConnect(loadHistory, 'load_history')
    database.grantConnect(save, 'save')

    // https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_events-readme.html#granting-putevents-to-an-existing-eventbus
    bus.grantPutEventsTo(save)

    // The task's construct grants the machine lambda:InvokeFunction, and `logs` what delivers them.
    // https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_stepfunctions-readme.html#logging
    const answer = new sfn.StateMachine(this, 'Answer', {
      stateMachineType: sfn.StateMachineType.EXPRESS,
      definitionBody: definition(this, { classify, loadHistory, generate, save }),
      logs: { destination: logGroup(this, 'AnswerLog'), level: sfn.LogLevel.ERROR },
    })
    answer.grantStartSyncExecution(api)

    // https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_apigatewayv2_integrations-readme.html#lambda
    const httpApi = new apigateway.HttpApi(this, 'HttpApi', {
      defaultAuthorizer: new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['desk'] }),
    })
    httpApi.addRoutes({
      path: '/v1/messages',
      methods: [apigateway.HttpMethod.POST],
      authorizationScopes: ['messages:write'],
      integration: new HttpLambdaIntegration('ApiIntegration', api),
    })
  }
}
