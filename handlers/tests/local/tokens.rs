//! Tokens that are not good: whatever is wrong with one, it is refused alike, and nothing has happened. What the gateway
//! does not look at, the service does; the service's wall alone is `handlers/tests/tokens.rs`'s and
//! `sdk/tokens/tests/verifier.rs`'s.

use crate::bad_tokens::Forger;
use crate::process::{Local, command, folder, token};
use ferrovia_local::postgres::{Server, Template};
use serde_json::{Value, json};

#[tokio::test]
async fn bad_tokens_are_refused_alike() {
    let nothing = Template::new("nothing", "", |_| async { Ok::<_, sqlx::Error>(()) });
    let database = Server::shared().await.unwrap().database(&nothing).await.unwrap();
    let (data, elsewhere) = (folder(), folder());
    let local = Local::start(command(data.path()).args(["--database", database.url()])).await;
    token(elsewhere.path(), &[]);
    let forger = Forger::new(&local.token, data.path(), elsewhere.path());
    let message = json!({ "customer_id": "c-1", "content": "Hello" });
    for (what, token) in forger.bad() {
        let response = local.message(&message).bearer_auth(token).send().await.unwrap();
        let status = response.status().as_u16();
        let challenge = response.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .to_owned();
        assert_eq!(status, 401, "{what}");
        assert!(
            challenge.starts_with(r#"Bearer error="invalid_token""#),
            "{what}: {challenge}"
        );
        let body: Value = response.json().await.unwrap();
        // API Gateway knows nothing of a token's use, and its own answer cannot be chosen; of its keys the development
        // issuer has one alone.
        if ["an id token", "no use", "an unknown key"].contains(&what) {
            let kind = body["type"].as_str().unwrap_or_default();
            assert!(kind.ends_with("/unauthenticated"), "{what}: {body}");
        } else {
            assert_eq!(body, json!({ "message": "Unauthorized" }), "{what}");
        }
    }
    let (status, answered) = local.post_as(&forger.signed(json!({})), &message).await;
    assert_eq!((status, &answered["sequence"]), (201, &json!(1)), "{answered}");
}
