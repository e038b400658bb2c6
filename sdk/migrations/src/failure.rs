//! What PostgreSQL says in; why a database is as it was, without a value from a table, out.

use ferrovia::MigrateError;
use ferrovia::model::Migration;
use sqlx::Error;
use sqlx::error::DatabaseError;
use sqlx::postgres::{PgDatabaseError, PgErrorPosition};

/// The class of mistakes in the SQL itself. Their messages name tables, columns and types; those of other classes may
/// quote a row.
const SYNTAX_OR_ACCESS: &str = "42";

/// The session, or the way to it, failed.
pub(crate) fn unavailable(error: Error) -> MigrateError {
    MigrateError::Unavailable {
        reason: reason(&error, ""),
    }
}

/// A user's statements failed.
pub(crate) fn rights(error: Error, user: &str) -> MigrateError {
    if error.as_database_error().is_none() {
        return unavailable(error);
    }
    MigrateError::Rights {
        user: user.to_owned(),
        reason: reason(&error, ""),
    }
}

/// The migrations failed.
pub(crate) fn failed(error: sqlx::migrate::MigrateError, migrations: &[Migration]) -> MigrateError {
    use sqlx::migrate::MigrateError as Sqlx;
    if let Sqlx::VersionMismatch(version) = error {
        return MigrateError::Changed { version };
    }
    if let Sqlx::ExecuteMigration(error, version) = &error
        && error.as_database_error().is_some()
    {
        let migration = migrations.iter().find(|migration| migration.version == *version);
        return MigrateError::Failed {
            version: *version,
            reason: reason(error, migration.map_or("", |migration| &migration.sql)),
        };
    }
    if let Sqlx::Execute(error) | Sqlx::ExecuteMigration(error, _) = error {
        return unavailable(error);
    }
    // The rest is about files and about migrations that are taken back, of which there are none.
    MigrateError::Unavailable {
        reason: error.to_string(),
    }
}

/// `SQLSTATE 23505, table runs, constraint runs_pkey, line 12`.
fn reason(error: &Error, sql: &str) -> String {
    let Some(database) = error.as_database_error() else {
        return error.to_string();
    };
    let code = database.code().unwrap_or_default();
    let mut told = vec![format!("SQLSTATE {code}")];
    told.extend(database.table().map(|table| format!("table {table}")));
    told.extend(
        database
            .constraint()
            .map(|constraint| format!("constraint {constraint}")),
    );
    told.extend(line(database, sql).map(|line| format!("line {line}")));
    if code.starts_with(SYNTAX_OR_ACCESS) {
        told.push(database.message().to_owned());
    }
    told.join(", ")
}

/// The line of the statement that PostgreSQL points at.
fn line(error: &dyn DatabaseError, sql: &str) -> Option<usize> {
    let position = match error.try_downcast_ref::<PgDatabaseError>()?.position()? {
        PgErrorPosition::Original(position) => position,
        // Within a function's body, which stands somewhere else.
        PgErrorPosition::Internal { .. } => return None,
    };
    let before = sql.chars().take(position.saturating_sub(1));
    (!sql.is_empty()).then(|| 1 + before.filter(|character| *character == '\n').count())
}
