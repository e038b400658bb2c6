//! Changes in, sections of short lines out: what both renderings for people say, each in its own form.

use super::contracts::{Contract, Finding, Judgement, Victim};
use super::costs::{Cost, Costs};
use super::deploy::{Action, Consequence};
use super::functions::{Touch, Touched};
use super::permissions::{Permission, Way};
use super::words::{counted, dollars, duration, list};
use super::{Changes, Severity};
use crate::estimate::{Bound, Estimate};
use crate::explain::{Asker, Right};
use std::collections::BTreeSet;

/// A report for people. Code stands between backticks.
pub(super) struct Report {
    /// In one sentence.
    pub(super) verdict: String,
    /// What a reader must not miss.
    pub(super) summary: Vec<Entry>,
    /// What was found, in the order of interest.
    pub(super) sections: Vec<Section>,
    /// What a reader need not look at; `None` if nothing changed at all.
    pub(super) kept: Option<String>,
}

/// One kind of finding.
pub(super) struct Section {
    /// What it is about.
    pub(super) title: &'static str,
    /// How much was found.
    pub(super) count: String,
    /// One for each finding; a section without any is not shown.
    pub(super) entries: Vec<Entry>,
    /// What to know about all of them.
    pub(super) remark: Option<String>,
}

/// One finding.
#[derive(Clone)]
pub(super) struct Entry {
    /// What kind of change.
    pub(super) mark: Mark,
    /// In a line.
    pub(super) title: String,
    /// What else there is to say.
    pub(super) notes: Vec<String>,
}

/// What kind of change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Something is new.
    More,
    /// Something is gone.
    Less,
    /// Something is another.
    Other,
    /// Something breaks.
    Breaks,
}

impl Mark {
    pub(super) const fn sign(self) -> char {
        match self {
            Self::More => '+',
            Self::Less => '-',
            Self::Other => '~',
            Self::Breaks => '!',
        }
    }
}

/// More than that is for the sections.
const LONGEST_SUMMARY: usize = 8;

impl Report {
    pub(super) fn of(changes: &Changes) -> Self {
        let all = [
            permissions(&changes.permissions),
            contracts(&changes.contracts, changes.boundaries),
            touched(&changes.functions, &changes.workflows),
            costs(&changes.costs),
            deploy(&changes.deploy),
        ];
        let (sections, kept): (Vec<Section>, Vec<Section>) =
            all.into_iter().partition(|section| !section.entries.is_empty());
        let kept: Vec<String> = kept.iter().map(|section| section.title.to_lowercase()).collect();
        Self {
            verdict: verdict(changes),
            summary: summary(changes, &sections),
            sections,
            kept: (!changes.is_empty() && !kept.is_empty())
                .then(|| format!("As before: {}.", kept.join(", "))),
        }
    }
}

fn verdict(changes: &Changes) -> String {
    if changes.is_empty() {
        return "Nothing changes but code: permissions, contracts, machines and resources are as they were."
            .to_owned();
    }
    let of_contracts = changes.contracts.iter().flat_map(|contract| &contract.findings);
    let of_contracts = of_contracts.flat_map(|finding| finding.breaks.iter().copied());
    let of_deploy = changes.deploy.iter().filter_map(|consequence| consequence.breaks);
    let victims: BTreeSet<Victim> = of_contracts.chain(of_deploy).collect();
    let mut hurt: Vec<&str> = victims.into_iter().map(Victim::words).collect();
    let breaks = |consequence: &&Consequence| consequence.severity == Severity::Breaking;
    if changes
        .deploy
        .iter()
        .filter(breaks)
        .any(|consequence| consequence.breaks.is_none())
    {
        hurt.push("what is deployed");
    }
    match changes.severity {
        Severity::Breaking => format!("This breaks {}.", list(&hurt)),
        Severity::Caution => "Nothing breaks; read what to mind while it is deployed.".to_owned(),
        Severity::Harmless => "Nothing breaks.".to_owned(),
    }
}

