//! A server's URL in; the URL of another database on it, or of another role, out.

use std::fmt;

use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnectOptions;
use url::Url;

/// Where a server or one of its databases is, and as whom to enter. Shown without the password.
#[derive(Clone)]
pub(crate) struct Address(Url);

impl Address {
    /// Reads a `postgres://` URL. The error says what is wrong with it, without the password.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| error.to_string())?;
        match url.scheme() {
            "postgres" | "postgresql" => Ok(Self(url)),
            other => Err(format!("its scheme is `{other}`, not `postgres`")),
        }
    }

    /// The superuser `postgres` on this machine's loopback interface, or on `host`.
    pub(crate) fn superuser(host: &str, port: u16, password: &str) -> Result<Self, String> {
        Self::parse(&format!("postgres://postgres:{password}@{host}:{port}/postgres"))
    }

    /// The same role, in another database.
    pub(crate) fn in_database(&self, database: &str) -> Self {
        let mut url = self.0.clone();
        url.set_path(database);
        Self(without(&url, &["dbname"]))
    }

    /// The same database, as another role.
    pub(crate) fn as_role(&self, role: &str, password: &str) -> Self {
        let mut url = without(&self.0, &["user", "password"]);
        // `Url` leaves a percent sign alone, as if it already were an escape.
        let (user, secret) = (role.replace('%', "%25"), password.replace('%', "%25"));
        let named = url
            .set_username(&user)
            .and_then(|()| url.set_password(Some(&secret)));
        if named.is_err() {
            // A URL without a host (a socket folder in the query) has no place for a user either.
            url.query_pairs_mut()
                .append_pair("user", role)
                .append_pair("password", password);
        }
        Self(url)
    }

    /// The whole URL, with the password.
    pub(crate) fn url(&self) -> &str {
        self.0.as_str()
    }

    /// How sqlx connects there. It logs no slow statements: that a busy laptop takes a second for one is no news, and a
    /// migration's whole text none that anybody would read.
    pub(crate) fn options(&self) -> Result<PgConnectOptions, sqlx::Error> {
        let options: PgConnectOptions = self.url().parse()?;
        Ok(options.disable_statement_logging())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut url = without(&self.0, &["password"]);
        // Fails only where there is no place for a password, hence none.
        let _ = url.set_password(None);
        formatter.write_str(url.as_str())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// The URL less some of its query parameters.
fn without(url: &Url, keys: &[&str]) -> Url {
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(key, _)| !keys.contains(&&**key))
        .map(|(k, v)| (k.into(), v.into()))
        .collect();
    let mut url = url.clone();
    url.set_query(None);
    if !kept.is_empty() {
        url.query_pairs_mut().extend_pairs(kept);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(server: &str, database: &str, role: &str, password: &str, expected: &str) {
        let address = Address::parse(server)
            .expect("a URL")
            .in_database(database)
            .as_role(role, password);
        assert_eq!(address.url(), expected);
        let options = address.options().expect("options");
        assert_eq!(options.get_username(), role);
        assert_eq!(options.get_database(), Some(database));
    }

    #[test]
    fn another_role_in_another_database() {
        let plain = "postgres://me:mine@db:5433/postgres";
        check(
            plain,
            "orders",
            "reader",
            "secret",
            "postgres://reader:secret@db:5433/orders",
        );
        check(
            plain,
            "orders",
            "a:b",
            "100%/@",
            "postgres://a%3Ab:100%25%2F%40@db:5433/orders",
        );
        let tls = "postgres://me:mine@db/postgres?sslmode=require";
        check(
            tls,
            "orders",
            "reader",
            "x",
            "postgres://reader:x@db/orders?sslmode=require",
        );
        let query = "postgres://db/?user=me&password=mine&dbname=mine";
        check(query, "orders", "reader", "x", "postgres://reader:x@db/orders");
        let socket = "postgres:///mine?host=/run/pg";
        check(
            socket,
            "orders",
            "reader",
            "x",
            "postgres:///orders?host=%2Frun%2Fpg&user=reader&password=x",
        );
    }

    #[test]
    fn a_password_is_never_shown() {
        for url in ["postgres://me:mine@db/x", "postgres://db/x?user=me&password=mine"] {
            assert!(
                !Address::parse(url).expect("a URL").to_string().contains("mine"),
                "{url}"
            );
        }
    }
}
