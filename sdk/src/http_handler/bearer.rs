//! A request's `Authorization` in; the caller's verified claims among its extensions, or the problem, out.

use super::Claims;
use super::problem::Problem;
use crate::{TokenRefused, TokenVerifier};
use bytes::Bytes;
use ferrovia_model::StandardProblem;
use http::{HeaderMap, header};

/// When keys that could not be had may be there, in seconds.
const RETRY_AFTER: u64 = 5;

/// Takes the claims from the token, and from nobody else.
pub(crate) async fn verify(
    request: &mut http::Request<Bytes>,
    verifier: &dyn TokenVerifier,
) -> Result<(), Box<http::Response<Bytes>>> {
    let verified = match token(request.headers()) {
        Some(token) => verifier.verify(token).await,
        None => Err(TokenRefused::Invalid),
    };
    request.extensions_mut().remove::<Claims>();
    let problem = match verified {
        Ok(claims) => {
            request.extensions_mut().insert(claims);
            return Ok(());
        }
        Err(TokenRefused::Invalid) => Problem::standard(StandardProblem::UNAUTHENTICATED),
        Err(TokenRefused::Unavailable) => {
            Problem::standard(StandardProblem::UNVERIFIABLE).retry_after(RETRY_AFTER)
        }
    };
    Err(Box::new(problem.response(&super::request_id(request))))
}

/// The one token; a bare one will do, as it does for API Gateway.
fn token(headers: &HeaderMap) -> Option<&str> {
    let mut sent = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (sent.next(), sent.next()) else {
        return None;
    };
    let text = value.to_str().ok()?.trim();
    match text.split_once(' ') {
        Some((scheme, token)) => scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()),
        None => Some(text),
    }
}
