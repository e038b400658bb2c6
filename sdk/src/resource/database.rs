//! Relational databases and their tables.

use super::{Kind, OfKind, Resource};
use ferrovia_model::{self as model, App, Migration};
use std::marker::PhantomData;

/// A PostgreSQL database: `#[resource(name = "platform", kind = Database, definition = Database::in_schema("app"))]`.
#[derive(Debug)]
pub struct Database {
    schema: &'static str,
    migrations: Vec<Migration>,
}

impl Database {
    /// A database whose tables are in one schema.
    #[must_use]
    pub const fn in_schema(schema: &'static str) -> Self {
        Self {
            schema,
            migrations: Vec::new(),
        }
    }

    /// Adds what makes its tables, in order.
    #[must_use]
    pub fn migrations(mut self, migrations: impl IntoIterator<Item = Migration>) -> Self {
        self.migrations.extend(migrations);
        self
    }
}

impl Kind for Database {
    fn declare<R: Resource<Kind = Self>>(app: &mut App) {
        let Self { schema, migrations } = R::definition();
        app.databases.push(model::Database {
            name: R::NAME.to_owned(),
            description: R::DESCRIPTION.to_owned(),
            source: R::source(),
            schema: schema.to_owned(),
            migrations,
        });
    }
}

/// A table in database `D`. Verbs: `Read` (SELECT), `Append` (INSERT), `Update` (SELECT, UPDATE), `Write` (SELECT,
/// INSERT, UPDATE), `Erase` (DELETE).
#[derive(Debug)]
pub struct Table<D>(PhantomData<fn() -> D>);

impl<D> Default for Table<D> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<D: OfKind<Database>> Kind for Table<D> {
    fn declare<R: Resource<Kind = Self>>(app: &mut App) {
        app.tables.push(model::Table {
            name: R::NAME.to_owned(),
            description: R::DESCRIPTION.to_owned(),
            source: R::source(),
            database: D::NAME.to_owned(),
        });
    }
}
