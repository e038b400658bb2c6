// Holds the API to what its consumers wrote: the platform as `local`, on a real PostgreSQL, brought into each state by what
// anybody may ask of it.
//
//   node verify.mjs LOCAL PACT…        LOCAL is the binary
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Verifier } from "@pact-foundation/pact";
import { Client } from "./client.mjs";

const [local, ...pacts] = process.argv.slice(2);
const data = mkdtempSync(join(tmpdir(), "pact-"));
chmodSync(data, 0o755); // PostgreSQL may run under an account of its own.
const platform = spawn(local, ["--port", "0", "--data", data], { stdio: ["ignore", "pipe", "inherit"] });
const lines = createInterface({ input: platform.stdout });
const address = await new Promise((found, failed) => {
  lines.on("line", (line) => line.startsWith("listening on ") && found(line.slice("listening on ".length)));
  platform.on("exit", (code) => failed(new Error(`local ended with ${code}`)));
});

const token = (subject) =>
  execFileSync(local, ["token", "--data", data, "--subject", subject, "--scope", "messages:write messages:read agent"], { encoding: "utf8" }).trim();
const everybody = token("pact");
const client = new Client(address, everybody);
const other = new Client(address, token("another-agent"));

const post = (content, key = randomUUID()) =>
  client.send("POST", "/v1/messages", { body: { customer_id: "c-1041", content }, headers: { "Idempotency-Key": `"${key}"` } });

async function answered() {
  const { body } = await post("Where is my order 88213?");
  return { conversation: body.conversation_id, message: body.id, answer: body.answer.id };
}

async function waiting() {
  const { conversation } = await answered();
  await client.send("POST", `/v1/conversations/${conversation}/handover`, { body: { reason: "asked for a person" } });
  // The queue has it as soon as the workflow has begun to wait.
  for (;;) {
    const { body } = await client.send("GET", "/v1/handovers?status=waiting&limit=100");
    const handover = body.data.find((waiting) => waiting.conversation_id === conversation);
    if (handover) return { conversation, handover: handover.id };
    await new Promise((later) => setTimeout(later, 50));
  }
}

async function taken(by) {
  const state = await waiting();
  await by.send("POST", `/v1/handovers/${state.handover}/accept`);
  return state;
}

/** Empties the queue, so that a page of it ends. */
async function nobodyWaits() {
  const { body } = await client.send("GET", "/v1/handovers?status=waiting&limit=100");
  for (const { id } of body.data) {
    await client.send("POST", `/v1/handovers/${id}/accept`);
    await client.send("POST", `/v1/handovers/${id}/complete`, { body: { outcome: "resolved" } });
  }
}

const stateHandlers = {
  "an answered message": answered,
  "a used key": async () => void (await post("Something.", "used")),
  "a customer who waits for a person": async () => {
    await nobodyWaits();
    return waiting();
  },
  "a conversation that the agent has": () => taken(client),
  "a conversation that another agent has": () => taken(other),
};

let broken = 0;
try {
  assert.ok(pacts.length > 0, "no pact was given");
  for (const pact of pacts) {
    const verified = new Verifier({
      provider: "api",
      providerBaseUrl: address,
      pactUrls: [pact],
      stateHandlers,
      requestFilter: (request, _, next) => {
        request.headers.authorization = `Bearer ${everybody}`;
        next();
      },
      logLevel: "error",
    });
    // What does not hold has been printed by then.
    await verified.verifyProvider().catch(() => (broken += 1));
  }
} finally {
  platform.removeAllListeners("exit");
  const ended = new Promise((done) => platform.on("exit", done));
  platform.kill("SIGTERM");
  await ended;
  rmSync(data, { recursive: true, force: true });
}
if (broken > 0) {
  console.error(`${broken} of ${pacts.length} consumers' contracts do not hold`);
  process.exit(1);
}
console.log(`${pacts.length} consumers' contracts hold`);
