//! A name as authors wrote it in; the name that AWS, PostgreSQL and Terraform will see, or why they would refuse it, out.

mod error;
mod keywords;

pub use error::NameError;

/// How long the longest environment's name is: `staging`.
const ENVIRONMENT: usize = 7;

/// What `terraform/modules/` allows for `APP-ENVIRONMENT`, so that the names of resources have room behind it.
const PREFIX: usize = 28;

const LABEL: &str = "lower-case letters, digits, `_` and `-`";
const HYPHENATED: &str = "lower-case letters, digits and `-`";
const SQL: &str = "lower-case letters, digits and `_`";

/// A name that its owner accepts. Each constructor is one owner's rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An app: 20 characters, so that `APP-staging` leaves room behind it; an RDS identifier begins with it, so no
    /// two hyphens in a row (<https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html>).
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_app(name: &str) -> Result<Self, NameError> {
        hyphenated(name, PREFIX - ENVIRONMENT - 1)
    }

    /// A function `APP-ENVIRONMENT-NAME`: 64 characters, for Lambda
    /// (<https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>) and for its role
    /// (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>).
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_function(app: &str, name: &str) -> Result<Self, NameError> {
        label(name, room(app, 64, ""))
    }

    /// A machine `APP-ENVIRONMENT-NAME`: Step Functions allows 80 characters
    /// (<https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html>), IAM 64 for its
    /// role, which adds `-workflow`.
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_workflow(app: &str, name: &str) -> Result<Self, NameError> {
        label(name, room(app, 64, "-workflow"))
    }

    /// A database: `APP-ENVIRONMENT-NAME` is an RDS identifier, without underscores or two hyphens in a row, 63
    /// characters (<https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html>), of which
    /// `terraform/modules/database` keeps 8; with underscores it is the database in it.
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_database(app: &str, name: &str) -> Result<Self, NameError> {
        let hyphenated = hyphenated(name, room(app, 55, ""))?;
        sql(&name.replace('-', "_"))?;
        Ok(hyphenated)
    }

    /// A function that a schedule starts: a role of Scheduler's, too, of 64 characters, which adds `-schedule`.
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_scheduled(app: &str, name: &str) -> Result<Self, NameError> {
        label(name, room(app, 64, "-schedule"))
    }

    /// An event bus `APP-ENVIRONMENT-NAME`: 256 characters
    /// (<https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html>).
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_event_bus(app: &str, name: &str) -> Result<Self, NameError> {
        label(name, room(app, 256, ""))
    }

    /// A queue `APP-ENVIRONMENT-NAME`: 80 characters
    /// (<https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html>), for the
    /// dead-letter queue behind it, too, which adds `-dead-letter`.
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_queue(app: &str, name: &str) -> Result<Self, NameError> {
        label(name, room(app, 80, "-dead-letter"))
    }

    /// A bucket `APP-ENVIRONMENT-NAME-DIGEST`: one namespace for all accounts, so 9 of its 63 characters tell ours from theirs
    /// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>). It has no underscores there.
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_bucket(app: &str, name: &str) -> Result<Self, NameError> {
        hyphenated(name, room(app, 54, ""))
    }

    /// A configuration: an environment of the app's in `AppConfig`, 64 characters
    /// (<https://docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_CreateEnvironment.html>).
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_configuration(name: &str) -> Result<Self, NameError> {
        label(name, 64)
    }

    /// A gauge: a metric, and an alarm `APP-ENVIRONMENT-NAME-gauge` of 255 characters
    /// (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html>).
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_gauge(app: &str, name: &str) -> Result<Self, NameError> {
        label(name, room(app, 255, "-gauge"))
    }

    /// A secret `APP-ENVIRONMENT-NAME`: 512 characters
    /// (<https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html>). Its ARN is always
    /// taken whole, so the advice against six characters after the last hyphen does not apply.
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_secret(app: &str, name: &str) -> Result<Self, NameError> {
        label(name, room(app, 512, ""))
    }

    /// A language model's purpose: part of a Terraform variable and of an environment variable. AWS never sees it;
    /// 64 characters are enough.
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_language_model(name: &str) -> Result<Self, NameError> {
        label(name, 64)
    }

    /// A candidate of a language model: configuration separates them by commas.
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_candidate(model: &str) -> Result<Self, NameError> {
        let allowed = |c: char| c.is_ascii_graphic() && c != ',';
        characters(model, 256, "printable characters but no comma or space", allowed)
    }

    /// An event's `detail-type`: 128 characters (`DetailType`,
    /// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html>); a Rust type's
    /// name.
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_event(name: &str) -> Result<Self, NameError> {
        characters(name, 128, "letters, digits and `_`", |c| {
            c.is_ascii_alphanumeric() || c == '_'
        })
    }

    /// An event's `source`: 256 characters, and `aws.` is AWS's
    /// (<https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html>).
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_origin(name: &str) -> Result<Self, NameError> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
        let accepted = characters(name, 256, "letters, digits, `.`, `_`, `-` and `/`", allowed)?;
        if name.starts_with("aws.") {
            return Err(NameError::Reserved {
                by: "AWS, which begins the sources of its own events with `aws.`",
            });
        }
        Ok(accepted)
    }

    /// A table: <https://www.postgresql.org/docs/16/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS> (63 bytes), and no
    /// key word, so that it never needs quotes.
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_table(name: &str) -> Result<Self, NameError> {
        sql(name)
    }

    /// A schema: as a table, and `pg_` is PostgreSQL's
    /// (<https://www.postgresql.org/docs/16/sql-createschema.html>).
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_schema(name: &str) -> Result<Self, NameError> {
        sql(name)
    }

    /// A function's database user: as a table, and neither PostgreSQL's (`pg_`, `public`, `none`,
    /// <https://www.postgresql.org/docs/16/sql-createrole.html>) nor RDS's (`rds…`, and `master`, who owns the instance).
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_database_user(name: &str) -> Result<Self, NameError> {
        let accepted = sql(name)?;
        if ["public", "none"].contains(&name) {
            return Err(NameError::Reserved {
                by: "PostgreSQL, as the name of a role",
            });
        }
        if name == "master" || name == "rdsadmin" || name.starts_with("rds_") {
            return Err(NameError::Reserved {
                by: "RDS, as the name of a role",
            });
        }
        Ok(accepted)
    }

    /// The last segment of a problem's `type`: a URL holds it as it is.
    ///
    /// # Errors
    /// [`NameError`] says which rule is broken.
    pub fn of_slug(name: &str) -> Result<Self, NameError> {
        hyphenated(name, 64)
    }
}

