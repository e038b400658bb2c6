//! A chat completion in, the reply of the stub out: no model, only rules, the same for the same request.

use async_trait::async_trait;
use ferrovia_local::{Completion, Script};
use handlers::domain::IntentName;
use serde_json::{Map, Value, json};

/// What each intent is told by: beginnings of words, in English and Portuguese. The first that fits counts.
const SIGNS: [(IntentName, &[&str]); 7] = [
    (
        IntentName::Human,
        &["human", "agent", "person", "atendente", "humano", "pessoa"],
    ),
    (
        IntentName::ReturnOrRefund,
        &["return", "refund", "exchange", "devol", "reembols", "troca"],
    ),
    (
        IntentName::Billing,
        &[
            "charge", "invoice", "bill", "pay", "cobran", "fatura", "pag", "boleto",
        ],
    ),
    (
        IntentName::Account,
        &[
            "password", "login", "sign", "account", "senha", "conta", "cadastro",
        ],
    ),
    (
        IntentName::OrderStatus,
        &["order", "deliver", "arriv", "track", "pedido", "entreg", "cheg"],
    ),
    (
        IntentName::Complaint,
        &[
            "complain", "angry", "terrible", "broken", "reclam", "horr", "quebr",
        ],
    ),
    (
        IntentName::ProductQuestion,
        &["price", "cost", "product", "size", "preço", "custa", "produto"],
    ),
];

/// How much of a customer's words a reply quotes, in characters.
const QUOTED: usize = 200;

/// The stub's rules for this platform's two prompts; whatever else asks for JSON gets the plainest that fits its schema.
pub(crate) struct StubReplies;

#[async_trait]
impl Script for StubReplies {
    async fn reply(&self, completion: &Completion) -> String {
        match completion.schema() {
            Some(schema) if schema.pointer("/properties/intent").is_some() => classification(completion),
            Some(schema) => plainest(schema).to_string(),
            None => answer(completion),
        }
    }
}

fn classification(completion: &Completion) -> String {
    let text = said(completion, "user").pop().unwrap_or_default().to_lowercase();
    let words: Vec<&str> = text.split(|letter: char| !letter.is_alphanumeric()).collect();
    let fits = |signs: &[&str]| {
        signs
            .iter()
            .any(|sign| words.iter().any(|word| word.starts_with(sign)))
    };
    let found = SIGNS.iter().find(|(_, signs)| fits(signs));
    let (intent, confidence) = found.map_or((IntentName::Other, 0.5), |(intent, _)| (*intent, 0.9));
    json!({ "intent": intent.as_str(), "confidence": confidence }).to_string()
}

/// It says what it is, what it was asked, and what it was told of before: so a person sees whether history arrives.
fn answer(completion: &Completion) -> String {
    let mut questions = said(completion, "user");
    let question = questions.pop().unwrap_or_default();
    let before = match (questions.len(), questions.last()) {
        (0, _) | (_, None) => "This is the first message I am shown of this conversation.".to_owned(),
        (1, Some(last)) => format!("One earlier message was shown to me: \"{}\".", shortened(last)),
        (count, Some(last)) => {
            format!(
                "{count} earlier messages were shown to me, the last of them: \"{}\".",
                shortened(last)
            )
        }
    };
    format!(
        "[stub: no language model is connected] You wrote: \"{}\". {before}",
        shortened(&question)
    )
}

/// What `role` said, in order. Customers' words come in JSON.
fn said(completion: &Completion, role: &str) -> Vec<String> {
    let text = |content: &str| {
        let parsed: Option<Value> = serde_json::from_str(content).ok();
        let customer = parsed
            .as_ref()
            .and_then(|value| value.get("customer_message")?.as_str());
        customer.unwrap_or(content).to_owned()
    };
    completion
        .messages
        .iter()
        .filter(|message| message.role == role)
        .map(|message| text(&message.content))
        .collect()
}

fn shortened(text: &str) -> String {
    let mut quoted: String = text.chars().take(QUOTED).collect();
    if quoted.len() < text.len() {
        quoted.push('…');
    }
    quoted
}

/// The plainest value that a schema of OpenAI's strict kind allows.
fn plainest(schema: &Value) -> Value {
    if let Some(first) = schema.pointer("/enum/0").or_else(|| schema.get("const")) {
        return first.clone();
    }
    let kind = schema
        .get("type")
        .and_then(|kind| kind.as_str().or_else(|| kind.get(0)?.as_str()));
    match kind {
        Some("object") => {
            let properties = schema.get("properties").and_then(Value::as_object);
            let plain = |(name, schema): (&String, &Value)| (name.clone(), plainest(schema));
            properties.map_or_else(
                || Value::Object(Map::new()),
                |all| all.iter().map(plain).collect(),
            )
        }
        Some("array") => json!([]),
        Some("string") => json!("stub"),
        Some("number" | "integer") => json!(0),
        Some("boolean") => json!(false),
        Some(_) | None => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrovia_local::Message;

    fn message(role: &str, content: &str) -> Message {
        Message {
            role: role.to_owned(),
            content: content.to_owned(),
        }
    }

    fn completion(messages: Vec<Message>, schema: Option<Value>) -> Completion {
        Completion {
            model: "any".to_owned(),
            messages,
            response_format: schema.map(|schema| json!({ "json_schema": { "schema": schema } })),
        }
    }

    fn customer(text: &str) -> Message {
        message("user", &json!({ "customer_message": text }).to_string())
    }

    #[test]
    fn intents_are_told_by_words() {
        let check = |text: &str, intent: &str| {
            let schema = json!({ "properties": { "intent": {} } });
            let reply = classification(&completion(
                vec![message("system", "order"), customer(text)],
                Some(schema),
            ));
            let reply: Value = serde_json::from_str(&reply).unwrap();
            assert_eq!(reply["intent"], intent, "{text}");
        };
        check("Where is my order 88213?", "order_status");
        check("Quero falar com um atendente", "human");
        check("My order was broken, I want a refund", "return_or_refund");
        check("Esqueci minha senha", "account");
        check("Hello!", "other");
    }

    #[test]
    fn an_answer_tells_what_came_before() {
        let check = |messages: Vec<Message>, expected: &str| {
            let reply = answer(&completion(messages, None));
            assert!(reply.starts_with("[stub: "), "{reply}");
            assert!(reply.ends_with(expected), "{reply}");
        };
        check(
            vec![customer("Hi")],
            "You wrote: \"Hi\". This is the first message I am shown of this conversation.",
        );
        check(
            vec![customer("Hi"), message("assistant", "Hello"), customer("Bye")],
            "You wrote: \"Bye\". One earlier message was shown to me: \"Hi\".",
        );
        check(
            vec![
                customer("a"),
                message("assistant", "b"),
                customer("c"),
                message("assistant", "d"),
                customer("e"),
            ],
            "2 earlier messages were shown to me, the last of them: \"c\".",
        );
    }

    #[test]
    fn any_other_schema_gets_its_plainest_value() {
        let schema = json!({ "type": "object", "properties": {
            "tag": { "type": "string" }, "sure": { "type": ["boolean", "null"] }, "kind": { "enum": ["a", "b"] },
            "words": { "type": "array" }, "share": { "type": "number" }
        }});
        assert_eq!(
            plainest(&schema),
            json!({ "tag": "stub", "sure": false, "kind": "a", "words": [], "share": 0 })
        );
    }
}
