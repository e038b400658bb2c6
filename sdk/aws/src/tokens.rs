//! A function's variables in, the verifier of its callers' tokens, by keys in a bucket, out.

use ferrovia::model::{App, Function, environment};
use ferrovia::{AcquireError, Buckets, Env, StartError, TokenVerifier};
use ferrovia_tokens::{KeysInBucket, Verifier};
use std::sync::Arc;

/// Binds the verifier that the function's route needs, unless the binary has bound one.
///
/// # Errors
/// Every mistake that leaves a route with scopes without one: then nobody may be let in, whoever a gateway says it is. A
/// variable that is missing is not among them: whoever lists those tells it.
pub(crate) fn bind(app: &App, function: &Function, env: Env) -> Result<Env, StartError> {
    if !function.takes_tokens() || env.adapter::<dyn TokenVerifier>().is_ok() {
        return Ok(env);
    }
    let bucket = app.token_keys().ok_or(StartError::Unverified)?;
    let issuer = env.variable(environment::TOKEN_ISSUER)?;
    let clients = clients(&env)?;
    let keys = KeysInBucket::new(env.adapter::<dyn Buckets>()?, &bucket.name);
    let verifier = Verifier::new(issuer, clients, Box::new(keys));
    Ok(env.bind::<dyn TokenVerifier>(Arc::new(verifier)))
}

fn clients(env: &Env) -> Result<Vec<String>, AcquireError> {
    let name = environment::TOKEN_CLIENTS;
    let value = env.variable(name)?;
    let clients: Vec<String> = value.split(',').map(|id| id.trim().to_owned()).collect();
    if clients.iter().any(String::is_empty) {
        return Err(AcquireError::Value {
            name: name.to_owned(),
            value: value.to_owned(),
            reason: "it is the ids of the clients whose tokens are taken, separated by commas".to_owned(),
        });
    }
    Ok(clients)
}