/// How many characters of `limit` are left between `APP-ENVIRONMENT-` and what AWS or a module adds.
fn room(app: &str, limit: usize, suffix: &str) -> usize {
    limit.saturating_sub(app.len() + ENVIRONMENT + 2 + suffix.len())
}

/// `terraform/modules/` allow these in every name: `^[a-z][a-z0-9_-]*$`.
fn label(name: &str, limit: usize) -> Result<Name, NameError> {
    begins_with_a_letter(name)?;
    characters(name, limit, LABEL, |c| {
        c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-'
    })
}

/// Words with single hyphens between them.
fn hyphenated(name: &str, limit: usize) -> Result<Name, NameError> {
    begins_with_a_letter(name)?;
    let accepted = characters(name, limit, HYPHENATED, |c| {
        c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
    })?;
    if name.ends_with('-') || name.contains("--") {
        return Err(NameError::Hyphen);
    }
    Ok(accepted)
}

/// An identifier that PostgreSQL reads as it is, without quotes.
fn sql(name: &str) -> Result<Name, NameError> {
    begins_with_a_letter(name)?;
    let accepted = characters(name, 63, SQL, |c| {
        c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'
    })?;
    if name.starts_with("pg_") || keywords::RESERVED.binary_search(&name).is_ok() {
        return Err(NameError::Reserved { by: "PostgreSQL" });
    }
    Ok(accepted)
}

fn begins_with_a_letter(name: &str) -> Result<(), NameError> {
    match name.chars().next() {
        None => Err(NameError::Empty),
        Some(first) if first.is_ascii_lowercase() => Ok(()),
        Some(first) => Err(NameError::Start(first)),
    }
}

fn characters(
    name: &str,
    limit: usize,
    allowed: &'static str,
    allows: impl Fn(char) -> bool,
) -> Result<Name, NameError> {
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    if let Some(found) = name.chars().find(|c| !allows(*c)) {
        return Err(NameError::Character { found, allowed });
    }
    // Every allowed character is ASCII: bytes are characters.
    if name.len() > limit {
        return Err(NameError::TooLong {
            length: name.len(),
            limit,
        });
    }
    Ok(Name(name.to_owned()))
}

#[cfg(test)]
mod tests;
