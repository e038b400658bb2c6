//! Feature flags and prompts through HTTP, and what a flag decides.

use crate::process::token;
use crate::resources::{Answered, Platform};
use serde_json::{Value, json};

const FLAG: &str = "PUT /v1/flags/concise_answers";

/// A platform and those who may see to its flags.
struct Flags {
    platform: Platform,
    admin: String,
    strangers_admin: String,
}

impl Flags {
    async fn start() -> Self {
        let platform = Platform::start().await;
        let admin = |tenant| token(platform.data.path(), &["--tenant", tenant, "--scope", "admin"]);
        let (admin, strangers_admin) = (admin("acme"), admin("globex"));
        Self {
            platform,
            admin,
            strangers_admin,
        }
    }

    async fn list(&self, token: &str) -> Value {
        let answered = self.platform.ask_as(Some(token), "GET /v1/flags", None).await;
        assert_eq!(answered.status, 200, "{}", answered.body);
        answered.body
    }

    async fn put(&self, if_match: Option<&str>, body: Value) -> Answered {
        let token = Some(self.admin.as_str());
        self.platform.ask_at(token, FLAG, if_match, Some(&body)).await
    }

    /// Which version of the prompt answers a new conversation of the tenant's.
    async fn answers_with(&self, token: &str) -> Value {
        let message = json!({ "customer_id": "c-7", "content": "Where is my order?" });
        let (status, said) = self.platform.local.post_as(token, &message).await;
        assert_eq!(status, 201, "{said}");
        assert_eq!(said["answer"]["prompt"]["name"], "answer");
        said["answer"]["prompt"]["version"].clone()
    }
}

#[tokio::test]
async fn a_tenant_decides_how_its_customers_are_answered() {
    let flags = Flags::start().await;
    let (own, strangers) = (
        flags.platform.local.token.clone(),
        flags.platform.stranger.clone(),
    );
    let unset = flags.list(&flags.admin).await;
    assert_eq!(
        (&unset["object"], &unset["data"][0]["key"]),
        (&json!("list"), &json!("concise_answers"))
    );
    assert_eq!(
        (&unset["data"][0]["version"], &unset["data"][0]["percentage"]),
        (&json!(0), &Value::Null)
    );
    assert_eq!(flags.answers_with(&own).await, "0.1.0");

    let on = flags.put(Some("\"0\""), json!({ "percentage": 100 })).await;
    assert_eq!((on.status, &on.headers["etag"]), (200, &"\"1\"".parse().unwrap()));
    assert_eq!(on.body["percentage"], 100);
    assert_eq!(flags.list(&flags.admin).await["data"], json!([on.body]));
    assert_eq!(flags.answers_with(&own).await, "0.2.0");
    // Another tenant never hears of it.
    assert_eq!(flags.list(&flags.strangers_admin).await, unset);
    assert_eq!(flags.answers_with(&strangers).await, "0.1.0");

    let late = flags.put(Some("\"0\""), json!({ "percentage": 50 })).await;
    assert_eq!(late.status, 412, "{}", late.body);
    let off = flags.put(Some("\"1\""), json!({ "percentage": 0 })).await;
    assert_eq!((off.status, &off.body["version"]), (200, &json!(2)));
    assert_eq!(flags.answers_with(&own).await, "0.1.0");
    let left = flags.put(Some("*"), json!({})).await;
    assert_eq!((left.status, &left.body["percentage"]), (200, &Value::Null));
    assert_eq!(flags.answers_with(&own).await, "0.1.0");
    the_same_conversation_is_answered_alike(&flags).await;
    what_is_no_setting_is_refused(&flags).await;
    prompts(&flags).await;
}

/// Half of all conversations: one stays in its half, however long it goes on.
async fn the_same_conversation_is_answered_alike(flags: &Flags) {
    let half = flags.put(Some("*"), json!({ "percentage": 50 })).await;
    assert_eq!(half.status, 200, "{}", half.body);
    let local = &flags.platform.local;
    let mut seen = std::collections::BTreeSet::new();
    // That sixty conversations all fall into one half is less likely than that the machine breaks.
    for _ in 0..60 {
        let first = local.say(None, "Where is my order?").await;
        let next = local.say(Some(&first["conversation_id"]), "And now?").await;
        let version = |said: &Value| said["answer"]["prompt"]["version"].as_str().unwrap().to_owned();
        assert_eq!(version(&first), version(&next));
        seen.insert(version(&first));
        if seen.len() == 2 {
            return;
        }
    }
    panic!("a flag at 50 % is on everywhere or nowhere: {seen:?}");
}

async fn what_is_no_setting_is_refused(flags: &Flags) {
    let before = flags.list(&flags.admin).await;
    let percentage = |value: Value| json!({ "percentage": value });
    let cases = [
        (FLAG, Some("*"), percentage(json!(101)), 400),
        (FLAG, Some("*"), percentage(json!(-1)), 400),
        (FLAG, Some("*"), percentage(json!(0.5)), 400),
        (FLAG, Some("*"), percentage(json!("half")), 400),
        (FLAG, Some("*"), json!({ "percent": 50 }), 400),
        (FLAG, None, percentage(json!(50)), 400),
        (FLAG, Some("3"), percentage(json!(50)), 400),
        (FLAG, Some("\"0\", W/\"4\""), percentage(json!(51)), 412),
        (
            "PUT /v1/flags/no_such_flag",
            Some("*"),
            percentage(json!(50)),
            404,
        ),
        ("PUT /v1/flags/No-Flag", Some("*"), percentage(json!(50)), 400),
    ];
    for (route, if_match, body, status) in cases {
        let admin = Some(flags.admin.as_str());
        let refused = flags.platform.ask_at(admin, route, if_match, Some(&body)).await;
        assert_eq!(refused.status, status, "{route} {body}: {}", refused.body);
    }
    // Who writes messages may not decide how they are answered, nor see how.
    let body = percentage(json!(50));
    for (route, body) in [
        (FLAG, Some(&body)),
        ("GET /v1/flags", None),
        ("GET /v1/prompts", None),
    ] {
        let token = Some(flags.platform.local.token.as_str());
        let refused = flags.platform.ask_at(token, route, Some("*"), body).await;
        assert_eq!(refused.status, 403, "{route}: {}", refused.body);
    }
    assert_eq!(flags.list(&flags.admin).await, before);
}

async fn prompts(flags: &Flags) {
    let answered = flags
        .platform
        .ask_as(Some(&flags.admin), "GET /v1/prompts", None)
        .await;
    assert_eq!(answered.status, 200, "{}", answered.body);
    let prompts = answered.body["data"].as_array().unwrap();
    let names: Vec<_> = prompts
        .iter()
        .map(|prompt| {
            let text = |member: &str| prompt[member].as_str().unwrap();
            assert_eq!(text("sha256").len(), 64, "{prompt}");
            assert_eq!(
                prompt.as_object().unwrap().len(),
                4,
                "the words are not told: {prompt}"
            );
            (text("name"), text("version"))
        })
        .collect();
    assert_eq!(
        names,
        [("answer", "0.1.0"), ("answer", "0.2.0"), ("classify", "0.1.0")]
    );
}
