//! Routes that take tokens in, the right to the token issuer's keys, without which none can be verified, out.

use crate::{App, Bucket, Function, Grant, Parameter};

/// The object that holds the key set (RFC 7517), in the bucket of the token issuer's keys.
pub const KEY_SET_OBJECT: &str = "jwks.json";

impl Function {
    /// Whether it has a route whose callers need a token.
    #[must_use]
    pub fn takes_tokens(&self) -> bool {
        self.route.as_ref().is_some_and(|route| !route.scopes.is_empty())
    }
}

impl App {
    /// The bucket of the token issuer's keys.
    #[must_use]
    pub fn token_keys(&self) -> Option<&Bucket> {
        self.buckets.iter().find(|bucket| bucket.token_keys)
    }

    /// Lets every function whose route takes tokens verify them, if there is a bucket of keys. What asks for that is the
    /// attribute `scopes`, so it stands among the function's parameters as its author wrote it.
    pub fn let_routes_verify_tokens(&mut self) {
        let Some(grant) = self
            .token_keys()
            .map(|bucket| Grant::VerifyTokens(bucket.name.clone()))
        else {
            return;
        };
        for function in self
            .functions
            .iter_mut()
            .filter(|function| function.takes_tokens())
        {
            if function.grants().any(|known| *known == grant) {
                continue;
            }
            let scopes = function.route.iter().flat_map(|route| &route.scopes);
            let scopes: Vec<String> = scopes.map(|scope| format!("\"{scope}\"")).collect();
            function.parameters.push(Parameter {
                name: "scopes".to_owned(),
                ty: format!("[{}]", scopes.join(", ")),
                source: function.source.clone(),
                grants: vec![grant.clone()],
            });
        }
    }
}
