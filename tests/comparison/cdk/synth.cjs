// A stack's file and a folder in, its CloudFormation template out: `node synth.cjs grants.cjs OUT.json`.
//
// The context is what `cdk init` writes for a new project with this version of the library, and what the `cdk` command adds.

const { writeFileSync } = require('node:fs')
const { resolve } = require('node:path')
const { App } = require('aws-cdk-lib')
const context = require('aws-cdk-lib/recommended-feature-flags.json')

const [stack, out] = process.argv.slice(2)
const { Desk } = require(resolve(__dirname, stack))
const app = new App({
  context: { ...context, 'aws:cdk:enable-path-metadata': true },
  analyticsReporting: false,
  outdir: `${out}.assembly`,
})
new Desk(app, 'Desk', { env: { account: '123456789012', region: 'eu-west-1' } })
writeFileSync(out, JSON.stringify(app.synth().getStackByName('Desk').template, null, 2))
