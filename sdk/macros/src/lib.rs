//! Ferrovia's attribute and derive macros: each reads the author's tokens, collects every mistake, and adds
//! implementations beside the item, which stays as it was written.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "syn's enums are open: what a macro does not know, it refuses or passes on"
)]

mod attributes;
mod capability;
mod error;
mod event;
mod handler;
mod prompts;
mod resource;
mod shape;
mod workflow;

use proc_macro::TokenStream;

/// Makes an async function a handler: one Lambda function with a role of its own.
///
/// Arguments: `timeout = "20s"` (default 10s), `memory_mb = 256` (default 256). With `wait = "3d"`, and perhaps
/// `heartbeat = "1h"`, the second parameter is a `TaskToken<Outcome>`, and the handler is a waiting step. With
/// `route = "POST /v1/messages"`: `scopes = ["messages:write"]` or `public`, and
/// `alias(path = "/message", since = "2026-11-01", sunset = "2027-11-01")`.
#[proc_macro_attribute]
pub fn handler(arguments: TokenStream, item: TokenStream) -> TokenStream {
    handler::expand(arguments.into(), item.into()).into()
}

/// Makes an async function a workflow: one Step Functions state machine.
///
/// Arguments: `kind = "express"` or `"standard"`, `timeout = "25s"`.
#[proc_macro_attribute]
pub fn workflow(arguments: TokenStream, item: TokenStream) -> TokenStream {
    workflow::expand(arguments.into(), item.into()).into()
}

/// Makes a struct or enum a value that travels: serde, JSON Schema and [`Shape`](derive@Shape) in one word.
#[proc_macro_attribute]
pub fn data(arguments: TokenStream, item: TokenStream) -> TokenStream {
    shape::data(arguments.into(), item.into()).into()
}

/// Derives `Shape`: how the type looks in JSON, read from its serde attributes.
#[proc_macro_derive(Shape, attributes(serde, schemars))]
pub fn derive_shape(item: TokenStream) -> TokenStream {
    shape::derive(item.into()).into()
}

/// Composes capabilities: a struct whose fields are capabilities is one.
#[proc_macro_derive(Capability)]
pub fn derive_capability(item: TokenStream) -> TokenStream {
    capability::derive(item.into()).into()
}

/// Names a resource: `#[resource(name = "messages", kind = Table<Platform>)]`.
#[proc_macro_derive(Resource, attributes(resource))]
pub fn derive_resource(item: TokenStream) -> TokenStream {
    resource::derive(item.into()).into()
}

/// Names an event on a bus: `#[event(bus = PlatformBus, origin = "atendimento.messages")]`.
#[proc_macro_derive(Event, attributes(event))]
pub fn derive_event(item: TokenStream) -> TokenStream {
    event::derive(item.into()).into()
}

/// Makes an enum a handler's error. Per variant `#[retry(max_attempts = 2, interval = "1s")]`, otherwise it is
/// final; `#[problem(status = 404, slug = "not-found", title = "…")]`, with `retry_after = "5s"` where it helps, is
/// what an API client sees, with the variant's named fields as members; `pointer = "/query/after"` names the part of the
/// request that is wrong; `type = "https://…#name"` instead of a slug makes
/// it somebody else's problem. A field marked `#[retry_after]` is the header `Retry-After` instead, one marked
/// `#[headers]` (a struct with a field for each) other headers, and `#[member = "other-name"]` names a member.
/// `#[timeout]` is what a workflow gets of a step that took longer than its time-out, or waited in vain; `#[from]` absorbs
/// another handler's error.
#[proc_macro_derive(
    HandlerError,
    attributes(retry, problem, timeout, from, retry_after, headers, member)
)]
pub fn derive_handler_error(item: TokenStream) -> TokenStream {
    error::derive(item.into()).into()
}

/// Compiles a folder of prompts in: `#[prompts(folder = "../prompts/answer", versions = ["1.0.0", "1.1.0"])]` on a struct with
/// a field for each variable, whose constants `V1_0_0` and `V1_1_0` are then the prompts. The folder's path starts at the
/// file; each version is a file `1.0.0.md` in it. A template with a variable that is no field does not compile, nor does a
/// field that no version uses.
#[proc_macro_derive(Prompts, attributes(prompts))]
pub fn derive_prompts(item: TokenStream) -> TokenStream {
    prompts::derive(item.into()).into()
}
