//! A request in, status and bounded body out, before the deadline whatever the server does.

use std::time::{Duration, Instant};

use ferrovia::language_model::{ChatError, MAX_ERROR_BYTES, MAX_REPLY_BYTES, TimeoutPhase};
use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, Response, StatusCode, redirect};

/// How long a connection may take. Whoever does not connect in this time does not answer in the rest either.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// A client for all models of a process; its connections are shared. Replies are not decompressed (a small
/// body could become a huge one) and redirects are not followed (the key would follow them).
///
/// # Errors
/// [`reqwest::Error`] if the machine's root certificates cannot be read.
pub fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    // An error says that some provider is installed already, which is all that is wanted.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(redirect::Policy::none())
        .user_agent(concat!("ferrovia/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// What the server sent: whole if it is a success, the beginning if it is not.
pub(super) struct Received {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// Sends `request` and reads the answer.
pub(super) async fn send(request: RequestBuilder, deadline: Instant) -> Result<Received, ChatError> {
    if Instant::now() >= deadline {
        return Err(ChatError::Timeout {
            phase: TimeoutPhase::Connect,
        });
    }
    let mut response = match tokio::time::timeout_at(deadline.into(), request.send()).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) if error.is_connect() && error.is_timeout() => {
            return Err(ChatError::Timeout {
                phase: TimeoutPhase::Connect,
            });
        }
        Ok(Err(_)) => return Err(ChatError::Transport),
        Err(_) => {
            return Err(ChatError::Timeout {
                phase: TimeoutPhase::FirstByte,
            });
        }
    };
    let (status, headers) = (response.status(), response.headers().clone());
    let mut body = Vec::new();
    if status.is_success() {
        read(&mut response, &mut body, MAX_REPLY_BYTES, deadline).await?;
    } else if let Err(error) = read(&mut response, &mut body, MAX_ERROR_BYTES, deadline).await {
        // The status says what to do; the body only says more, and its beginning is enough.
        tracing::debug!(%status, %error, "an error's body was not read to its end");
    }
    Ok(Received {
        status,
        headers,
        body,
    })
}

/// Reads the body into `body`, at most `limit` bytes of it.
async fn read(
    response: &mut Response,
    body: &mut Vec<u8>,
    limit: usize,
    deadline: Instant,
) -> Result<(), ChatError> {
    loop {
        match tokio::time::timeout_at(deadline.into(), response.chunk()).await {
            Err(_) => {
                return Err(ChatError::Timeout {
                    phase: TimeoutPhase::Total,
                });
            }
            Ok(Err(_)) => return Err(ChatError::Transport),
            Ok(Ok(None)) => return Ok(()),
            Ok(Ok(Some(chunk))) => {
                let room = limit - body.len();
                body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                if chunk.len() > room {
                    return Err(ChatError::TooLarge);
                }
            }
        }
    }
}
