//! The names of databases we make, and the end of those whose makers forgot them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use uuid::Uuid;

use super::address::Address;

/// Of a test's own database; the rest of the name is a UUID that holds its time.
const DATABASE: &str = "ferrovia_test_";
/// Of a template that is finished; its comment holds the time.
const TEMPLATE: &str = "ferrovia_template_";
/// No test runs for so long.
const DATABASE_AGE: Duration = Duration::from_secs(24 * 3600);
/// A template that is dropped too early costs one more migration, and no harm.
const TEMPLATE_AGE: Duration = Duration::from_secs(30 * 24 * 3600);

/// A name that no database has.
pub(crate) fn new_database() -> String {
    format!("{DATABASE}{}", Uuid::now_v7().simple())
}

/// The template's name: what `name` says to people, and what `migrations` make of it.
pub(crate) fn template(name: &str, migrations: &[u8]) -> String {
    let digest = Uuid::new_v5(&Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()), migrations);
    let readable: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .take(12)
        .collect();
    // A name has at most 63 bytes: 18 + 12 + 1 + 32.
    format!("{TEMPLATE}{readable}_{}", digest.simple())
}

/// The comment that tells a template's age.
pub(crate) fn made_now() -> String {
    format!("made {}", now().as_secs())
}

/// Drops what is too old to be in use.
pub(crate) async fn sweep(address: &Address) -> Result<(), sqlx::Error> {
    let mut session = PgConnection::connect_with(&address.options()?).await?;
    let found: Vec<(String, Option<String>)> = sqlx::query_as(
        "select datname::text, shobj_description(oid, 'pg_database') from pg_database \
         where starts_with(datname, $1) or starts_with(datname, $2)",
    )
    .bind(DATABASE)
    .bind(TEMPLATE)
    .fetch_all(&mut session)
    .await?;
    for (name, comment) in found
        .iter()
        .filter(|(name, comment)| is_old(name, comment.as_deref(), now()))
    {
        if comment.is_some() {
            let unmark = format!("alter database {name} is_template false");
            sqlx::raw_sql(AssertSqlSafe(unmark)).execute(&mut session).await?;
        }
        // Another process may be sweeping too.
        let statement = format!("drop database if exists {name} with (force)");
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&mut session)
            .await?;
    }
    session.close().await
}

fn is_old(name: &str, comment: Option<&str>, now: Duration) -> bool {
    if let Some(id) = name.strip_prefix(DATABASE) {
        let made = Uuid::try_parse(id)
            .ok()
            .and_then(|id| id.get_timestamp())
            .map(|time| time.to_unix().0);
        return made.is_some_and(|made| Duration::from_secs(made) + DATABASE_AGE < now);
    }
    let made = comment.and_then(|comment| comment.strip_prefix("made ")?.parse().ok());
    made.is_some_and(|made| Duration::from_secs(made) + TEMPLATE_AGE < now)
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_is_read_from_the_name_or_the_comment() {
        let (hour, day) = (Duration::from_secs(3600), Duration::from_secs(24 * 3600));
        let check = |name: &str, comment: Option<&str>, later: Duration, old: bool| {
            assert_eq!(
                is_old(name, comment, now() + later),
                old,
                "{name} after {later:?}"
            );
        };
        check(&new_database(), None, hour, false);
        check(&new_database(), None, 2 * day, true);
        check("ferrovia_test_mine", None, 2 * day, false);
        let (template, comment) = (template("orders", b""), made_now());
        check(&template, Some(&comment), 2 * day, false);
        check(&template, Some(&comment), 31 * day, true);
        check(&template, None, 31 * day, false);
    }

    #[test]
    fn a_template_is_named_by_its_migrations() {
        assert_eq!(
            template("Orders of today and more", b"a"),
            template("Orders of today and more", b"a")
        );
        assert_ne!(template("orders", b"a"), template("orders", b"b"));
        assert_ne!(template("orders", b"a"), template("Orders", b"a"));
        assert!(template("Orders of today and more", b"a").starts_with("ferrovia_template_orders_of_to_"));
        assert_eq!(template("Orders of today and more", b"a").len(), 63);
    }
}
