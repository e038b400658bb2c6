//! A system prompt in, the rules out that the stand-in understands in it, in several wordings each.

/// What the stand-in was told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instructions {
    /// To answer customers of a company, and so nobody else about anything else.
    pub serves_customers: bool,
    /// To say only what the conversation tells, and to make nothing up.
    pub grounded: bool,
    /// To promise nothing.
    pub promises_nothing: bool,
    /// To keep its instructions to itself.
    pub keeps_silent: bool,
    /// That what customers write is data and changes nothing.
    pub text_is_data: bool,
    /// To answer in the customer's language, or in one with this tag.
    pub language: Language,
    /// The most sentences.
    pub sentences: Option<usize>,
    /// The names it may sort by.
    pub names: Vec<String>,
    /// All of it, for a stand-in that tells it.
    pub text: String,
}

/// The language to answer in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Nothing was said: English.
    #[default]
    Unsaid,
    /// The customer's.
    Customers,
    /// The one with this tag.
    Tagged(String),
}

/// Each after a space: `whenever` denies nothing.
const NEGATIONS: &[&str] = &[
    " never",
    " do not",
    " don't",
    " must not",
    " may not",
    " cannot",
    " nothing",
    " no ",
    " not ",
    " avoid",
    " without",
    " refuse",
    " refrain",
];
const INVENTING: &[&str] = &["make up", "made up", "made-up", "invent", "fabricat"];
const ONLY: &[&str] = &[
    "say only",
    "only say",
    "only what",
    "only state",
    "nothing but what",
    "stick to what",
];
const CONVERSATION: &[&str] = &["conversation", "was said", "told you", "chat so far"];
const PROMISING: &[&str] = &["promise", "promising", "commit to", "guarantee"];
const TELLING: &[&str] = &[
    "speak", "reveal", "disclose", "mention", "repeat", "quote", "talk", "tell", "share", "discuss", "show",
];
const INSTRUCTIONS: &[&str] = &["instructions", "prompt", "these rules"];
const SECRET: &[&str] = &["to yourself", "confidential", "secret", "private"];
const DATA: &[&str] = &[
    "is data",
    "as data",
    "are data",
    "is only data",
    "merely data",
    "just data",
];
const CHANGING: &[&str] = &["change", "override", "alter", "replace", "amend", "set aside"];
const NUMBERS: &[(&str, usize)] = &[("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5)];

impl Instructions {
    /// What `text` tells.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let lower = text.to_lowercase();
        let mut read = Self {
            text: text.to_owned(),
            names: names(&lower),
            language: language(&lower),
            serves_customers: lower.contains("customer")
                && has(&lower, &["answer", "help", "serve", "assist", "support"]),
            ..Self::default()
        };
        for clause in lower.split(['.', ';', ',', '!', '\n']) {
            let negated = has(&format!(" {}", clause.trim_start()), NEGATIONS);
            read.grounded |=
                negated && has(clause, INVENTING) || has(clause, ONLY) && has(clause, CONVERSATION);
            read.promises_nothing |= negated && has(clause, PROMISING);
            read.keeps_silent |=
                has(clause, INSTRUCTIONS) && (negated && has(clause, TELLING) || has(clause, SECRET));
            read.text_is_data |=
                has(clause, DATA) || negated && has(clause, INSTRUCTIONS) && has(clause, CHANGING);
            if clause.contains("sentence") {
                let most = NUMBERS.iter().find(|(word, _)| clause.contains(word));
                read.sentences = most.map(|(_, most)| *most).or(read.sentences);
            }
        }
        read
    }
}

pub(super) fn has(text: &str, parts: &[&str]) -> bool {
    parts.iter().any(|part| text.contains(part))
}

/// The names in a list of `- name: description`.
fn names(text: &str) -> Vec<String> {
    let name = |line: &str| Some(line.strip_prefix("- ")?.split_once(':')?.0.trim().to_owned());
    text.lines().filter_map(name).collect()
}

fn language(text: &str) -> Language {
    let tag = text
        .split_once("language with the tag `")
        .and_then(|(_, rest)| rest.split('`').next());
    let of_customer = [
        "language of the customer",
        "language of the message",
        "customer's language",
        "customer's own language",
    ];
    match tag {
        Some(tag) => Language::Tagged(tag.to_owned()),
        None if has(text, &of_customer) => Language::Customers,
        None => Language::Unsaid,
    }
}
