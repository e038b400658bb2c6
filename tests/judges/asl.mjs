// State machines in, the findings of asl-validator and of the JSONata reference implementation out.
//
//   node tests/judges/asl.mjs [FOLDER …]     by default terraform/stack/asl
//
// Every *.asl.json is rendered with sample values, as Terraform would. A finding fails the run; so does a run that
// finds no machine. Needs Node 18 or later and, the first time, npm; the judges themselves work offline.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const judges = dirname(fileURLToPath(import.meta.url));
const root = resolve(judges, "../..");
const home = join(root, "target/judges/node");

function install() {
  const wanted = join(judges, "package.json");
  const present = join(home, "package.json");
  const read = (path) => (existsSync(path) ? readFileSync(path, "utf8") : "");
  if (read(wanted) === read(present) && existsSync(join(home, "node_modules"))) return;
  mkdirSync(home, { recursive: true });
  execFileSync("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefix", home, ...dependencies(wanted)], {
    cwd: home,
    stdio: ["ignore", "ignore", "inherit"],
  });
  cpSync(wanted, present);
}

function dependencies(manifest) {
  const { dependencies } = JSON.parse(readFileSync(manifest, "utf8"));
  return Object.entries(dependencies).map(([name, version]) => `${name}@${version}`);
}

/** What Terraform's templatefile makes of a template whose only sequences are `${name}`. */
function render(template) {
  return template.replace(/\$\$\{|%%\{|\$\{([a-z][a-z0-9_]*)\}/g, (sequence, name) => {
    if (!name) return sequence.slice(1);
    return name === "partition" ? "aws" : `arn:aws:lambda:eu-west-1:123456789012:function:sample-${name}:7`;
  });
}

/** Every string of a document, with its place. */
function* strings(value, place = "") {
  if (typeof value === "string") yield [place, value];
  else if (value && typeof value === "object") {
    for (const [key, member] of Object.entries(value)) yield* strings(member, `${place}/${key}`);
  }
}

/** Every name that some state assigns. */
function assigned(value, names = new Set()) {
  if (value && typeof value === "object") {
    for (const [key, member] of Object.entries(value)) {
      if (key === "Assign") Object.keys(member).forEach((name) => names.add(name));
      assigned(member, names);
    }
  }
  return names;
}

/** What is wrong with the expressions: one that does not parse, a part of one, a variable that nothing assigns. */
function* expressionFindings(machine, jsonata) {
  const known = new Set([...assigned(machine), ...FUNCTIONS]);
  for (const [place, text] of strings(machine)) {
    if (!text.includes("{%") && !text.includes("%}")) continue;
    const expression = /^\{%(.*)%\}$/s.exec(text)?.[1];
    if (expression === undefined || /\{%|%\}/.test(expression)) {
      yield `${place}: \`${text}\` is neither text nor one expression`;
      continue;
    }
    try {
      const syntax = jsonata(expression).ast();
      const own = new Set(bound(syntax));
      for (const name of variables(syntax)) {
        if (!known.has(name) && !own.has(name)) yield `${place}: nothing assigns \`$${name}\``;
      }
    } catch (error) {
      yield `${place}: ${error.message}: ${expression}`;
    }
  }
}

/** What codegen's expressions call, and Step Functions' own variable. */
const FUNCTIONS = ["states", "exists", "not", "parse", "lookup", "count", "string", "error"];

/** The names that an expression gives to its own parts. */
function* bound(node) {
  if (!node || typeof node !== "object") return;
  if (node.type === "bind") yield node.lhs.value;
  for (const child of Object.values(node)) yield* bound(child);
}

function* variables(node) {
  if (!node || typeof node !== "object") return;
  if (node.type === "variable") yield node.value;
  for (const child of Object.values(node)) yield* variables(child);
}

install();
const require = createRequire(join(home, "package.json"));
const validate = require("asl-validator");
const jsonata = require("jsonata");

const folders = process.argv.length > 2 ? process.argv.slice(2) : [join(root, "terraform/stack/asl")];
const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .map((path) => join(folder, String(path)))
    .filter((path) => path.endsWith(".asl.json"))
    .sort(),
);
let findings = files.length === 0 ? [`no *.asl.json in ${folders.join(", ")}`] : [];
for (const file of files) {
  const machine = JSON.parse(render(readFileSync(file, "utf8")));
  const { isValid, errors } = validate(machine, { checkPaths: true, checkArn: true });
  const found = [
    ...(isValid ? [] : errors.map((error) => error.message ?? JSON.stringify(error))),
    ...expressionFindings(machine, jsonata),
  ];
  findings.push(...found.map((finding) => `${file}: ${finding}`));
}
findings.forEach((finding) => console.error(finding));
console.log(`${files.length} state machines, ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;
