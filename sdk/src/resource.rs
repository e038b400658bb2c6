//! Nouns: a resource is a name and a kind; the verbs are traits on the kind.

mod bucket;
mod configuration;
mod database;
mod gauge;
mod key_set;
mod language_model;
mod messaging;
mod secret;

pub(crate) use bucket::Objects;
pub use bucket::{Bucket, ObjectEraser, ObjectReader, ObjectWriter};
pub use configuration::{Configuration, ConfigurationReader};
pub use database::{Database, Table};
pub use gauge::{Gauge, GaugeReporter, Measure};
pub use key_set::{KeyRefresher, KeySet};
pub use language_model::LanguageModel;
pub use messaging::{EventBus, Queue};
pub use secret::{Secret, SecretReader};

use ferrovia_model::{App, Source};

/// Something that handlers may touch. Derive it: `#[derive(Resource)] #[resource(name = "…", kind = …)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource",
    label = "this names nothing that a handler may touch",
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

/// A resource of kind `K`: where one kind alone will do.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource of the kind `{K}`",
    label = "this is another kind of thing",
    note = "name one with `#[derive(ferrovia::Resource)] #[resource(name = \"…\", kind = {K})]` on it"
)]
pub trait OfKind<K>: 'static {
    /// The resource's name.
    const NAME: &'static str;
}

#[diagnostic::do_not_recommend]
impl<K: Kind, R: Resource<Kind = K>> OfKind<K> for R {
    const NAME: &'static str = R::NAME;
}

/// A kind that is defined by its name alone.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` needs a definition",
    label = "its name does not say enough",
    note = "add `definition = {Self}::…` to `#[resource(…)]`"
)]
pub trait DefinedByDefault {
    /// The only definition.
    fn definition() -> Self;
}

#[diagnostic::do_not_recommend]
impl<K: Default> DefinedByDefault for K {
    fn definition() -> Self {
        Self::default()
    }
}

/// A kind of resource.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a kind of resource",
    note = "the kinds are `Table<Database>`, `Database`, `LanguageModel`, `Secret`, `EventBus`, `Queue<Message>`, `Bucket`, `KeySet`, `Configuration<Document>` and `Gauge`"
)]
pub trait Kind: Sized + 'static {
    /// Adds the resource to the model.
    fn declare<R: Resource<Kind = Self>>(app: &mut App);
}
