//! A key in a folder in; tokens for development, and the claims of those that are good, out.
//!
//! The key is made when it is first needed, readable by its owner alone, and never leaves the folder. Whoever can read
//! it can sign: that is the developer, on their own machine. No deployed API knows this issuer.

use ferrovia::Claims;
use ferrovia_tokens::{KeysInBucket, Recent, Verifier};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use rsa::RsaPrivateKey;
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey};
use rsa::rand_core::OsRng;
use rsa::traits::PublicKeyParts;
use serde_json::{Map, Value, json};
use std::fs;
use std::io::{self, ErrorKind as IoErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// The issuer that its tokens name. No such host exists, so that no other verifier can be made to trust it.
pub const ISSUER: &str = "https://development.ferrovia.invalid";

/// The one client that it knows. As with Cognito's access tokens, it stands in `client_id`, and there is no `aud`.
const CLIENT: &str = "local";

/// What stands before each scope in a token, as with Cognito: the resource server.
pub const SCOPE_PREFIX: &str = "api/";

/// The one algorithm. It is pinned here and not read from the token.
const ALGORITHM: Algorithm = Algorithm::RS256;

/// The one key's id.
const KEY_ID: &str = "development";

/// The key's length, in bits.
const KEY_BITS: usize = 2048;

/// How far clocks may be apart. Between two processes of one machine they are not; a container's may be.
const LEEWAY: Duration = Duration::from_secs(60);

/// Why the key cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Its file cannot be made or read.
    #[error("the key for tokens cannot be kept in `{path}`: {cause}")]
    File {
        /// Where.
        path: PathBuf,
        /// What the operating system said.
        cause: io::Error,
    },
    /// What is in its file is no key.
    #[error("the key for tokens in `{path}` cannot be read: remove the file, and a new one is made")]
    Malformed {
        /// Where.
        path: PathBuf,
    },
    /// Others can read it, so tokens prove nothing.
    #[error("the key for tokens in `{path}` can be read by others: remove the file, and a new one is made")]
    Exposed {
        /// Where.
        path: PathBuf,
    },
}

/// Why a token is not good, in words that a `WWW-Authenticate` header can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It is none of this issuer's.
    #[error("the token is not one of this issuer")]
    Foreign,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// Its time has not come.
    #[error("the token is not valid yet")]
    Early,
    /// It is for someone else.
    #[error("the token is for another audience")]
    Audience,
    /// It is no token, or not whole.
    #[error("the token cannot be read")]
    Malformed,
}

/// What a token says.
#[derive(Debug, Clone)]
pub struct Grant<'a> {
    /// Who calls: `sub`.
    pub subject: &'a str,
    /// What the caller may do, without [`SCOPE_PREFIX`].
    pub scopes: &'a [String],
    /// Other claims.
    pub claims: Map<String, Value>,
    /// How long it is good.
    pub lifetime: Duration,
}

/// Signs and verifies tokens with one key.
pub struct Issuer {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    keys: Vec<u8>,
    recent: Recent,
}

