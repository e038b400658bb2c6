//! One attempt, seen from outside.

use ferrovia::language_model::{ChatError, ChatModel, ChatReply, ChatRequest};
use tracing::field::Empty;
use tracing::{Instrument as _, Span};

use super::policy::policy;

/// Asks `model` within a span that says, in OpenTelemetry's words, who was asked, who replied and what it cost.
pub(super) async fn observed(model: &dyn ChatModel, request: &ChatRequest) -> Result<ChatReply, ChatError> {
    let (provider, name) = model.name().split_once(':').unwrap_or(("unknown", model.name()));
    let span = tracing::info_span!(
        "chat",
        gen_ai.operation.name = "chat",
        gen_ai.provider.name = provider_name(provider),
        gen_ai.request.model = name,
        gen_ai.request.max_tokens = request.max_output_tokens,
        gen_ai.response.model = Empty,
        gen_ai.response.id = Empty,
        gen_ai.usage.input_tokens = Empty,
        gen_ai.usage.output_tokens = Empty,
        "error.type" = Empty,
    );
    let reply = model.complete(request).instrument(span.clone()).await;
    match &reply {
        Ok(reply) => tell(&span, reply),
        Err(error) => {
            span.record("error.type", error.code());
            let _entered = span.enter();
            if policy(error).page {
                tracing::error!(%error, page = true, "a language model needs a person");
            } else {
                tracing::warn!(%error, "a language model gave no reply");
            }
        }
    }
    reply
}

fn tell(span: &Span, reply: &ChatReply) {
    span.record("gen_ai.response.model", &reply.model);
    if let Some(id) = &reply.provider_request_id {
        span.record("gen_ai.response.id", id);
    }
    if let Some(usage) = reply.usage {
        span.record("gen_ai.usage.input_tokens", usage.input_tokens);
        span.record("gen_ai.usage.output_tokens", usage.output_tokens);
    }
}

/// OpenTelemetry's name for a provider of ours.
fn provider_name(provider: &str) -> &str {
    match provider {
        "bedrock" => "aws.bedrock",
        other => other,
    }
}
