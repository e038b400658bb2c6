//! HTTP in as API Gateway takes it, handlers' answers out.
//!
//! What API Gateway does before and after a function is done here: routes, tokens, limits, its own answers. What comes
//! between, from an `http::Request` on, is the code that also runs behind AWS's.

mod authorizer;
mod inbound;
mod refusal;
mod routes;

use crate::{Console, FunctionError, Functions, Issuer};
use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use bytes::Bytes;
use ferrovia::Claims;
use ferrovia::model::App;
use http::{HeaderName, HeaderValue, Response};
use refusal::Refusal;
use routes::{Routed, Routes};
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use uuid::Uuid;

/// How long API Gateway waits for a function.
const INTEGRATION_TIMEOUT: Duration = Duration::from_secs(29);

/// API Gateway's own id of a request; a handler's is in `x-request-id`.
const GATEWAY_ID: HeaderName = HeaderName::from_static("apigw-requestid");

/// Told of every good token's claims before the handler is invoked: whoever signs tokens for development can see to it
/// that what they name exists.
#[async_trait]
pub trait Admission: Send + Sync {
    /// Prepares for this caller.
    async fn admit(&self, claims: &Claims);
}

/// An app's HTTP API.
pub struct Api {
    routes: Routes,
    functions: Arc<Functions>,
    issuer: Issuer,
    admission: Arc<dyn Admission>,
    console: Console,
}

impl Api {
    /// The API of `app`'s routes, for callers with tokens of `issuer`.
    #[must_use]
    pub fn new(
        app: &App,
        functions: Arc<Functions>,
        issuer: Issuer,
        admission: Arc<dyn Admission>,
        console: Console,
    ) -> Self {
        Self {
            routes: Routes::of(app),
            functions,
            issuer,
            admission,
            console,
        }
    }

    /// Serves it until `end`, and then until the requests that run are answered.
    ///
    /// # Errors
    /// If the port is lost.
    pub async fn serve(
        self,
        listener: TcpListener,
        end: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let router = Router::new().fallback(serve).with_state(Arc::new(self));
        axum::serve(listener, router).with_graceful_shutdown(end).await
    }

    /// The function's answer, whatever it is.
    async fn answer(&self, request: Request) -> Result<Response<Bytes>, Refusal> {
        let Routed { function, scopes } = self
            .routes
            .find(request.method().as_str(), request.uri().path())
            .ok_or(Refusal::NoRoute)?;
        let claims = if scopes.is_empty() {
            None
        } else {
            let claims = authorizer::authorize(&self.issuer, request.headers(), scopes)?;
            self.admission.admit(&claims).await;
            Some(claims)
        };
        let request = inbound::request(request, claims).await?;
        let answered = self.functions.request(function, request);
        tokio::time::timeout(INTEGRATION_TIMEOUT, answered)
            .await
            .map_err(|_| Refusal::TimedOut)?
            .map_err(|FunctionError { error, .. }| Refusal::Failed(error))
    }
}

async fn serve(State(api): State<Arc<Api>>, request: Request) -> Response<Body> {
    let started = Instant::now();
    let line = format!("{} {}", request.method(), request.uri().path());
    let (mut response, because) = match api.answer(request).await {
        Ok(response) => (response, String::new()),
        Err(refusal) => (refusal.response(), format!(": {refusal}")),
    };
    if let Ok(id) = HeaderValue::from_str(&Uuid::new_v4().simple().to_string()) {
        response.headers_mut().insert(GATEWAY_ID, id);
    }
    api.console.print(format_args!(
        "request    {line} {} in {:.1} ms{because}",
        response.status().as_u16(),
        started.elapsed().as_secs_f64() * 1_000.0,
    ));
    response.map(Body::from)
}