impl Issuer {
    /// The issuer whose key is kept in `folder`. Both are made if need be; any number of processes get the same.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn in_folder(folder: &Path) -> Result<Self, KeyError> {
        let path = folder.join("token-key");
        let der = key(&path)?;
        let malformed = || KeyError::Malformed { path: path.clone() };
        let private = RsaPrivateKey::from_pkcs1_der(&der).map_err(|_| malformed())?;
        let encoding = EncodingKey::from_rsa_der(&der);
        let mut public = Jwk::from_encoding_key(&encoding, ALGORITHM).map_err(|_| malformed())?;
        public.common.key_id = Some(KEY_ID.to_owned());
        let keys = serde_json::to_vec(&JwkSet { keys: vec![public] }).map_err(|_| malformed())?;
        let mut validation = Validation::new(ALGORITHM);
        validation.leeway = LEEWAY.as_secs();
        validation.validate_nbf = true;
        // Where there is no `aud`, the client counts: see `verify`.
        validation.validate_aud = false;
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "iss"]);
        Ok(Self {
            encoding,
            decoding: DecodingKey::from_rsa_raw_components(
                &private.n().to_bytes_be(),
                &private.e().to_bytes_be(),
            ),
            validation,
            keys,
            recent: Recent::default(),
        })
    }

    /// What the service verifies this issuer's tokens with, as it would a user pool's: by the keys that it finds there.
    #[must_use]
    pub fn verifier(keys: KeysInBucket) -> Verifier {
        Verifier::new(ISSUER, [CLIENT.to_owned()], Box::new(keys))
    }

    /// What it publishes: a JSON Web Key Set.
    #[must_use]
    pub fn key_set(&self) -> Vec<u8> {
        self.keys.clone()
    }

    /// A new token.
    ///
    /// # Errors
    /// [`TokenError::Malformed`] if the claims are no JSON.
    pub fn token(&self, grant: Grant<'_>) -> Result<String, TokenError> {
        let scopes: Vec<String> = grant
            .scopes
            .iter()
            .map(|scope| format!("{SCOPE_PREFIX}{scope}"))
            .collect();
        let now = seconds();
        let mut claims = grant.claims;
        claims.extend([
            ("iss".to_owned(), json!(ISSUER)),
            ("sub".to_owned(), json!(grant.subject)),
            ("client_id".to_owned(), json!(CLIENT)),
            ("token_use".to_owned(), json!("access")),
            ("scope".to_owned(), json!(scopes.join(" "))),
            ("iat".to_owned(), json!(now)),
            (
                "exp".to_owned(),
                json!(now.saturating_add(grant.lifetime.as_secs())),
            ),
            ("jti".to_owned(), json!(Uuid::new_v4())),
        ]);
        jsonwebtoken::encode(&header(), &claims, &self.encoding).map_err(|_| TokenError::Malformed)
    }

    /// The claims of a token that this issuer signed, for the one client, in its time.
    ///
    /// # Errors
    /// [`TokenError`] for any other.
    pub fn verify(&self, token: &str) -> Result<Map<String, Value>, TokenError> {
        let now = seconds();
        if let Some(Claims(known)) = self.recent.get(token, now) {
            return Ok(known.into_iter().collect());
        }
        let claims = self.verify_anew(token)?;
        if let Some(end) = claims.get("exp").and_then(Value::as_u64) {
            self.recent
                .keep(token, Claims(claims.clone().into_iter().collect()), end);
        }
        Ok(claims)
    }

    fn verify_anew(&self, token: &str) -> Result<Map<String, Value>, TokenError> {
        let claims = jsonwebtoken::decode::<Map<String, Value>>(token, &self.decoding, &self.validation)
            .map_err(|error| mistake(error.kind()))?
            .claims;
        let audience = claims.get("aud").or_else(|| claims.get("client_id"));
        let named = match audience {
            Some(Value::Array(all)) => all.iter().any(|one| one == CLIENT),
            Some(one) => one == CLIENT,
            None => false,
        };
        if !named {
            return Err(TokenError::Audience);
        }
        let latest = seconds().saturating_add(LEEWAY.as_secs());
        match claims.get("iat").map(Value::as_u64) {
            Some(Some(issued)) if issued > latest => Err(TokenError::Early),
            Some(None) => Err(TokenError::Malformed),
            Some(Some(_)) | None => Ok(claims),
        }
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the crate's list is open, and says itself that more may come"
)]
fn mistake(kind: &ErrorKind) -> TokenError {
    match kind {
        ErrorKind::ExpiredSignature => TokenError::Expired,
        ErrorKind::ImmatureSignature => TokenError::Early,
        ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm | ErrorKind::InvalidIssuer => {
            TokenError::Foreign
        }
        _ => TokenError::Malformed,
    }
}

fn header() -> Header {
    Header {
        kid: Some(KEY_ID.to_owned()),
        ..Header::new(ALGORITHM)
    }
}

fn seconds() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
}

/// The private key in this file (PKCS #1, DER).
fn key(path: &Path) -> Result<Vec<u8>, KeyError> {
    let failed = |cause| KeyError::File {
        path: path.to_owned(),
        cause,
    };
    if !path.exists() {
        make(path).map_err(failed)?;
    }
    let mode = fs::metadata(path).map_err(failed)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(KeyError::Exposed {
            path: path.to_owned(),
        });
    }
    fs::read(path).map_err(failed)
}

