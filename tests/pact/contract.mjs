// A consumer's name in; where its contract with the API is written, and what most of its interactions share, out.
import { PactV3, MatchersV3, SpecificationVersion } from "@pact-foundation/pact";

const { fromProviderState, like, regex, integer, timestamp } = MatchersV3;

/** The verification puts a token of its own there. */
export const TOKEN = "a-token";
const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const SOME = "0190a6f2-7a3b-7cde-8f01-23456789abcd";

export const contract = (consumer) =>
  new PactV3({ consumer, provider: "api", dir: process.env.PACTS, spec: SpecificationVersion.SPECIFICATION_VERSION_V3, logLevel: "error" });

/** An id of that kind, whichever it is. */
export const id = (prefix) => regex(`^${prefix}_${UUID}$`, `${prefix}_${SOME}`);
export const example = (prefix) => `${prefix}_${SOME}`;

/** A path with an id that the provider's state says. */
export const at = (path, name, prefix) =>
  fromProviderState(path.replace("{}", `\${${name}}`), path.replace("{}", example(prefix)));

/** An id that the provider's state says. */
export const known = (name, prefix) => fromProviderState(`\${${name}}`, example(prefix));

export const time = timestamp("yyyy-MM-dd'T'HH:mm:ss.SSSX", "2026-03-02T10:15:30.120Z");

/** The stand-in for the API answers a request before it has noted it. */
export const noted = () => new Promise((later) => setTimeout(later, 50));

export const asking = (headers = {}) => ({ Authorization: `Bearer ${TOKEN}`, ...headers });
export const sending = (headers = {}) => asking({ "Content-Type": "application/json", ...headers });
export const json = { "Content-Type": "application/json" };

/** A problem (RFC 9457) of that status and slug. */
export const problem = (status, slug, more = {}) => ({
  status,
  headers: { "Content-Type": "application/problem+json" },
  body: {
    type: regex(`^https://.*[/#]${slug}$`, `https://docs.example.com/problems/${slug}`),
    title: like("What is wrong"),
    status: integer(status),
    instance: regex("^urn:request:.+$", "urn:request:req_0190a6f2"),
    ...more,
  },
});
