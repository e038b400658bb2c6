//! A small valid app, and ways to reach into it.

use ferrovia_model::{App, ErrorVariant, Function, LanguageModel, Payload, Route, Source, Type};
use serde_json::{Value, json};

/// A help desk: every kind of thing at least once, and nothing wrong with it.
pub(super) fn desk() -> App {
    serde_json::from_str(include_str!("desk.json")).unwrap()
}

/// The handler called `name`.
pub(super) fn function<'a>(app: &'a mut App, name: &str) -> &'a mut Function {
    app.functions
        .iter_mut()
        .find(|function| function.name == name)
        .unwrap()
}

/// The route of `post_message`.
pub(super) fn route(app: &mut App) -> &mut Route {
    function(app, "post_message").route.as_mut().unwrap()
}

/// The language model.
pub(super) fn model(app: &mut App) -> &mut LanguageModel {
    app.language_models.first_mut().unwrap()
}

/// `ModelError.Busy`, wherever it stands: one enum in several signatures.
pub(super) fn busy(app: &mut App, change: impl Fn(&mut ErrorVariant)) {
    let of_functions = app.functions.iter_mut().flat_map(|function| &mut function.errors);
    let of_workflows = app.workflows.iter_mut().flat_map(|workflow| &mut workflow.errors);
    of_functions.chain(of_workflows).for_each(change);
}

/// Another of the same, elsewhere, under another name.
pub(super) fn another<T: Clone>(
    list: &mut Vec<T>,
    name: &str,
    parts: impl Fn(&mut T) -> (&mut String, &mut Source),
) {
    let mut thing = list.first().unwrap().clone();
    let (its_name, source) = parts(&mut thing);
    name.clone_into(its_name);
    *source = Source::new("more.rs", 10);
    list.push(thing);
}

/// A value of the author's type `name`.
pub(super) fn payload(name: &str, schema: Value) -> Payload {
    Payload {
        ty: Type::Named(format!("desk::{name}")),
        schema: json!({ "title": name, "type": schema }),
    }
}
