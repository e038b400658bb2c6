//! Cognito asks before it issues a token: what the handler is asked, and what Cognito reads of its answer.

use crate::support::env;
use ferrovia::{App, HandlerError, TokenClaims, TokenOccasion, TokenRequest, TokenSubject, handler};
use ferrovia_aws::lambda::Function;
use serde_json::{Value, json};

#[derive(Debug, thiserror::Error, HandlerError)]
enum DeskError {
    /// Whoever asks belongs to no desk.
    #[error("you belong to no desk")]
    #[problem(status = 403, slug = "no-desk", title = "No desk")]
    NoDesk,
    /// A defect of ours.
    #[error("row 7 of `desks` is torn")]
    Torn,
}

/// Says everything that can be said.
#[handler(trigger = "pre_token_generation", timeout = "4s")]
async fn add_desk(token: TokenRequest) -> Result<TokenClaims, DeskError> {
    if token.scopes.is_empty() {
        return Ok(TokenClaims::default());
    }
    let desk = match token.subject {
        TokenSubject::Client => token.client_id,
        TokenSubject::User { name, attributes } => {
            assert_ne!(name, "mallory", "mallory has no place here");
            let torn = attributes.contains_key("custom:torn");
            match attributes.get("custom:desk") {
                Some(desk) => desk.clone(),
                None if torn => return Err(DeskError::Torn),
                None => return Err(DeskError::NoDesk),
            }
        }
    };
    let claims = TokenClaims::default()
        .with("desk", desk)
        .with("renewed", token.occasion == TokenOccasion::RefreshTokens)
        .with("floors", vec![1, 2]);
    Ok(TokenClaims {
        suppress: vec!["device_key".to_owned()],
        add_scopes: vec!["api/desks:read".to_owned()],
        suppress_scopes: token.scopes,
        ..claims
    })
}

async fn answer(event: Value) -> Result<Value, (String, String)> {
    let variables = [
        ("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"),
        ("AWS_LAMBDA_FUNCTION_NAME", "desk-dev-add_desk"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
        ("_HANDLER", "add_desk"),
    ];
    let app = App::new("desk", "A desk.").handler::<add_desk>();
    let function = Function::start(&app, ferrovia_aws::bind(env(&variables)).await).unwrap();
    let answered = function.answer(event).await;
    answered.map_err(|failure| (failure.error_type, failure.error_message))
}

/// Version 2, as AWS's documentation has it: a person signs in.
fn person(occasion: &str, attributes: Value) -> Value {
    json!({
        "version": "2",
        "triggerSource": format!("TokenGeneration_{occasion}"),
        "region": "us-east-1",
        "userPoolId": "us-east-1_EXAMPLE",
        "userName": "JaneDoe",
        "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "1example23456789" },
        "request": {
            "userAttributes": attributes,
            "groupConfiguration": {
                "groupsToOverride": ["group-1", "group-2"],
                "iamRolesToOverride": ["arn:aws:iam::123456789012:role/sns_caller1"],
                "preferredRole": ["arn:aws:iam::123456789012:role/sns_caller"],
            },
            "scopes": ["aws.cognito.signin.user.admin", "openid"],
        },
        "response": { "claimsAndScopeOverrideDetails": [] },
    })
}

/// Version 3, which AWS documents as version 2 for programs, too: one shows its secret. It has no name, no attributes and
/// no groups.
fn program() -> Value {
    json!({
        "version": "3",
        "triggerSource": "TokenGeneration_ClientCredentials",
        "region": "us-east-1",
        "userPoolId": "us-east-1_EXAMPLE",
        "userName": "",
        "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "1example23456789" },
        "request": {
            "userAttributes": null,
            "groupConfiguration": null,
            "scopes": ["api/desks:write"],
            "clientMetadata": { "desk": "somebody else's" },
        },
        "response": { "claimsAndScopeOverrideDetails": null },
    })
}

/// Asserts that the event comes back with these changes to the access token, and otherwise as it was.
async fn check(event: Value, access_token: Value) {
    let mut expected = event.clone();
    expected["response"] =
        json!({ "claimsAndScopeOverrideDetails": { "accessTokenGeneration": access_token } });
    assert_eq!(answer(event).await, Ok(expected));
}

#[tokio::test]
async fn a_persons_attributes_become_claims() {
    for (occasion, renewed) in [
        ("HostedAuth", false),
        ("Authentication", false),
        ("NewPasswordChallenge", false),
        ("AuthenticateDevice", false),
        ("RefreshTokens", true),
    ] {
        let attributes = json!({ "sub": "u-1", "cognito:user_status": "CONFIRMED", "custom:desk": "north" });
        check(
            person(occasion, attributes),
            json!({
                "claimsToAddOrOverride": { "desk": "north", "renewed": renewed, "floors": [1, 2] },
                "claimsToSuppress": ["device_key"],
                "scopesToAdd": ["api/desks:read"],
                "scopesToSuppress": ["aws.cognito.signin.user.admin", "openid"],
            }),
        )
        .await;
    }
}

#[tokio::test]
async fn a_program_is_known_by_its_client_and_not_by_what_it_says_of_itself() {
    let access_token = json!({
        "claimsToAddOrOverride": { "desk": "1example23456789", "renewed": false, "floors": [1, 2] },
        "claimsToSuppress": ["device_key"],
        "scopesToAdd": ["api/desks:read"],
        "scopesToSuppress": ["api/desks:write"],
    });
    check(program(), access_token.clone()).await;
    let mut terse = program();
    terse.as_object_mut().unwrap().remove("userName");
    terse["request"].as_object_mut().unwrap().remove("userAttributes");
    check(terse, access_token).await;
}

#[tokio::test]
async fn what_is_not_said_is_left_alone() {
    let mut event = program();
    event["request"].as_object_mut().unwrap().remove("scopes");
    check(event, json!({})).await;
}

/// Cognito shows the message to whoever wants the token.
#[tokio::test]
async fn only_what_an_error_declares_is_told() {
    let untold = "the token cannot be issued";
    let mut panics = person("Authentication", json!({}));
    panics["userName"] = json!("mallory");
    let mut older = person("Authentication", json!({}));
    older["version"] = json!("1");
    let mut other = person("Authentication", json!({}));
    other["triggerSource"] = json!("PostConfirmation_ConfirmSignUp");
    let mut nobody = program();
    nobody.as_object_mut().unwrap().remove("callerContext");
    let cases = [
        (
            person("HostedAuth", json!({ "custom:torn": "yes" })),
            "DeskError.Torn",
            untold,
        ),
        (
            person("HostedAuth", json!({})),
            "DeskError.NoDesk",
            "you belong to no desk",
        ),
        (panics, "Panicked", untold),
        (older, "InvalidInput", untold),
        (other, "InvalidInput", untold),
        (nobody, "InvalidInput", untold),
        (json!({}), "InvalidInput", untold),
        (json!(null), "InvalidInput", untold),
    ];
    for (event, name, message) in cases {
        let expected = (name.to_owned(), message.to_owned());
        assert_eq!(answer(event.clone()).await, Err(expected), "{event}");
    }
}
