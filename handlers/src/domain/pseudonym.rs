//! A tenant's name for a customer and a key in, a name that tells nobody who it is out.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::TenantId;
use super::wire::wire_string;

/// The shortest key, in bytes: as long as what it makes.
const MIN_KEY_BYTES: usize = 32;

/// The key is shorter than 32 bytes: names could be found by trying keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the key has fewer than {MIN_KEY_BYTES} bytes: put 32 random bytes or more, in Base64 for example, into the secret"
)]
pub struct WeakKey;

/// The text is no pseudonym.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected 64 digits, 0 to 9 and a to f")]
pub struct PseudonymError;

/// Makes pseudonyms. Who has it can find out whether a name stands behind one, so it is kept apart from them.
#[derive(Clone)]
pub struct PseudonymKey(Hmac<Sha256>);

impl PseudonymKey {
    /// From what the secret holds.
    ///
    /// # Errors
    /// [`WeakKey`].
    pub fn new(secret: &[u8]) -> Result<Self, WeakKey> {
        if secret.len() < MIN_KEY_BYTES {
            return Err(WeakKey);
        }
        Hmac::new_from_slice(secret).map(Self).map_err(|_| WeakKey)
    }

    /// Who `name` is at `tenant`. The same name at another tenant is somebody else.
    #[must_use]
    pub fn pseudonym(&self, tenant: TenantId, name: &str) -> Pseudonym {
        // The tenant's part has always the same length: no other pair reads the same.
        let mac = self.0.clone().chain_update(tenant.uuid()).chain_update(name);
        Pseudonym(mac.finalize().into_bytes().into())
    }
}

/// Somebody, by an HMAC of what the tenant calls them. 64 hexadecimal digits on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pseudonym([u8; 32]);

impl Pseudonym {
    /// As the database holds it.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl TryFrom<Vec<u8>> for Pseudonym {
    type Error = PseudonymError;

    fn try_from(bytes: Vec<u8>) -> Result<Self, PseudonymError> {
        bytes.try_into().map(Self).map_err(|_| PseudonymError)
    }
}

impl fmt::Display for Pseudonym {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl FromStr for Pseudonym {
    type Err = PseudonymError;

    fn from_str(text: &str) -> Result<Self, PseudonymError> {
        let digit = |byte: &u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let pair = |pair: &[u8]| Some(digit(pair.first()?)? << 4 | digit(pair.get(1)?)?);
        let bytes: Option<Vec<u8>> = text.as_bytes().chunks(2).map(pair).collect();
        bytes.ok_or(PseudonymError)?.try_into()
    }
}

wire_string!(Pseudonym, "Somebody, by a keyed hash of what the tenant calls them.", { "pattern": "^[0-9a-f]{64}$" });

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_name_is_somebody_by_key_tenant_and_name() {
        let tenant = |number| TenantId::from(Uuid::from_u128(number));
        let key = |byte| PseudonymKey::new(&[byte; 32]).unwrap();
        let first = key(1).pseudonym(tenant(1), "c-1041");
        assert_eq!(first, key(1).pseudonym(tenant(1), "c-1041"));
        for other in [
            key(2).pseudonym(tenant(1), "c-1041"),
            key(1).pseudonym(tenant(2), "c-1041"),
            key(1).pseudonym(tenant(1), "c-1042"),
        ] {
            assert_ne!(first, other);
        }
        assert_eq!(first.to_string().parse(), Ok(first));
        assert_eq!(Pseudonym::try_from(first.as_bytes().to_vec()), Ok(first));
    }

    #[test]
    fn what_is_no_key_or_pseudonym_is_refused() {
        assert_eq!(PseudonymKey::new(&[7; 31]).err(), Some(WeakKey));
        let good = "0123456789abcdef".repeat(4);
        for wrong in [
            "",
            &good[1..],
            &good.to_uppercase(),
            &format!("{good}00"),
            &good.replace('0', "g"),
        ] {
            assert_eq!(wrong.parse::<Pseudonym>(), Err(PseudonymError), "{wrong}");
        }
    }
}
