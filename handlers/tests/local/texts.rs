//! Hostile texts as messages: each comes back as it was written, wherever it is shown, or is refused in place.

use crate::hostile;
use crate::process::{Local, command, folder};
use ferrovia_local::postgres::{Server, Template};
use handlers::domain::MessageText;
use serde_json::{Value, json};

/// What is wrong with how `text` is treated, if anything is.
async fn mistake(local: &Local, text: &str) -> Result<(), String> {
    let message = json!({ "customer_id": "c-1", "content": text });
    let (status, posted) = local.post_as(&local.token, &message).await;
    if text.parse::<MessageText>().is_err() {
        let refused = status == 400 && posted["errors"][0]["pointer"] == "/body/content";
        return if refused {
            Ok(())
        } else {
            Err(format!("{status} {posted}"))
        };
    }
    // One that asks for a person gets one.
    if !matches!(status, 201 | 202) || posted["content"] != text {
        return Err(format!("posted: {status} {posted}"));
    }
    let [id, conversation] = ["id", "conversation_id"].map(|name| posted[name].as_str().unwrap_or_default());
    let said = format!("/v1/conversations/{conversation}/messages?limit=1&order=asc");
    for (path, place) in [
        (format!("/v1/messages/{id}"), "/content"),
        (said, "/data/0/content"),
    ] {
        let response = local.bare("GET", &path).bearer_auth(&local.token).send().await;
        let shown: Value = response.unwrap().json().await.unwrap();
        if shown.pointer(place) != Some(&json!(text)) {
            return Err(format!("{path}: {shown}"));
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_a_customer_wrote_is_what_is_shown() {
    let nothing = Template::new("nothing", "", |_| async { Ok::<_, sqlx::Error>(()) });
    let database = Server::shared().await.unwrap().database(&nothing).await.unwrap();
    let data = folder();
    let local = Local::start(command(data.path()).args(["--database", database.url()])).await;
    let texts = hostile::texts();
    println!("{} texts", texts.len());
    let mut mistakes = Vec::new();
    for text in texts {
        if let Err(mistake) = mistake(&local, &text).await {
            mistakes.push(format!("{text:?}: {mistake}"));
        }
    }
    assert_eq!(mistakes, [] as [String; 0]);
}
