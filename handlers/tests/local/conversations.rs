//! Messages in; answers, rows and events out, and all of it still there after the process was killed.

use crate::process::{Local, command, folder, output, token};
use ferrovia_local::postgres::{Server, Template};
use serde_json::{Value, json};

/// The details of the events that it printed.
fn events(said: &str) -> Vec<Value> {
    let mut lines = said.lines();
    let mut details = Vec::new();
    while let Some(line) = lines.next() {
        if line == "event      ConversationAnswered from atendimento.messages on platform_events" {
            details.push(serde_json::from_str(lines.next().unwrap()).unwrap());
        }
    }
    details
}

#[tokio::test]
async fn a_message_is_answered_stored_and_announced_and_the_next_one_knows_it() {
    let nothing = Template::new("nothing", "", |_| async { Ok::<_, sqlx::Error>(()) });
    let database = Server::shared().await.unwrap().database(&nothing).await.unwrap();
    let data = folder();
    let mut local = Local::start(command(data.path()).args(["--database", database.url()])).await;

    let first = local.say(None, "Where is my order 88213?").await;
    assert_eq!(first["intent"]["name"], "order_status");
    assert_eq!(first["answer"]["model"], "ferrovia-stub");
    let answer = first["answer"]["content"].as_str().unwrap();
    assert!(
        answer.starts_with("[stub: no language model is connected]"),
        "{answer}"
    );
    let second = local.say(Some(&first["conversation_id"]), "Thanks!").await;
    let answer = second["answer"]["content"].as_str().unwrap();
    assert!(answer.contains("Where is my order 88213?"), "{answer}");
    assert_eq!(second["sequence"], 3);

    local.signal("TERM");
    assert_eq!(local.ended().await, Some(0));
    let said = local.said();
    let events = events(&said);
    assert_eq!(events.len(), 2, "{said}");
    assert_eq!(
        (&events[1]["message_id"], &events[1]["answer_id"]),
        (&second["id"], &second["answer"]["id"])
    );
    assert!(
        !said.contains("Thanks!"),
        "what customers write is printed nowhere"
    );
    assert!(
        said.contains(&format!(
            "execution  answer_message {} SUCCEEDED",
            second["id"].as_str().unwrap()
        )),
        "{said}"
    );

    let pool = database.pool().await.unwrap();
    for (table, rows) in [
        ("tenants where slug = 'acme'", 1),
        ("messages where status = 'completed'", 4),
        ("runs", 2),
        ("outbox", 2),
    ] {
        let count = format!("select count(*) from app.{table}");
        let counted: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(count))
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!(counted, rows, "{table}");
    }
}

#[tokio::test]
async fn a_process_that_is_killed_keeps_every_conversation() {
    let data = folder();
    let mut local = Local::start(&mut command(data.path())).await;
    let first = local.say(None, "Minha senha não funciona").await;
    assert_eq!(first["intent"]["name"], "account");
    // Another of the same data is not let in; what it says is in `mistakes`' words.
    let other = output(command(data.path()).args(["--port", "0"]));
    assert_eq!(other.status.code(), Some(2));
    let folder = std::path::absolute(data.path()).unwrap();
    assert_eq!(
        String::from_utf8(other.stderr).unwrap(),
        format!(
            "error: another `local` runs on the data folder `{}`\n  help: end it, or give this one a folder of its \
             own: `--data DIR`\n",
            folder.display()
        )
    );
    local.signal("KILL");
    assert_eq!(local.ended().await, None);

    // At once: the server of the first may still be ending.
    let mut local = Local::start(&mut command(data.path())).await;
    let next = local.say(Some(&first["conversation_id"]), "E agora?").await;
    let answer = next["answer"]["content"].as_str().unwrap();
    assert!(answer.contains("Minha senha não funciona"), "{answer}");

    // Tokens of the same folder are good, whoever printed them and when.
    let token = token(
        data.path(),
        &[
            "--tenant",
            "globex",
            "--subject",
            "user-7",
            "--scope",
            "messages:write",
        ],
    );
    let hello = json!({ "customer_id": "c-1", "content": "Hello" });
    let (status, body) = local.post_as(&token, &hello).await;
    assert_eq!(status, 201, "{body}");
    // Another tenant's conversation is none of theirs.
    let foreign =
        json!({ "customer_id": "c-1041", "content": "Hello", "conversation_id": first["conversation_id"] });
    let (status, body) = local.post_as(&token, &foreign).await;
    assert_eq!(status, 404, "{body}");
    local.signal("INT");
    assert_eq!(local.ended().await, Some(0));
}

#[tokio::test]
async fn a_function_may_do_in_the_database_what_its_role_may_and_no_more() {
    let nothing = Template::new("nothing", "", |_| async { Ok::<_, sqlx::Error>(()) });
    let database = Server::shared().await.unwrap().database(&nothing).await.unwrap();
    let data = folder();
    let local = Local::start(command(data.path()).args(["--database", database.url()])).await;
    let owner = database.pool().await.unwrap();
    sqlx::raw_sql("revoke insert on app.outbox from save_turn")
        .execute(&owner)
        .await
        .unwrap();
    let hello = json!({ "customer_id": "c-1", "content": "Hello" });
    let (status, problem) = local.post_as(&local.token, &hello).await;
    assert_eq!(status, 503, "{problem}");
    assert!(
        problem["type"]
            .as_str()
            .unwrap()
            .ends_with("#temporary-reduced-capacity"),
        "{problem}"
    );
    let said = local.said();
    assert!(
        said.contains("FAILED") && said.contains("with SaveError.Defect"),
        "{said}"
    );
}
