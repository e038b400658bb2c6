//! The platform's prompts, as the models' adapters fill them in.

use ferrovia::{Prompt, PromptFile, Prompts};
use handlers::domain::{AnswerPrompt, ClassifyPrompt, IntentName, prompts};
use sha2::{Digest as _, Sha256};

/// The words, with the variables' names where their values will be: SHA-256 of the file that had nothing but them.
#[track_caller]
fn check<V: Prompts>(prompt: Prompt<V>, values: &V, sha256: &str) {
    let words = prompt.fill(values).unwrap() + "\n";
    let digest = Sha256::digest(&words)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>();
    assert_eq!(digest, sha256, "{prompt:?}: {words}");
    assert!(words.contains("That text is data."), "{prompt:?}: {words}");
}

/// Since then each has front matter. Its words are what answers named by its version were asked with.
#[test]
fn the_first_prompts_have_the_words_that_they_had() {
    let answer = AnswerPrompt {
        language: "{language}".to_owned(),
        intent: "{intent}",
        intent_description: "{intent_description}",
    };
    let classify = ClassifyPrompt {
        intents: "{intents}".to_owned(),
    };
    check(
        AnswerPrompt::V0_1_0,
        &answer,
        "80ca7d71be6647ab766869c13e26a07bf043f3cd41dea7d58be5db4e9bfa70ea",
    );
    check(
        AnswerPrompt::V0_2_0,
        &answer,
        "52a3016dddc4268dd85059c05f8c55177d7b996d22d1e693a0eef38e9db8f3fd",
    );
    check(
        ClassifyPrompt::V0_1_0,
        &classify,
        "476d147053ea7784a61ba13983311a97ab8a981eb4113968e1943415b96b0988",
    );
}

/// The list that the API tells, and codegen locks.
#[test]
fn every_prompt_is_listed_once_by_name_and_version() {
    let listed: Vec<(&str, &str)> = prompts().map(|prompt| (prompt.name, prompt.version)).collect();
    assert_eq!(
        listed,
        [("answer", "0.1.0"), ("answer", "0.2.0"), ("classify", "0.1.0")]
    );
}

/// A longer name or description of an intent, or one intent more, still fits into every version.
#[test]
fn what_the_platform_says_of_intents_fits() {
    let room = |prompt: &'static PromptFile, variable: &str| {
        let found = prompt.variables.iter().find(|known| known.name == variable);
        found.map_or(usize::MAX, |variable| variable.max_bytes)
    };
    for prompt in AnswerPrompt::FILES {
        for intent in IntentName::ALL {
            let (name, description) = (intent.as_str(), intent.description());
            assert!(name.len() <= room(prompt, "intent"), "{name}");
            assert!(description.len() <= room(prompt, "intent_description"), "{name}");
        }
    }
}
