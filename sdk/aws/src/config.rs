//! The process's variables in; the one configuration that every AWS client is made from out.

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};
use ferrovia::Env;
use std::time::Duration;

/// A connection within a region takes milliseconds.
pub(crate) const CONNECT: Duration = Duration::from_secs(1);

/// The services called here answer in well under a second, or not at all. A language model and a workflow that is
/// waited for have limits of their own.
const ATTEMPT: Duration = Duration::from_secs(3);

/// The first attempt and two more, with their waits, in any case.
const OPERATION: Duration = Duration::from_secs(8);

/// Region, credentials, TLS, time-outs and retries, from `env`'s `AWS_REGION`, `AWS_ACCESS_KEY_ID`,
/// `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` and `AWS_ENDPOINT_URL`; Lambda sets the first four. What is not there
/// comes from the AWS SDK's default chain: the process's other `AWS_…` variables and the profile files.
///
/// TLS trusts the machine's own root certificates. In Lambda, `SSL_CERT_FILE` pointing at the image's bundle spares
/// the search for them some milliseconds of every cold start.
pub async fn load(env: &Env) -> SdkConfig {
    let http = Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https();
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build();
    // A version by name: what a client does by default changes by a commit here, not by an update of the SDK.
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(http)
        .timeout_config(timeouts)
        .retry_config(RetryConfig::standard());
    if let Some(region) = env.optional("AWS_REGION") {
        loader = loader.region(Region::new(region.to_owned()));
    }
    if let Some(url) = env.optional("AWS_ENDPOINT_URL") {
        loader = loader.endpoint_url(url);
    }
    if let (Some(id), Some(secret)) = (
        env.optional("AWS_ACCESS_KEY_ID"),
        env.optional("AWS_SECRET_ACCESS_KEY"),
    ) {
        let session = env.optional("AWS_SESSION_TOKEN").map(str::to_owned);
        loader = loader.credentials_provider(Credentials::new(id, secret, session, None, "environment"));
    }
    loader.load().await
}

/// Makes ring the process's TLS provider, for libraries that are built without one of their own. Calling it again,
/// or after another has been chosen, changes nothing.
pub fn install_tls_provider() {
    // The error says only that there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
