// What both CDK stacks have: the database, the secret, the bus, the log groups, and the machine's definition.

const { Duration, RemovalPolicy } = require('aws-cdk-lib')
const ec2 = require('aws-cdk-lib/aws-ec2')
const events = require('aws-cdk-lib/aws-events')
const lambda = require('aws-cdk-lib/aws-lambda')
const logs = require('aws-cdk-lib/aws-logs')
const rds = require('aws-cdk-lib/aws-rds')
const s3 = require('aws-cdk-lib/aws-s3')
const secretsmanager = require('aws-cdk-lib/aws-secretsmanager')
const sfn = require('aws-cdk-lib/aws-stepfunctions')
const tasks = require('aws-cdk-lib/aws-stepfunctions-tasks')

exports.MODEL = 'amazon.nova-pro-v1:0'

exports.resources = (scope) => {
  // The network belongs to another team, as for SAM's template; an imported VPC needs no look-up to be synthesised.
  const vpc = ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    isolatedSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  })
  const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }
  const database = new rds.DatabaseInstance(scope, 'Database', {
    engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_16 }),
    vpc,
    vpcSubnets,
    iamAuthentication: true,
    storageEncrypted: true,
  })
  return {
    vpc,
    vpcSubnets,
    database,
    modelKey: new secretsmanager.Secret(scope, 'ModelKey'),
    bus: new events.EventBus(scope, 'Events'),
    code: lambda.Code.fromBucket(s3.Bucket.fromBucketName(scope, 'Artifacts', 'artifacts'), 'desk.zip'),
  }
}

// A log group of its own is what CDK's documentation advises for functions and machines; its retention is the team's.
exports.logGroup = (scope, id, logGroupName) =>
  new logs.LogGroup(scope, id, { logGroupName, retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY })

exports.definition = (scope, { classify, loadHistory, generate, save }) => {
  const step = (id, lambdaFunction) => new tasks.LambdaInvoke(scope, id, { lambdaFunction, payloadResponseOnly: true })
  const both = new sfn.Parallel(scope, 'Understand')
    .branch(step('Classify message', classify))
    .branch(step('Load history of it', loadHistory))
  return sfn.DefinitionBody.fromChainable(both.next(step('Generate reply', generate)).next(step('Save turn', save)))
}

exports.functionProps = { runtime: lambda.Runtime.PROVIDED_AL2023, handler: 'bootstrap', timeout: Duration.seconds(29) }
