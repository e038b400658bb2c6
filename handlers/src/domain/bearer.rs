//! Whom a token is for, and whether their tenant may use the platform.

use std::fmt;
use std::str::FromStr;

use super::{TenantId, TextError};

/// A program's name at the identity provider: 1 to 128 letters, digits, `_` and `+`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(String);

impl ClientId {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ClientId {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'+';
        if (1..=128).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(TextError::Form {
                expected: "1 to 128 letters, digits, `_` and `+`",
            })
        }
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Whom a token is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// A person, who was invited into this tenant.
    Member(TenantId),
    /// A program, which acts for the tenant that it was entered for.
    Program(ClientId),
}

/// A tenant, and whether it may use the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// Neither suspended nor about to be deleted.
    pub active: bool,
}
