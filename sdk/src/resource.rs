//! Nouns: a resource is a name and a kind; the verbs are traits on the kind.

mod database;
mod language_model;
mod messaging;
mod secret;

pub use database::{Database, Table};
pub use language_model::LanguageModel;
pub use messaging::{EventBus, Queue};
pub use secret::{Secret, SecretReader};

use ferrovia_model::{App, Source};

/// Something that handlers may touch. Derive it: `#[derive(Resource)] #[resource(name = "…", kind = …)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource",
    note = "put `#[derive(ferrovia::Resource)] #[resource(name = \"…\", kind = Table<…>)]` on it"
)]
pub trait Resource: Sized + Send + Sync + 'static {
    /// What kind of thing it is; the kind has the verbs.
    type Kind: Kind;
    /// Its name: lower case, unique among its kind.
    const NAME: &'static str;
    /// The doc comment.
    const DESCRIPTION: &'static str;

    /// Where it is declared.
    fn source() -> Source;

    /// What the kind needs to know besides the name.
    fn definition() -> Self::Kind;
}

/// A kind of resource.
pub trait Kind: Sized + 'static {
    /// Adds the resource to the model.
    fn declare<R: Resource<Kind = Self>>(app: &mut App);
}
