//! What was found in, a section for each kind of it out.

use super::{Entry, Mark, Section};
use crate::diff::Severity;
use crate::diff::contracts::{Contract, Finding, Judgement, Victim};
use crate::diff::costs::{Cost, Costs};
use crate::diff::deploy::{Action, Consequence};
use crate::diff::functions::{Touch, Touched};
use crate::diff::words::{counted, dollars, duration, list};
use crate::estimate::{Bound, Estimate};

pub(super) fn contracts(contracts: &[Contract], boundaries: usize) -> Section {
    let count = |judgement: Judgement| {
        contracts
            .iter()
            .filter(|contract| contract.judgement == judgement)
            .count()
    };
    let changed = [Judgement::Broken, Judgement::Extended, Judgement::Contained]
        .into_iter()
        .map(|judgement| (count(judgement), judgement.word()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"));
    let mut counts: Vec<String> = changed.collect();
    let kept = boundaries.saturating_sub(contracts.len());
    counts.push(format!("{kept} as they were"));
    let mut entries: Vec<Entry> = contracts
        .iter()
        .flat_map(|contract| {
            contract
                .findings
                .iter()
                .map(|finding| of_finding(contract, finding))
        })
        .collect();
    entries.sort_by_key(|entry| entry.mark != Mark::Breaks);
    Section {
        title: "Contracts",
        count: counts.join(", "),
        entries,
        remark: None,
    }
}

fn of_finding(contract: &Contract, finding: &Finding) -> Entry {
    let path = if finding.path.is_empty() {
        String::new()
    } else {
        format!("`{}` ", finding.path)
    };
    let victims: Vec<&str> = finding.breaks.iter().copied().map(Victim::words).collect();
    let word = match finding.judgement {
        Judgement::Broken => format!("breaks {}", list(&victims)),
        Judgement::Extended | Judgement::Contained => finding.judgement.word().to_owned(),
    };
    let mut notes = Vec::from_iter((!finding.because.is_empty()).then(|| finding.because.clone()));
    notes.extend(
        finding
            .instead
            .iter()
            .map(|instead| format!("instead: {instead}")),
    );
    Entry {
        mark: match finding.judgement {
            Judgement::Broken => Mark::Breaks,
            Judgement::Extended | Judgement::Contained => Mark::Other,
        },
        title: format!("{}: {path}{} ({word})", contract.boundary, finding.change),
        notes,
    }
}

pub(super) fn touched(functions: &[Touched], workflows: &[Touched]) -> Section {
    let states = workflows
        .iter()
        .flat_map(|workflow| &workflow.details)
        .filter(|detail| detail.contains("state `"))
        .count();
    let of = |kind: &'static str| {
        move |touched: &Touched| {
            let (mark, what) = match &touched.change {
                Touch::Added => (Mark::More, "added".to_owned()),
                Touch::Removed => (Mark::Less, "removed".to_owned()),
                Touch::Changed => (Mark::Other, "changed".to_owned()),
                Touch::Renamed { from } => (
                    Mark::Other,
                    format!("was `{from}`, and keeps its role, log and versions"),
                ),
                Touch::SuspectedRename { from } => (Mark::Other, format!("is `{from}` renamed?")),
            };
            Entry {
                mark,
                title: format!("{kind} `{}` {what}", touched.name),
                notes: touched.details.clone(),
            }
        }
    };
    let mut counts = vec![
        counted(functions.len(), "function"),
        counted(workflows.len(), "workflow"),
    ];
    if states > 0 {
        counts.push(counted(states, "state"));
    }
    Section {
        title: "Functions and states",
        count: counts.join(", "),
        entries: functions
            .iter()
            .map(of("function"))
            .chain(workflows.iter().map(of("workflow")))
            .collect(),
        remark: None,
    }
}

pub(super) fn costs(costs: &Costs) -> Section {
    let entry = |cost: &Cost| {
        let both = |bound: fn(&Estimate) -> Bound, words: &dyn Fn(Bound) -> String| {
            let of = |estimate: &Option<Estimate>| estimate.as_ref().map(|estimate| words(bound(estimate)));
            match (of(&cost.old), of(&cost.new)) {
                (Some(old), Some(new)) if old == new => old,
                (Some(old), Some(new)) => format!("{old} → {new}"),
                (None, Some(new)) => new,
                (Some(old), None) => format!("{old} → none"),
                (None, None) => String::new(),
            }
        };
        let line = |bound: fn(&Estimate) -> Bound| {
            let seconds = both(bound, &|bound| seconds(bound.seconds));
            let usd = both(bound, &|bound| dollars(bound.usd));
            format!("{seconds}, {usd}")
        };
        Entry {
            mark: Mark::Other,
            title: format!("{}: at worst {}", cost.of, line(|estimate| estimate.worst)),
            notes: vec![format!(
                "without a failure {}",
                line(|estimate| estimate.no_failure)
            )],
        }
    };
    let dearest = costs
        .executions
        .iter()
        .max_by(|one, other| one.growth().total_cmp(&other.growth()));
    let count = dearest.map_or_else(String::new, |cost| match (&cost.old, &cost.new) {
        (Some(old), Some(new)) if old.worst.usd != new.worst.usd => {
            format!(
                "{} at worst {} → {}",
                cost.of,
                dollars(old.worst.usd),
                dollars(new.worst.usd)
            )
        }
        (Some(_), Some(_)) | (Some(_), None) | (None, Some(_)) | (None, None) => {
            counted(costs.executions.len(), "bound")
        }
    });
    Section {
        title: "Cost and latency",
        count,
        entries: costs.executions.iter().map(entry).collect(),
        remark: Some(costs.assumptions.clone()),
    }
}

fn seconds(seconds: f64) -> String {
    // No execution lasts longer than a year.
    format!("{seconds:.0}")
        .parse()
        .map_or_else(|_| format!("{seconds} s"), duration)
}

pub(super) fn deploy(consequences: &[Consequence]) -> Section {
    let count = |action: Action| {
        consequences
            .iter()
            .filter(|consequence| consequence.action == action)
            .count()
    };
    let counts = [Action::Create, Action::Replace, Action::Destroy, Action::Refuse]
        .into_iter()
        .map(|action| (count(action), action.word()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{word} {count}"));
    Section {
        title: "What the deploy does",
        count: counts.collect::<Vec<_>>().join(", "),
        entries: consequences.iter().map(of_consequence).collect(),
        remark: None,
    }
}

pub(super) fn of_consequence(consequence: &Consequence) -> Entry {
    Entry {
        mark: match (consequence.severity, consequence.action) {
            (Severity::Breaking, _) => Mark::Breaks,
            (Severity::Harmless | Severity::Caution, Action::Create) => Mark::More,
            (Severity::Harmless | Severity::Caution, Action::Destroy) => Mark::Less,
            (Severity::Harmless | Severity::Caution, Action::Replace | Action::Refuse) => Mark::Other,
        },
        title: match consequence.action {
            Action::Refuse => format!("{} is refused", consequence.what),
            Action::Create | Action::Replace | Action::Destroy => {
                let victim = consequence
                    .breaks
                    .map(|victim| format!(" (breaks {})", victim.words()));
                format!(
                    "{} {}{}",
                    consequence.action.word(),
                    consequence.what,
                    victim.unwrap_or_default()
                )
            }
        },
        notes: vec![consequence.detail.clone()],
    }
}
