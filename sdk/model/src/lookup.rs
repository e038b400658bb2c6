//! A name in, the thing that bears it out.

use crate::{
    App, Bucket, Configuration, Database, Event, EventBus, Function, Gauge, LanguageModel, Queue, Secret,
    Table, Workflow,
};

/// Declares, for each list, how to find by name.
macro_rules! lookup {
    ($($(#[$doc:meta])* $name:ident in $list:ident: $thing:ty,)+) => {
        impl App {
            $($(#[$doc])*
            #[must_use]
            pub fn $name(&self, name: &str) -> Option<&$thing> {
                find(&self.$list, name, |thing| &thing.name)
            })+
        }
    };
}

lookup! {
    /// The handler called `name`.
    function in functions: Function,
    /// The workflow called `name`.
    workflow in workflows: Workflow,
    /// The database called `name`.
    database in databases: Database,
    /// The table called `name`.
    table in tables: Table,
    /// The language model called `name`.
    language_model in language_models: LanguageModel,
    /// The secret called `name`.
    secret in secrets: Secret,
    /// The event bus called `name`.
    event_bus in event_buses: EventBus,
    /// The event called `name`.
    event in events: Event,
    /// The queue called `name`.
    queue in queues: Queue,
    /// The bucket called `name`.
    bucket in buckets: Bucket,
    /// The configuration called `name`.
    configuration in configurations: Configuration,
    /// The gauge called `name`.
    gauge in gauges: Gauge,
}

/// By halves, as a checked app is sorted by name; one by one where that fails, as an app may be in any order.
fn find<'a, T>(things: &'a [T], name: &str, name_of: impl Fn(&T) -> &String) -> Option<&'a T> {
    things
        .binary_search_by(|thing| name_of(thing).as_str().cmp(name))
        .ok()
        .and_then(|index| things.get(index))
        .or_else(|| things.iter().find(|thing| name_of(thing) == name))
}
