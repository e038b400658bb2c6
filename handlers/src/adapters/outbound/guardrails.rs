//! The guard port over `ferrovia-guardrails`: deterministic checks, no network.

use async_trait::async_trait;
use ferrovia_guardrails::injection;
use ferrovia_guardrails::output::{self, Check, Confidential, Conversation, OnFail, OutputPolicy, Verdict};

use crate::domain::{AnswerPolicy, GuardAction, Inspected, MessageText, Promise, Suspicion, Violation};
use crate::ports::{Drafted, Guard, Inspection, Instructions};

/// A [`Guard`] that reads.
#[derive(Clone, Copy, Debug, Default)]
pub struct Guardrails;

#[async_trait]
impl Guard for Guardrails {
    fn suspicion(&self, text: &MessageText) -> Suspicion {
        let injection = injection(text.as_str());
        Suspicion {
            score: injection.score,
            patterns: injection.matched,
        }
    }

    async fn inspect(&self, draft: &Drafted<'_>) -> Inspection {
        let Drafted { text, question, .. } = *draft;
        let turns = question.history.turns.iter();
        let history: Vec<&str> = turns
            .flat_map(|turn| [turn.question.as_str(), turn.answer.as_str()])
            .collect();
        let conversation = Conversation {
            history: &history,
            facts: &[question.policy.facts.as_str()],
            question: question.text.as_str(),
        };
        inspection(
            &output::inspect(text.as_str(), &policy(draft), &conversation),
            text,
        )
    }
}

fn policy(draft: &Drafted<'_>) -> OutputPolicy {
    let AnswerPolicy {
        facts: _,
        hosts,
        promises,
        hide_personal_data: _,
    } = draft.question.policy;
    let Instructions {
        text,
        canary,
        confidential,
        public,
    } = draft.instructions;
    let mut policy = OutputPolicy::new(text);
    policy.canary = Some(canary.clone());
    policy
        .confidential
        .extend(confidential.iter().copied().map(Confidential::secret));
    policy.public = public.iter().copied().map(str::to_owned).collect();
    policy.allowed_hosts.clone_from(hosts);
    policy.allowed_promises = promises.iter().copied().map(promise).collect();
    let locale = draft.question.locale;
    policy.language = locale.and_then(|locale| locale.as_str().split('-').next().map(str::to_lowercase));
    if draft.last {
        // Better in the wrong language than nothing.
        policy.on_fail.insert(Check::Language, OnFail::Pass);
    }
    policy
}

const fn promise(promise: Promise) -> output::Promise {
    match promise {
        Promise::Refund => output::Promise::Refund,
        Promise::Discount => output::Promise::Discount,
        Promise::FreeGoods => output::Promise::FreeGoods,
        Promise::Compensation => output::Promise::Compensation,
        Promise::LegalCommitment => output::Promise::LegalCommitment,
    }
}

fn inspection(verdict: &Verdict, text: &MessageText) -> Inspection {
    let violations = verdict.violations.iter();
    let mut mistakes: Vec<_> = violations.map(|violation| violation.check.mistake()).collect();
    mistakes.dedup();
    Inspection {
        inspected: Inspected {
            action: match verdict.action {
                OnFail::Pass => GuardAction::Pass,
                OnFail::Redact => GuardAction::Redact,
                OnFail::Regenerate => GuardAction::Regenerate,
                // No policy of ours has a person take over.
                OnFail::SafeText | OnFail::HandOver => GuardAction::SafeText,
            },
            violations: verdict.violations.iter().map(violation).collect(),
        },
        mistakes,
        redacted: verdict.redacted(text.as_str()),
    }
}

fn violation(violation: &output::Violation) -> Violation {
    Violation {
        check: violation.check.as_str().to_owned(),
        detail: violation.detail.clone(),
    }
}
