//! Feature flags and prompts through HTTP, and what a flag decides.

use crate::process::token;
use crate::resources::{Answered, Platform};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

const FLAG: &str = "PUT /v1/flags/prompt.answer";

/// A platform and those who may see to its flags.
struct Flags {
    platform: Platform,
    admin: String,
    strangers_admin: String,
}

impl Flags {
    async fn start() -> Self {
        let platform = Platform::start_with(|data| {
            write(data, json!({}));
            vec![
                "--configuration".to_owned(),
                format!("platform_flags={}", file(data).display()),
            ]
        });
        let platform = platform.await;
        let admin = |tenant| token(platform.data.path(), &["--tenant", tenant, "--scope", "admin"]);
        let (admin, strangers_admin) = (admin("acme"), admin("globex"));
        Self {
            platform,
            admin,
            strangers_admin,
        }
    }

    /// What operators say of flags from now on.
    fn operators_say(&self, flags: Value) {
        write(self.platform.data.path(), json!({ "flags": flags }));
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

fn file(data: &Path) -> PathBuf {
    data.join("platform_flags.json")
}

/// All of it at once: whoever reads it finds what was there before, or what is there now.
fn write(data: &Path, document: Value) {
    let new = data.join("new.json");
    fs::write(&new, document.to_string()).unwrap();
    fs::rename(new, file(data)).unwrap();
}

/// All conversations get this version.
fn all(version: &str) -> Value {
    json!({ "rollout": { version: 100 } })
}

/// The same where operators overrule tenants.
fn all_tenants(version: &str) -> Value {
    json!({ "rollout": { version: 100 }, "overrules_tenants": true })
}

#[tokio::test]
async fn operators_decide_where_the_tenant_says_nothing_and_may_overrule_it() {
    let flags = Flags::start().await;
    let own = flags.platform.local.token.clone();
    let strangers = flags.platform.stranger.clone();
    let (old, new) = ("0.1.0", "0.2.0");
    let set = flags.put(Some("*"), all(new)).await;
    assert_eq!(set.status, 200, "{}", set.body);
    // What operators say, and how the tenant that says something is answered, and one that says nothing.
    let cases = [
        (json!({}), new, old),
        (json!({ "prompt.answer": all(new) }), new, new),
        (json!({ "prompt.answer": all(old) }), new, old),
        (json!({ "prompt.answer": all_tenants(old) }), old, old),
        // A release is taken back for everyone, to what is built in.
        (
            json!({ "prompt.answer": { "overrules_tenants": true } }),
            old,
            old,
        ),
        (json!({ "from_a_newer_version": all("on") }), new, old),
        (json!({ "prompt.answer": all("7.0.0") }), new, old),
        (json!({ "prompt.answer": all_tenants("7.0.0") }), old, old),
        (json!({ "prompt.answer": all(new) }), new, new),
        // What is no such document changes nothing.
        (
            json!({ "prompt.answer": { "rollout": { "0.1.0": 99 } } }),
            new,
            new,
        ),
    ];
    for (said, of_own, of_strangers) in cases {
        flags.operators_say(said.clone());
        assert_eq!(flags.answers_with(&own).await, of_own, "{said}");
        assert_eq!(flags.answers_with(&strangers).await, of_strangers, "{said}");
        // The API says what the tenant says, whatever operators do.
        assert_eq!(flags.list(&flags.admin).await["data"], json!([set.body]));
    }
    let logged = flags.platform.local.logged();
    for words in [
        "from_a_newer_version",
        "7.0.0",
        "expected percentages that are 100 together, not 99",
    ] {
        assert!(logged.contains(words), "{words}: {logged}");
    }
    // A tenant that says the older one is not overruled either.
    flags.operators_say(json!({ "prompt.answer": all(new) }));
    let back = flags.put(Some("*"), all(old)).await;
    assert_eq!(back.status, 200, "{}", back.body);
    assert_eq!(flags.answers_with(&own).await, old);
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
        (&json!("list"), &json!("prompt.answer"))
    );
    assert_eq!(
        (&unset["data"][0]["version"], &unset["data"][0]["rollout"]),
        (&json!(0), &Value::Null)
    );
    assert_eq!(unset["data"][0]["variants"], json!(["0.1.0", "0.2.0"]));
    assert_eq!(flags.answers_with(&own).await, "0.1.0");

    let on = flags.put(Some("\"0\""), all("0.2.0")).await;
    assert_eq!((on.status, &on.headers["etag"]), (200, &"\"1\"".parse().unwrap()));
    assert_eq!(on.body["rollout"], json!({ "0.2.0": 100 }));
    assert_eq!(flags.list(&flags.admin).await["data"], json!([on.body]));
    assert_eq!(flags.answers_with(&own).await, "0.2.0");
    // Another tenant never hears of it.
    assert_eq!(flags.list(&flags.strangers_admin).await, unset);
    assert_eq!(flags.answers_with(&strangers).await, "0.1.0");

    let late = flags.put(Some("\"0\""), all("0.1.0")).await;
    assert_eq!(late.status, 412, "{}", late.body);
    let back = flags.put(Some("\"1\""), all("0.1.0")).await;
    assert_eq!((back.status, &back.body["version"]), (200, &json!(2)));
    assert_eq!(flags.answers_with(&own).await, "0.1.0");
    let left = flags.put(Some("*"), json!({})).await;
    assert_eq!((left.status, &left.body["rollout"]), (200, &Value::Null));
    assert_eq!(flags.answers_with(&own).await, "0.1.0");
    the_same_conversation_is_answered_alike(&flags).await;
    what_is_no_setting_is_refused(&flags).await;
    prompts(&flags).await;
}

/// Half of all conversations: one stays in its half, however long it goes on.
async fn the_same_conversation_is_answered_alike(flags: &Flags) {
    let halves = json!({ "rollout": { "0.1.0": 50, "0.2.0": 50 } });
    let half = flags.put(Some("*"), halves).await;
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
    panic!("one of two halves has all conversations: {seen:?}");
}

async fn what_is_no_setting_is_refused(flags: &Flags) {
    let before = flags.list(&flags.admin).await;
    let good = || all("0.1.0");
    let rollout = |value: Value| json!({ "rollout": value });
    let cases = [
        (FLAG, Some("*"), rollout(json!({ "0.1.0": 101 })), 400),
        (
            FLAG,
            Some("*"),
            rollout(json!({ "0.1.0": 101, "0.2.0": -1 })),
            400,
        ),
        (
            FLAG,
            Some("*"),
            rollout(json!({ "0.1.0": 99.5, "0.2.0": 0.5 })),
            400,
        ),
        (FLAG, Some("*"), rollout(json!({ "0.1.0": 90, "0.2.0": 9 })), 400),
        (FLAG, Some("*"), rollout(json!({ "0.1.0": 90, "0.2.0": 11 })), 400),
        (FLAG, Some("*"), rollout(json!({})), 400),
        (FLAG, Some("*"), rollout(json!({ "0.1.0": "all" })), 400),
        (FLAG, Some("*"), rollout(json!("0.1.0")), 400),
        (FLAG, Some("*"), json!({ "percentage": 50 }), 400),
        (FLAG, Some("*"), rollout(json!({ "0.1.0": 90, "7.0.0": 10 })), 422),
        (FLAG, None, good(), 400),
        (FLAG, Some("3"), good(), 400),
        (FLAG, Some("\"0\", W/\"4\""), good(), 412),
        ("PUT /v1/flags/no_such_flag", Some("*"), good(), 404),
        ("PUT /v1/flags/No-Flag", Some("*"), good(), 400),
    ];
    for (route, if_match, body, status) in cases {
        let admin = Some(flags.admin.as_str());
        let refused = flags.platform.ask_at(admin, route, if_match, Some(&body)).await;
        assert_eq!(refused.status, status, "{route} {body}: {}", refused.body);
        if status == 422 {
            assert_eq!(
                refused.body["detail"],
                "the flag has no variant `7.0.0`: there are 0.1.0, 0.2.0"
            );
        }
    }
    // Who writes messages may not decide how they are answered, nor see how.
    let body = good();
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
