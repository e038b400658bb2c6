// Where people see who waits for a person, and answer.
import { Client } from "./client.mjs";

export class AgentsConsole extends Client {
  /** Who waits, longest first. */
  async waiting() {
    const { body } = await this.send("GET", "/v1/handovers?status=waiting");
    return body.data.map(({ id, conversation_id, reason }) => ({ id, conversation: conversation_id, reason }));
  }

  /** Takes one; somebody else may have been faster (409 `handover-taken`). */
  async accept(id) {
    const { body } = await this.send("POST", `/v1/handovers/${id}/accept`);
    return body.status;
  }

  /** Answers the customer. */
  async reply(id, content) {
    const { body } = await this.send("POST", `/v1/handovers/${id}/reply`, { body: { content } });
    return body.role;
  }

  /** Is done: `resolved`, or `back_to_assistant`. */
  async complete(id, outcome, note) {
    const { body } = await this.send("POST", `/v1/handovers/${id}/complete`, { body: { outcome, note } });
    return body.status;
  }
}
