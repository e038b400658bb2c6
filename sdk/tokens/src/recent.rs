//! Tokens that were good, by their hashes: a signature is verified once.

use ferrovia::Claims;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How many are kept. Whoever has fewer good tokens than this cannot push others' out.
const MOST: usize = 4096;

type Hash = [u8; 32];

/// Claims, and until when they are good.
#[derive(Default)]
pub struct Recent(Mutex<HashMap<Hash, (Claims, u64)>>);

impl Recent {
    /// The claims of a token that was good, if it still is.
    #[must_use]
    pub fn get(&self, token: &str, now: u64) -> Option<Claims> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .get(&hash(token))
            .filter(|(_, end)| now < *end)
            .map(|(claims, _)| claims.clone())
    }

    /// Keeps a good token's claims. When there is no more room, all are verified anew.
    pub fn keep(&self, token: &str, claims: Claims, end: u64) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(hash(token), (claims, end));
    }
}

fn hash(token: &str) -> Hash {
    Sha256::digest(token.as_bytes()).into()
}
