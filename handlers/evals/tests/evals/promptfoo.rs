//! What promptfoo is given: YAML that another parser reads, with what production sends and nothing left out in silence.

use std::sync::Arc;

use evals::production::Platform;
use evals::promptfoo::export;
use evals::reference::ReferenceModel;
use yaml_rust2::{Yaml, YamlLoader};

use super::suite;

fn exported(name: &str) -> Yaml {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let platform = Platform::new(Arc::new(ReferenceModel));
    let text = runtime.block_on(export(name, &suite(name), &platform)).unwrap();
    let mut documents = YamlLoader::load_from_str(&text).unwrap_or_else(|error| panic!("{error}:\n{text}"));
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

#[test]
fn every_case_is_a_test_with_its_messages_and_assertions() {
    for name in ["intents", "policy", "refusals", "injections", "groundedness"] {
        let (document, cases) = (exported(name), suite(name));
        let tests = document["tests"].as_vec().unwrap();
        assert_eq!(tests.len(), cases.len());
        for (test, case) in tests.iter().zip(&cases) {
            assert_eq!(test["description"].as_str(), Some(case.id.as_str()));
            let messages: serde_json::Value =
                serde_json::from_str(test["vars"]["messages"].as_str().unwrap()).unwrap();
            let last = messages.as_array().and_then(|all| all.last()).unwrap();
            assert_eq!(messages[0]["role"], "system");
            let said: serde_json::Value = serde_json::from_str(last["content"].as_str().unwrap()).unwrap();
            assert_eq!(said["customer_message"], case.input.as_str());
            let assertions = test["assert"].as_vec().map_or(0, Vec::len);
            let left_out = test["metadata"]["not_exported"].as_vec().map_or(0, Vec::len);
            let expected = usize::from(case.intent.is_some()) + case.answer.len();
            assert_eq!(assertions + left_out, expected, "{}", case.id);
        }
    }
}

#[test]
fn graders_become_promptfoos_own_words() {
    let document = exported("policy");
    let first = &document["tests"][0]["assert"][0];
    assert_eq!(first["type"].as_str(), Some("icontains-all"));
    assert_eq!(first["value"][0].as_str(), Some("30 days"));
    let intents = exported("intents");
    let label = intents["tests"][0]["assert"][0]["value"].as_str();
    assert_eq!(label, Some("JSON.parse(output).intent === \"order_status\""));
    let format = &intents["providers"][0]["config"]["response_format"];
    assert_eq!(format["type"].as_str(), Some("json_schema"));
    assert_eq!(
        document["providers"][0]["config"]["max_tokens"].as_i64(),
        Some(900)
    );
}
