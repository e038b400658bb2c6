//! A workflow in, a call of the module `workflow` out.

use super::{alarm_topic, module, permissions_boundary};
use crate::hcl::{Block, Expression, reference, text};
use ferrovia_model::{Kind, Workflow};

pub(super) fn block(workflow: &Workflow, definition: Expression, policy: Expression) -> Block {
    let name = &workflow.name;
    let kind = match workflow.kind {
        Kind::Express => "EXPRESS",
        Kind::Standard => "STANDARD",
    };
    module("workflow", &format!("workflow_{name}"), Some(workflow.id()))
        .set("kind", text(kind))
        .set("log_retention_days", reference("var.log_retention_days"))
        .set("alarm_topic_arn", alarm_topic())
        .set("permissions_boundary", permissions_boundary())
        .blank()
        .set("definition", definition)
        .blank()
        .set("policy", policy)
}
