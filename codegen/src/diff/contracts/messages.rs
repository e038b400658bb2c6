//! Events, queues and configurations of two apps in, what became of their promises out.

use super::super::difference::differences;
use super::super::pairs::{Pair, pairs};
use super::judge::{DOCUMENT, EVENT, MESSAGE, judge};
use super::{Contract, Finding, Offer, Victim, contract};
use ferrovia_model::{App, Configuration, Event, Queue};

pub(super) fn events(old: &App, new: &App) -> Vec<Contract> {
    pairs(&old.events, &new.events, |event| &event.name)
        .into_iter()
        .flat_map(|pair| match pair {
            Pair::Both(old, new) => vec![
                contract(Offer::Event, &new.name, "address", address(old, new)),
                contract(
                    Offer::Event,
                    &new.name,
                    "detail",
                    judge(&old.detail.schema, &new.detail.schema, &EVENT),
                ),
            ],
            Pair::Old(event) => {
                let heir = new.events.iter().find(|other| {
                    old.event(&other.name).is_none()
                        && differences(&event.detail.schema, &other.detail.schema).is_empty()
                });
                let instead = match heir {
                    Some(heir) => format!(
                        "`{}` has the same detail: if this is a rename, publish both until nobody subscribes to `{}`",
                        heir.name, event.name
                    ),
                    None => "go on publishing it until nobody subscribes to it".to_owned(),
                };
                let because = "subscribers select events by bus, source and detail-type, and wait for this one in vain";
                vec![contract(
                    Offer::Event,
                    &event.name,
                    "",
                    vec![Finding::broken(Victim::Subscriber, "event removed", because, instead)],
                )]
            }
            Pair::New(event) => vec![contract(
                Offer::Event,
                &event.name,
                "",
                vec![Finding::extended("new event", "nobody subscribes to it yet")],
            )],
        })
        .flatten()
        .collect()
}

fn address(old: &Event, new: &Event) -> Vec<Finding> {
    let because = "subscribers' rules select it by what it was, and match it no longer";
    let instead = "publish it under both addresses until nobody subscribes to the old one";
    let moved = |what: &str, old: &str, new: &str| {
        (old != new).then(|| {
            Finding::broken(
                Victim::Subscriber,
                format!("{what} `{old}` → `{new}`"),
                because,
                instead,
            )
        })
    };
    let bus = moved("bus", &old.bus, &new.bus);
    bus.into_iter()
        .chain(moved("source", &old.origin, &new.origin))
        .collect()
}

pub(super) fn queues(old: &App, new: &App) -> Vec<Contract> {
    let of = |pair: Pair<'_, Queue>| match pair {
        Pair::Both(old, new) => contract(
            Offer::Queue,
            &new.name,
            "message",
            judge(&old.message.schema, &new.message.schema, &MESSAGE),
        ),
        Pair::Old(queue) => contract(
            Offer::Queue,
            &queue.name,
            "",
            vec![Finding::broken(
                Victim::QueuedMessage,
                "queue removed",
                "what is in it, and in its dead-letter queue, is lost",
                "stop sending to it, let it run empty, and remove it one release later",
            )],
        ),
        Pair::New(queue) => contract(
            Offer::Queue,
            &queue.name,
            "",
            vec![Finding::extended("new queue", "nobody relies on it yet")],
        ),
    };
    pairs(&old.queues, &new.queues, |queue| &queue.name)
        .into_iter()
        .filter_map(of)
        .collect()
}

pub(super) fn configurations(old: &App, new: &App) -> Vec<Contract> {
    let of = |pair: Pair<'_, Configuration>| {
        let (configuration, part, findings) = match pair {
            Pair::Both(old, new) => {
                let findings = judge(&old.document.schema, &new.document.schema, &DOCUMENT);
                (new, "document", findings)
            }
            Pair::Old(configuration) => {
                let because = "nobody sends it anything; what becomes of its document is said of the deploy";
                (
                    configuration,
                    "",
                    vec![Finding::extended("configuration removed", because)],
                )
            }
            Pair::New(configuration) => {
                let findings = vec![Finding::extended("new configuration", "nobody relies on it yet")];
                (configuration, "", findings)
            }
        };
        contract(Offer::Configuration, &configuration.name, part, findings)
    };
    pairs(&old.configurations, &new.configurations, |it| &it.name)
        .into_iter()
        .filter_map(of)
        .collect()
}
