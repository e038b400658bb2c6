//! Changes in, sections of short lines out: what both renderings for people say, each in its own form.

mod permissions;
mod sections;

use super::contracts::Victim;
use super::deploy::Consequence;
use super::permissions::{Permission, Way};
use super::words::list;
use super::{Changes, Severity};
use permissions::{asker, in_words, interest, permissions};
use sections::{contracts, costs, deploy, of_consequence, touched};
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
