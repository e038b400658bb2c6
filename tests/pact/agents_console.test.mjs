// What the agents' console asks of the API, and what it makes of the answers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MatchersV3 } from "@pact-foundation/pact";
import { AgentsConsole } from "./agents_console.mjs";
import { asking, at, contract, example, id, json, known, noted, problem, sending, TOKEN } from "./contract.mjs";

const { boolean, eachLike, integer, like } = MatchersV3;

// Each: a state, what is asked, what comes back, what the console makes of it.
const cases = [
  {
    name: "an agent looks who waits",
    state: "a customer who waits for a person",
    ask: { method: "GET", path: "/v1/handovers", query: { status: "waiting" }, headers: asking() },
    answer: {
      status: 200,
      headers: json,
      body: { object: "list", data: eachLike({ id: id("hand"), conversation_id: id("conv"), status: "waiting", reason: like("asked for a person") }), has_more: boolean(false) },
    },
    act: (console) => console.waiting(),
    makes: [{ id: example("hand"), conversation: example("conv"), reason: "asked for a person" }],
  },
  {
    name: "an agent takes a conversation",
    state: "a customer who waits for a person",
    ask: { method: "POST", path: at("/v1/handovers/{}/accept", "handover", "hand"), headers: asking() },
    answer: { status: 200, headers: json, body: { id: known("handover", "hand"), status: "accepted" } },
    act: (console) => console.accept(example("hand")),
    makes: "accepted",
  },
  {
    name: "an agent takes what another has",
    state: "a conversation that another agent has",
    ask: { method: "POST", path: at("/v1/handovers/{}/accept", "handover", "hand"), headers: asking() },
    answer: problem(409, "handover-taken"),
    act: (console) => console.accept(example("hand")),
    fails: { status: 409, slug: "handover-taken" },
  },
  {
    name: "an agent answers a customer",
    state: "a conversation that the agent has",
    ask: { method: "POST", path: at("/v1/handovers/{}/reply", "handover", "hand"), headers: sending(), body: { content: "Let me see." } },
    answer: { status: 201, headers: json, body: { id: id("msg"), role: "agent", sequence: integer(3), content: "Let me see." } },
    act: (console) => console.reply(example("hand"), "Let me see."),
    makes: "agent",
  },
  {
    name: "an agent is done",
    state: "a conversation that the agent has",
    ask: { method: "POST", path: at("/v1/handovers/{}/complete", "handover", "hand"), headers: sending(), body: { outcome: "resolved", note: "Sent again." } },
    answer: { status: 200, headers: json, body: { id: known("handover", "hand"), status: "completed" } },
    act: (console) => console.complete(example("hand"), "resolved", "Sent again."),
    makes: "completed",
  },
];

for (const { name, state, ask, answer, act, makes, fails } of cases) {
  test(name, async () => {
    const pact = contract("agents-console");
    pact.given(state).uponReceiving(name).withRequest(ask).willRespondWith(answer);
    await pact.executeTest(async ({ url }) => {
      const console = new AgentsConsole(url, TOKEN);
      if (fails) await assert.rejects(act(console), fails);
      else assert.deepEqual(await act(console), makes);
      await noted();
    });
  });
}
