//! Every statement passes the check, and a person has read what it says.

use super::*;
use crate::iam::{Policy, verify};

/// Everything this module can say, as one policy.
fn everything() -> Policy {
    let placeholder = Placeholder::new;
    let [find, manage] = network_interfaces();
    let [route, profile] = invoke_inference_profile(
        "eu.amazon.nova-lite-v1:0",
        "amazon.nova-lite-v1:0",
        ["eu-central-1", "eu-west-1"],
    );
    let [global_route, global_profile] = invoke_inference_profile(
        "global.amazon.nova-2-lite-v1:0",
        "amazon.nova-2-lite-v1:0",
        ["eu-west-1"],
    );
    Policy::new([
        write_own_logs("classify_intent"),
        find,
        manage,
        deny_network_interfaces_to_own_code("classify_intent"),
        connect_database(&placeholder("main_resource_id"), "classify_intent"),
        read_secret("openai_key", &placeholder("openai_key_arn")),
        invoke_bedrock_model("amazon.nova-lite-v1:0"),
        route,
        profile,
        global_route,
        global_profile,
        publish_events(
            &placeholder("support_bus_arn"),
            "atendimento.messages",
            ["MessageAnswered", "HandedOver"],
        ),
        publish_events(&placeholder("support_bus_arn"), "atendimento.billing", ["Billed"]),
        start_execution("answer_message", Start::AndWait, "live"),
        start_execution("nightly_report", Start::AndGoOn, "live"),
        answer_task_token("hand_over", Heartbeats::Expected),
        send_to_queue("dead_letters"),
        invoke_functions(placeholder("functions_of_answer_message")),
        deliver_logs(),
    ])
}

#[test]
fn every_statement_passes_the_check() {
    assert_eq!(verify(&everything()), []);
    assert_eq!(everything().statements().count(), 19);
}

/// The approved text. After a wanted change, run with `UPDATE_GOLDEN=1` and read the difference.
#[test]
fn every_statement_is_as_approved() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/golden/iam/every_statement.json.tftpl"
    );
    let template = everything().template();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, template.text()).unwrap();
    }
    assert_eq!(template.text(), std::fs::read_to_string(path).unwrap());
}

#[test]
fn declaration_order_and_repetition_leave_no_trace() {
    let policy = everything();
    let mut statements: Vec<_> = policy.statements().cloned().collect();
    statements.extend(policy.statements().cloned());
    statements.reverse();
    assert_eq!(Policy::new(statements).template(), policy.template());
}

#[test]
fn sids_are_letters_and_digits_and_unique() {
    let publish = |source| publish_events(&Placeholder::new("bus"), source, ["Billed"]);
    let document = Policy::new([publish("a.b"), publish("a-b"), publish("a_b")]).document();
    let sids: Vec<_> = document["Statement"]
        .as_array()
        .unwrap()
        .iter()
        .map(|statement| &statement["Sid"])
        .collect();
    assert_eq!(
        sids,
        [
            "PublishBilledFromAB",
            "PublishBilledFromAB2",
            "PublishBilledFromAB3"
        ]
    );
}

#[test]
fn star_stands_alone_and_the_sid_says_why() {
    let document = everything().document();
    for statement in document["Statement"].as_array().unwrap() {
        let Some(resources) = statement["Resource"].as_array() else {
            assert!(
                !statement["Sid"].as_str().unwrap().contains("Because"),
                "{statement}"
            );
            continue;
        };
        let on_everything = resources.iter().any(|resource| resource == "*");
        assert_eq!(
            on_everything,
            statement["Sid"].as_str().unwrap().contains("Because"),
            "{statement}"
        );
        assert!(!on_everything || resources.len() == 1, "{statement}");
    }
}