/// What breaks, then what is permitted anew, then what else to mind.
fn summary(changes: &Changes, sections: &[Section]) -> Vec<Entry> {
    let breaking = sections
        .iter()
        .flat_map(|section| &section.entries)
        .filter(|entry| entry.mark == Mark::Breaks);
    let breaking = breaking.map(|entry| Entry {
        notes: Vec::new(),
        ..entry.clone()
    });
    let gained =
        |permission: &&Permission| permission.change == Way::Gained && !permission.asked_by.is_empty();
    let mut roles: Vec<&str> = changes
        .permissions
        .iter()
        .filter(gained)
        .map(|permission| permission.role.as_str())
        .collect();
    roles.dedup();
    let gains = roles.into_iter().map(|role| {
        let of_role = changes.permissions.iter().filter(gained);
        let mut of_role: Vec<&Permission> = of_role.filter(|permission| permission.role == role).collect();
        of_role.sort_by_key(|permission| interest(&permission.right));
        let mut purposes: Vec<String> = Vec::new();
        let mut askers: Vec<String> = Vec::new();
        for permission in of_role {
            let words = in_words(permission);
            let asked = permission.asked_by.iter().map(asker);
            askers.extend(asked.filter(|asker| !askers.contains(asker)).collect::<Vec<_>>());
            if !purposes.contains(&words) {
                purposes.push(words);
            }
        }
        Entry {
            mark: Mark::More,
            title: format!("`{role}` may now {}, for {}", list(&purposes), list(&askers)),
            notes: Vec::new(),
        }
    });
    let lost = changes
        .permissions
        .iter()
        .filter(|permission| permission.caution.is_some());
    let mut losers: Vec<&str> = lost.map(|permission| permission.role.as_str()).collect();
    losers.dedup();
    let losses = losers.into_iter().map(|role| Entry {
        mark: Mark::Less,
        title: format!("`{role}` loses permissions that old versions in flight still have a use for"),
        notes: Vec::new(),
    });
    let to_mind = changes
        .deploy
        .iter()
        .filter(|consequence| consequence.severity == Severity::Caution)
        .map(|consequence| {
            let Entry { mark, title, .. } = of_consequence(consequence);
            Entry {
                mark,
                title: format!("{title}: {}", consequence.detail),
                notes: Vec::new(),
            }
        });
    let mut summary: Vec<Entry> = breaking.chain(gains).chain(losses).chain(to_mind).collect();
    let left = summary.len().saturating_sub(LONGEST_SUMMARY);
    if left > 0 {
        summary.truncate(LONGEST_SUMMARY);
        summary.push(Entry {
            mark: Mark::Other,
            title: format!("and {left} more below"),
            notes: Vec::new(),
        });
    }
    summary
}

/// What a right is named before: data, then services, then the way there.
const fn interest(right: &Right) -> u8 {
    match right {
        Right::Sql { .. } => 0,
        Right::Iam { .. } | Right::Variable { .. } => 1,
        Right::Network { .. } => 2,
    }
}

fn permissions(permissions: &[Permission]) -> Section {
    let count = |way: Way| {
        permissions
            .iter()
            .filter(|permission| permission.change == way)
            .count()
    };
    let mut entries: Vec<Entry> = permissions.iter().map(permission).collect();
    // What is said of several lost rights of one function is said once.
    let mut said = BTreeSet::new();
    for (entry, permission) in entries.iter_mut().zip(permissions) {
        if let Some(caution) = &permission.caution
            && said.insert(&permission.role)
        {
            entry.notes.push(format!("mind: {caution}"));
        }
    }
    Section {
        title: "Permissions",
        count: format!("{} gained, {} lost", count(Way::Gained), count(Way::Lost)),
        entries,
        remark: None,
    }
}

fn permission(permission: &Permission) -> Entry {
    let askers: Vec<String> = permission.asked_by.iter().map(asker_and_place).collect();
    let why = if askers.is_empty() {
        String::new()
    } else {
        format!(" ← {}", list(&askers))
    };
    let notes = match &permission.right {
        Right::Iam {
            actions,
            resources,
            conditions,
            ..
        } => {
            let code = |items: &[String]| {
                let items: Vec<String> = items
                    .iter()
                    .map(|item| {
                        if item.contains('`') {
                            item.clone()
                        } else {
                            format!("`{item}`")
                        }
                    })
                    .collect();
                items.join(", ")
            };
            let conditions = conditions.iter().flat_map(|(operator, keys)| {
                keys.iter()
                    .map(move |(key, values)| format!("if `{key}` {operator} {}", code(values)))
            });
            [format!("{} on {}", code(actions), code(resources))]
                .into_iter()
                .chain(conditions)
                .collect()
        }
        Right::Sql { .. } | Right::Variable { .. } | Right::Network { .. } => Vec::new(),
    };
    Entry {
        mark: match permission.change {
            Way::Gained => Mark::More,
            Way::Lost => Mark::Less,
        },
        title: format!("`{}`: {}{why}", permission.role, in_words(permission)),
        notes,
    }
}

/// A right as a verb and an object.
fn in_words(permission: &Permission) -> String {
    match &permission.right {
        Right::Sql { privileges, table } => format!("{} on `{table}`", privileges.join(", ")),
        Right::Network { to } if to == "VPC" => "reach into the VPC".to_owned(),
        Right::Network { to } if to == "internet" => "reach the public internet".to_owned(),
        Right::Network { to } => format!("reach {to}"),
        Right::Iam { .. } | Right::Variable { .. } => permission.purpose.clone(),
    }
}

fn asker(asker: &Asker) -> String {
    format!("`{}: {}`", asker.parameter, asker.ty)
}

fn asker_and_place(one: &Asker) -> String {
    // A lock file knows no places.
    if one.source.line == 0 {
        return asker(one);
    }
    format!("{} at {}", asker(one), one.source)
}

fn contracts(contracts: &[Contract], boundaries: usize) -> Section {
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

fn touched(functions: &[Touched], workflows: &[Touched]) -> Section {
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

fn costs(costs: &Costs) -> Section {
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

fn deploy(consequences: &[Consequence]) -> Section {
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

fn of_consequence(consequence: &Consequence) -> Entry {
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
