//! The differences of a value and who reads it in, findings out.

use super::super::difference::{Change, Difference, differences};
use super::super::effect::Effect;
use super::{Finding, Judgement, Victim};
use serde_json::Value;

/// Who reads a value that passes a boundary, and what they cannot bear.
pub(super) struct Readers {
    /// New code, of what was written before.
    pub(super) new: Option<Reader>,
    /// Old code, or code that is not ours, of what will be written.
    pub(super) old: Option<Reader>,
}

/// Readers of one age.
pub(super) struct Reader {
    /// Who suffers.
    victim: Victim,
    /// Beyond which effects.
    bears: &'static [Effect],
    /// Why there are such readers.
    because: &'static str,
}

/// What the callers of a function or workflow, or an API's clients, send: what they sent before is read by new code, and
/// nothing that had an effect may lose it unseen.
pub(super) const fn request(victim: Victim) -> Readers {
    Readers {
        new: Some(Reader {
            victim,
            bears: &[Effect::Reads, Effect::Misses],
            because: "what was sent before must still be taken, and mean what it meant",
        }),
        old: None,
    }
}

/// What they are answered: they read what new code writes. A value of an enum, or a length, that they do not know may be one
/// that they refuse: clients are generated from the schema, and it names no value for "any other".
pub(super) const fn response(victim: Victim) -> Readers {
    Readers {
        new: None,
        old: Some(Reader {
            victim,
            bears: &[Effect::Reads, Effect::Ignores],
            because: "whoever reads it was promised all of it, and nothing else",
        }),
    }
}

/// An event: subscribers read new ones with old code, and an event from before may be replayed, be retried for a day, or
/// lie in an outbox. Readers match enums exhaustively.
pub(super) const EVENT: Readers = Readers {
    new: Some(Reader {
        victim: Victim::StoredEventReader,
        bears: &[Effect::Reads, Effect::Ignores, Effect::Misses],
        because: "an event from before may be replayed, be retried, or lie in an outbox",
    }),
    old: Some(Reader {
        victim: Victim::Subscriber,
        bears: &[Effect::Reads, Effect::Ignores],
        because: "subscribers read new events with the code they have",
    }),
};

/// A queue's message: it may have been sent before the deploy, and after a roll-back old code receives new ones.
pub(super) const MESSAGE: Readers = Readers {
    new: Some(Reader {
        victim: Victim::QueuedMessage,
        bears: &[Effect::Reads, Effect::Ignores, Effect::Misses],
        because: "a message may have been sent before the deploy, or come back from the dead-letter queue",
    }),
    old: Some(Reader {
        victim: Victim::QueuedMessage,
        bears: &[Effect::Reads, Effect::Ignores],
        because: "receivers read new messages with the code they have, and after a roll-back with the old one",
    }),
};

/// A configuration's document: an environment's `terraform.tfvars` says what it said before, until somebody changes it. What
/// operators write is checked against the new code's schema, and old code in flight passes over what it does not know.
pub(super) const DOCUMENT: Readers = Readers {
    new: Some(Reader {
        victim: Victim::ConfiguredEnvironment,
        bears: &[Effect::Reads, Effect::Misses],
        because: "an environment's values say what they said before, and must mean it, until its operators change them",
    }),
    old: None,
};

/// The answer for a step that waits. New code answers old machines, which read it as they were written; after a roll-back,
/// or while traffic shifts, old code answers new machines.
pub(super) const OUTCOME: Readers = Readers {
    new: Some(Reader {
        victim: Victim::ExecutionInFlight,
        bears: &[Effect::Reads, Effect::Ignores, Effect::Misses],
        because: "while traffic shifts, and after a roll-back, old code answers for executions of the new machine",
    }),
    old: Some(Reader {
        victim: Victim::ExecutionInFlight,
        bears: &[Effect::Reads, Effect::Ignores, Effect::Misses],
        because: "new code answers for executions that wait since before the deploy, and their machine reads it as it was",
    }),
};

/// What a workflow's machine and the functions it calls say to each other: the machine names the functions' versions, so
/// neither ever meets another age of the other.
pub(super) const STEP: Readers = Readers { new: None, old: None };

