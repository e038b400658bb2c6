// What every client of the API does alike: a request out, its answer or its problem (RFC 9457) in.

/** An answer that is no success. */
export class Problem extends Error {
  constructor(status, body, retryAfter) {
    super(body.detail ?? body.title);
    this.status = status;
    /** The last part of the problem's type: what a program goes by. */
    this.slug = body.type.split(/[/#]/).pop();
    this.errors = body.errors ?? [];
    /** Seconds after which the same request may succeed. */
    this.retryAfter = retryAfter === null ? undefined : Number(retryAfter);
  }
}

export class Client {
  constructor(address, token) {
    this.address = address;
    this.token = token;
  }

  /** The answer's status, headers and body; none with 204. */
  async send(method, path, { body, headers } = {}) {
    const response = await fetch(this.address + path, {
      method,
      headers: {
        Accept: "application/json, application/problem+json",
        Authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    const answer = text === "" ? undefined : JSON.parse(text);
    if (!response.ok) {
      throw new Problem(response.status, answer, response.headers.get("Retry-After"));
    }
    return { status: response.status, headers: response.headers, body: answer };
  }
}
