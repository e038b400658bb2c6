// A chat window in a shop's page.
import { Client } from "./client.mjs";

export class WebClient extends Client {
  constructor(address, token, customer) {
    super(address, token);
    this.customer = customer;
  }

  /** Says something. `key` is the same when the same is said again because nothing came back. */
  async say(content, { key, conversation, later = false }) {
    const { status, headers, body } = await this.send("POST", "/v1/messages", {
      body: { customer_id: this.customer, content, ...(conversation && { conversation_id: conversation }) },
      headers: { "Idempotency-Key": `"${key}"`, ...(later && { Prefer: "respond-async" }) },
    });
    const answer = body.answer?.content;
    return status === 201
      ? { id: body.id, conversation: body.conversation_id, answer, from: body.answer?.role }
      : { id: body.id, conversation: body.conversation_id, poll: headers.get("Location"), after: Number(headers.get("Retry-After")) };
  }

  /** What became of something that was said. */
  async message(id) {
    const { body } = await this.send("GET", `/v1/messages/${id}`);
    return { status: body.status, answer: body.answer?.content };
  }

  /** What was said, oldest first; `after` goes on where the last page ended. */
  async transcript(conversation, { limit = 50, after } = {}) {
    const query = new URLSearchParams({ limit, order: "asc", ...(after && { after }) });
    const { body } = await this.send("GET", `/v1/conversations/${conversation}/messages?${query}`);
    return { lines: body.data.map(({ role, content }) => ({ role, content })), more: body.has_more };
  }

  /** Whether an answer helped. */
  async rate(answer, rating, reasons) {
    const { body } = await this.send("PUT", `/v1/messages/${answer}/feedback`, { body: { rating, reasons } });
    return body.rating;
  }

  /** The customer has what they wanted. */
  async resolve(conversation) {
    const { body } = await this.send("POST", `/v1/conversations/${conversation}/resolve`);
    return body.state;
  }
}