/// Made whole beside its place, then linked there: of two processes that make one, both find the first.
fn make(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let unfinished = path.with_extension(Uuid::new_v4().simple().to_string());
    let key = RsaPrivateKey::new(&mut OsRng, KEY_BITS).map_err(io::Error::other)?;
    let der = key.to_pkcs1_der().map_err(io::Error::other)?;
    let written = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&unfinished)
        .and_then(|mut file| file.write_all(der.as_bytes()))
        .and_then(|()| fs::hard_link(&unfinished, path));
    let removed = fs::remove_file(&unfinished);
    match written {
        Err(error) if error.kind() == IoErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
        Ok(()) => removed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of a good token with these claims changed; `null` leaves one out.
    fn check(issuer: &Issuer, changes: Value, expected: Result<(), TokenError>) {
        let mut claims = json!({ "iss": ISSUER, "sub": "ada", "client_id": CLIENT, "exp": seconds() + 600 });
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
            .as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
        let token = jsonwebtoken::encode(&header(), &claims, &issuer.encoding).unwrap();
        assert_eq!(issuer.verify(&token).map(drop), expected, "{changes}");
    }

    #[test]
    fn only_a_token_of_this_issuer_in_its_time_for_its_client_is_good() {
        let folder = tempfile::tempdir().unwrap();
        let issuer = Issuer::in_folder(folder.path()).unwrap();
        let now = seconds();
        let cases = [
            (json!({}), Ok(())),
            (json!({ "iat": now, "nbf": now }), Ok(())),
            (json!({ "exp": now - 5 }), Ok(())),
            (json!({ "exp": now - 120 }), Err(TokenError::Expired)),
            (json!({ "exp": null }), Err(TokenError::Malformed)),
            (json!({ "nbf": now + 300 }), Err(TokenError::Early)),
            (json!({ "iat": now + 300 }), Err(TokenError::Early)),
            (json!({ "iat": "today" }), Err(TokenError::Malformed)),
            (
                json!({ "iss": "https://elsewhere.example" }),
                Err(TokenError::Foreign),
            ),
            (json!({ "iss": null }), Err(TokenError::Malformed)),
            (json!({ "client_id": "other" }), Err(TokenError::Audience)),
            (json!({ "client_id": null }), Err(TokenError::Audience)),
            (json!({ "aud": "local", "client_id": null }), Ok(())),
            (json!({ "aud": ["other", "local"] }), Ok(())),
            // Where there is an audience, the client does not count.
            (json!({ "aud": "other" }), Err(TokenError::Audience)),
        ];
        for (changes, expected) in cases {
            check(&issuer, changes, expected);
        }
    }

    #[test]
    fn the_algorithm_and_the_key_are_not_the_tokens_to_choose() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let issuer = Issuer::in_folder(folder.path()).unwrap();
        let claims = json!({ "iss": ISSUER, "client_id": CLIENT, "exp": seconds() + 600 });
        let foreign = Issuer::in_folder(other.path()).unwrap();
        let sign = |algorithm, key| jsonwebtoken::encode(&Header::new(algorithm), &claims, key).unwrap();
        let good = sign(ALGORITHM, &issuer.encoding);
        assert!(issuer.verify(&good).is_ok());
        // The key is kept: whoever comes later signs with the same.
        assert!(Issuer::in_folder(folder.path()).unwrap().verify(&good).is_ok());
        let (head, rest) = good.split_once('.').unwrap();
        let (body, signature) = rest.split_once('.').unwrap();
        let unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"; // {"alg":"none","typ":"JWT"}
        let bad = [
            sign(ALGORITHM, &foreign.encoding),
            sign(Algorithm::RS512, &issuer.encoding),
            sign(Algorithm::HS256, &EncodingKey::from_secret(&issuer.keys)),
            format!("{unsigned}.{body}."),
            format!("{unsigned}.{body}.{signature}"),
            format!("{head}.{body}."),
            format!("{head}.{}.{signature}", body.replace(&body[..4], "eyJ9")),
            "abc".to_owned(),
            String::new(),
        ];
        for token in bad {
            assert!(issuer.verify(&token).is_err(), "{token}");
        }
    }

    #[test]
    fn the_key_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token-key");
        Issuer::in_folder(folder.path()).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "nothing is left beside it"
        );
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(
            Issuer::in_folder(folder.path()),
            Err(KeyError::Exposed { .. })
        ));
    }
}
