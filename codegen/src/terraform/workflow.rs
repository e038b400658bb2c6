//! A workflow in, a call of the module `workflow` out.

use super::module;
use crate::asl;
use crate::hcl::{Block, reference, text};
use crate::iam::grants;
use crate::placeholder::Bindings;
use ferrovia_model::{Kind, Workflow, workflow::Flow};

pub(super) fn block(workflow: &Workflow, flow: &Flow, bindings: &Bindings) -> Block {
    let name = &workflow.name;
    let kind = match workflow.kind {
        Kind::Express => "EXPRESS",
        Kind::Standard => "STANDARD",
    };
    let policy = bindings.render(&format!("iam/{}", grants::file(name)), &grants::of_workflow(workflow, flow));
    let definition = bindings.render(&format!("asl/{}", asl::file(name)), &asl::template(workflow, flow));
    module("workflow", &format!("workflow_{name}"), Some(name))
        .set("kind", text(kind))
        .set("log_retention_days", reference("var.log_retention_days"))
        .blank()
        .set("definition", definition)
        .blank()
        .set("policy", policy)
}