const TOGETHER: &str = "only workflows call it: machine and function change together, and executions in flight keep both as they were";

/// What the differences of two schemas mean to these readers.
pub(super) fn judge(old: &Value, new: &Value, readers: &Readers) -> Vec<Finding> {
    differences(old, new)
        .into_iter()
        .map(|difference| of_difference(difference, readers))
        .collect()
}

fn of_difference(difference: Difference, readers: &Readers) -> Finding {
    let Difference {
        path,
        change,
        effects,
    } = difference;
    let hurts = |side: &&Reader, effect: Effect| !side.bears.contains(&effect);
    let old = readers
        .old
        .as_ref()
        .filter(|side| hurts(side, effects.on_old_readers));
    let new = readers
        .new
        .as_ref()
        .filter(|side| hurts(side, effects.on_new_readers));
    let broken =
        |side: &Reader, instead| Finding::broken(side.victim, change.to_string(), side.because, instead);
    let finding = match (old, new) {
        (Some(old), None) => broken(old, spare_who_reads(&change)),
        (None, Some(new)) => broken(new, spare_what_was_written(&change)),
        (Some(old), Some(new)) => {
            let mut finding = broken(old, spare_who_reads(&change));
            finding.breaks.insert(new.victim);
            if new.because != old.because {
                finding.because = format!("{}; and {}", old.because, new.because);
            }
            finding
        }
        (None, None) => unhurt(
            &change,
            effects.on_new_readers.max(effects.on_old_readers),
            readers,
        ),
    };
    finding.at(path)
}

fn unhurt(change: &Change, worst: Effect, readers: &Readers) -> Finding {
    let nobody = readers.new.is_none() && readers.old.is_none();
    if nobody && worst == Effect::Fails {
        return Finding {
            judgement: Judgement::Contained,
            ..Finding::extended(change.to_string(), TOGETHER)
        };
    }
    let because = match change {
        Change::Default { .. } => "what leaves it out means something else from now on",
        // That they are spared says enough.
        Change::FieldAdded { .. }
        | Change::FieldRemoved { .. }
        | Change::BecameRequired
        | Change::BecameOptional
        | Change::AlternativeAdded { .. }
        | Change::AlternativeRemoved { .. }
        | Change::Replaced { .. }
        | Change::Closed
        | Change::Opened
        | Change::Limit { .. } => "",
    };
    Finding::extended(change.to_string(), because)
}

/// What to do so that new code reads what was written before.
fn spare_what_was_written(change: &Change) -> &'static str {
    match change {
        Change::FieldAdded { .. } => "make it optional, or give it a default",
        Change::BecameRequired => "leave it optional, or give it a default",
        Change::FieldRemoved { .. } => "keep it, and say in its description that it has no effect",
        Change::AlternativeRemoved { .. } => "go on accepting it, and turn it into what it is now",
        Change::Limit { .. } => "go on accepting what was within the limit",
        Change::Replaced { .. } => "add a field of the new type, and keep the old one beside it",
        Change::Closed => "go on passing over what it does not know",
        Change::BecameOptional
        | Change::AlternativeAdded { .. }
        | Change::Default { .. }
        | Change::Opened => "let new code read both forms",
    }
}

/// What to do so that old code reads what is written from now on.
fn spare_who_reads(change: &Change) -> &'static str {
    match change {
        Change::FieldRemoved { .. } => "go on writing it until nobody reads it, and take it away then",
        Change::BecameOptional => "go on writing it always",
        Change::AlternativeAdded { .. } => {
            "let all readers know it first, and write it one release later; or write it under a new name"
        }
        Change::Limit { .. } => "keep within the old limit, or write the longer value into a new field",
        Change::Replaced { .. } => "add a field of the new type, and keep the old one beside it",
        Change::FieldAdded { .. } => "let readers take unknown fields first (without `deny_unknown_fields`)",
        Change::BecameRequired
        | Change::AlternativeRemoved { .. }
        | Change::Default { .. }
        | Change::Closed
        | Change::Opened => "let old code read both forms",
    }
}
