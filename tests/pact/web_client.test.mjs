// What the web client asks of the API, and what it makes of the answers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MatchersV3 } from "@pact-foundation/pact";
import { asking, at, contract, example, id, json, known, noted, problem, sending, time, TOKEN } from "./contract.mjs";
import { WebClient } from "./web_client.mjs";

const { atLeastLike, boolean, decimal, eachLike, integer, like, regex } = MatchersV3;
const KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324";
const CUSTOMER = "c-1041";

const answer = {
  id: id("msg"),
  role: "assistant",
  sequence: integer(2),
  status: "completed",
  content: like("It left our warehouse yesterday."),
  fallback: boolean(false),
  prompt: { name: like("answer"), version: like("1.4.0") },
};
const answered = {
  id: id("msg"),
  object: "message",
  conversation_id: id("conv"),
  sequence: integer(1),
  role: "customer",
  status: "completed",
  content: "Where is my order 88213?",
  created_at: time,
  intent: { name: like("order_status"), confidence: decimal(0.93) },
  answer,
  conversation: { id: id("conv"), state: "open" },
};

// Each: a state, what is asked, what comes back, what the client makes of it.
const cases = [
  {
    name: "a customer asks something and is answered",
    ask: { method: "POST", path: "/v1/messages", headers: sending({ "Idempotency-Key": `"${KEY}"` }), body: { customer_id: CUSTOMER, content: "Where is my order 88213?" } },
    answer: { status: 201, headers: { ...json, Location: regex("^/v1/messages/msg_.+$", `/v1/messages/${example("msg")}`) }, body: answered },
    act: (client) => client.say("Where is my order 88213?", { key: KEY }),
    makes: { id: example("msg"), conversation: example("conv"), answer: "It left our warehouse yesterday.", from: "assistant" },
  },
  {
    name: "a customer goes on with a conversation",
    state: "an answered message",
    ask: { method: "POST", path: "/v1/messages", headers: sending({ "Idempotency-Key": `"${KEY}-2"` }), body: { customer_id: CUSTOMER, content: "Thanks!", conversation_id: known("conversation", "conv") } },
    answer: { status: 201, headers: json, body: { ...answered, sequence: integer(3), content: "Thanks!", conversation_id: known("conversation", "conv") } },
    act: (client) => client.say("Thanks!", { key: `${KEY}-2`, conversation: example("conv") }),
    makes: { id: example("msg"), conversation: example("conv"), answer: "It left our warehouse yesterday.", from: "assistant" },
  },
  {
    name: "a customer does not wait for the answer",
    ask: { method: "POST", path: "/v1/messages", headers: sending({ "Idempotency-Key": `"${KEY}-3"`, Prefer: "respond-async" }), body: { customer_id: CUSTOMER, content: "No hurry." } },
    answer: {
      status: 202,
      headers: { ...json, Location: regex("^/v1/messages/msg_.+$", `/v1/messages/${example("msg")}`), "Retry-After": regex("^[0-9]+$", "1"), "Preference-Applied": "respond-async" },
      body: { id: id("msg"), object: "message", conversation_id: id("conv"), status: "processing" },
    },
    act: (client) => client.say("No hurry.", { key: `${KEY}-3`, later: true }),
    makes: { id: example("msg"), conversation: example("conv"), poll: `/v1/messages/${example("msg")}`, after: 1 },
  },
  {
    name: "a customer asks what became of a message",
    state: "an answered message",
    ask: { method: "GET", path: at("/v1/messages/{}", "message", "msg"), headers: asking() },
    answer: { status: 200, headers: json, body: answered },
    act: (client) => client.message(example("msg")),
    makes: { status: "completed", answer: "It left our warehouse yesterday." },
  },
  {
    name: "a customer asks for a message that is not there",
    ask: { method: "GET", path: `/v1/messages/${example("msg")}`, headers: asking() },
    answer: problem(404, "not-found"),
    act: (client) => client.message(example("msg")),
    fails: { status: 404, slug: "not-found" },
  },
  {
    name: "a customer reads a conversation again",
    state: "an answered message",
    ask: { method: "GET", path: at("/v1/conversations/{}/messages", "conversation", "conv"), query: { limit: "50", order: "asc" }, headers: asking() },
    answer: {
      status: 200,
      headers: json,
      body: { object: "list", data: atLeastLike({ id: id("msg"), role: regex("customer|assistant|agent|system", "customer"), content: like("Where is my order 88213?"), sequence: integer(1) }, 2), has_more: boolean(false) },
    },
    act: (client) => client.transcript(example("conv")),
    makes: { lines: Array(2).fill({ role: "customer", content: "Where is my order 88213?" }), more: false },
  },
  {
    name: "a customer was helped",
    state: "an answered message",
    ask: { method: "PUT", path: at("/v1/messages/{}/feedback", "answer", "msg"), headers: sending(), body: { rating: "up", reasons: [] } },
    answer: { status: 200, headers: json, body: { rating: "up" } },
    act: (client) => client.rate(example("msg"), "up", []),
    makes: "up",
  },
  {
    name: "a customer rates their own words",
    state: "an answered message",
    ask: { method: "PUT", path: at("/v1/messages/{}/feedback", "message", "msg"), headers: sending(), body: { rating: "down", reasons: ["wrong"] } },
    answer: problem(422, "feedback-not-allowed"),
    act: (client) => client.rate(example("msg"), "down", ["wrong"]),
    fails: { status: 422, slug: "feedback-not-allowed" },
  },
  {
    name: "a customer has what they wanted",
    state: "an answered message",
    ask: { method: "POST", path: at("/v1/conversations/{}/resolve", "conversation", "conv"), headers: asking() },
    answer: { status: 200, headers: json, body: { id: known("conversation", "conv"), state: "resolved" } },
    act: (client) => client.resolve(example("conv")),
    makes: "resolved",
  },
  {
    name: "a customer says nothing",
    ask: { method: "POST", path: "/v1/messages", headers: sending({ "Idempotency-Key": `"${KEY}-4"` }), body: { customer_id: CUSTOMER, content: "" } },
    answer: problem(400, "validation", { errors: eachLike({ pointer: like("/body/content"), code: like("invalid"), detail: like("must not be empty") }) }),
    act: (client) => client.say("", { key: `${KEY}-4` }),
    fails: { status: 400, slug: "validation", errors: [{ pointer: "/body/content", code: "invalid", detail: "must not be empty" }] },
  },
  {
    name: "a customer says something else under a key that was used",
    state: "a used key",
    ask: { method: "POST", path: "/v1/messages", headers: sending({ "Idempotency-Key": '"used"' }), body: { customer_id: CUSTOMER, content: "Something else." } },
    answer: problem(422, "idempotency-key-reused"),
    act: (client) => client.say("Something else.", { key: "used" }),
    fails: { status: 422, slug: "idempotency-key-reused" },
  },
];

for (const { name, state, ask, answer, act, makes, fails } of cases) {
  test(name, async () => {
    const pact = contract("web-client");
    if (state) pact.given(state);
    pact.uponReceiving(name).withRequest(ask).willRespondWith(answer);
    await pact.executeTest(async ({ url }) => {
      const client = new WebClient(url, TOKEN, CUSTOMER);
      if (fails) await assert.rejects(act(client), fails);
      else assert.deepEqual(await act(client), makes);
      await noted();
    });
  });
}
