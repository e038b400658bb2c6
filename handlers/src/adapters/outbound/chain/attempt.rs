//! One attempt, seen from outside.

use ferrovia::language_model::{ChatError, ChatModel, ChatReply, ChatRequest, Finish};
use tracing::field::Empty;
use tracing::{Instrument as _, Span};

use super::policy::policy;

/// Asks `model` within a span that says, in OpenTelemetry's words, who was asked, who replied and what it cost. One line
/// of the log, within the span, says how it ended.
pub(super) async fn observed(model: &dyn ChatModel, request: &ChatRequest) -> Result<ChatReply, ChatError> {
    let (provider, name) = model.name().split_once(':').unwrap_or(("unknown", model.name()));
    let span = tracing::info_span!(
        "chat",
        otel.kind = "client",
        gen_ai.operation.name = "chat",
        gen_ai.provider.name = provider_name(provider),
        gen_ai.request.model = name,
        gen_ai.request.max_tokens = request.max_output_tokens,
        gen_ai.request.temperature = request.temperature.map(f64::from),
        "gen_ai.output.type" = if request.json_schema.is_some() {
            "json"
        } else {
            "text"
        },
        gen_ai.response.model = Empty,
        gen_ai.response.id = Empty,
        gen_ai.response.finish_reasons = Empty,
        gen_ai.usage.input_tokens = Empty,
        gen_ai.usage.output_tokens = Empty,
        gen_ai.usage.cache_read.input_tokens = Empty,
        "error.type" = Empty,
    );
    let reply = model.complete(request).instrument(span.clone()).await;
    match &reply {
        Ok(reply) => {
            tell(&span, reply);
            let took_ms = reply.latency.as_millis();
            span.in_scope(|| tracing::info!(took_ms, "a language model replied"));
        }
        Err(error) => {
            span.record("error.type", error.code());
            let page = policy(error).page;
            span.in_scope(|| {
                if page {
                    tracing::error!(%error, page, "a language model needs a person");
                } else {
                    tracing::warn!(%error, "a language model gave no reply");
                }
            });
        }
    }
    reply
}

fn tell(span: &Span, reply: &ChatReply) {
    span.record("gen_ai.response.model", &reply.model);
    if let Some(id) = &reply.provider_request_id {
        span.record("gen_ai.response.id", id);
    }
    let finish = match reply.finish {
        Finish::Stop => "stop",
        Finish::Length => "length",
    };
    span.record("gen_ai.response.finish_reasons", finish);
    if let Some(usage) = reply.usage {
        span.record("gen_ai.usage.input_tokens", usage.input_tokens);
        span.record("gen_ai.usage.output_tokens", usage.output_tokens);
        span.record("gen_ai.usage.cache_read.input_tokens", usage.cached_tokens);
    }
}

/// OpenTelemetry's name for a provider of ours.
fn provider_name(provider: &str) -> &str {
    match provider {
        "bedrock" => "aws.bedrock",
        "azure" => "azure.ai.openai",
        other => other,
    }
}
