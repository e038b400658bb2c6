//! The text of a prompt's file in; its front matter, its template and its hash out.

use super::template::{self, Piece};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization as _;

/// What stands alone on the line before the front matter and on the one after it.
const FENCE: &str = "+++\n";
/// The longest line that says what changed, in characters.
const CHANGELOG: usize = 200;

/// A prompt's file.
pub(super) struct File {
    /// Of the canonical text, in hexadecimal digits.
    pub(super) sha256: String,
    pub(super) owner: String,
    pub(super) changelog: String,
    pub(super) temperature: f32,
    pub(super) max_output_tokens: u32,
    pub(super) confidential: Vec<String>,
    pub(super) public: Vec<String>,
    /// By name.
    pub(super) variables: Vec<Variable>,
    /// A variable is its place in `variables`.
    pub(super) template: Vec<Piece>,
}

/// What a template leaves open.
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) max_bytes: usize,
    pub(super) too_long: TooLong,
}

/// What becomes of a value that is too long.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TooLong {
    Cut,
    Refuse,
}

/// The front matter: TOML.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    owner: String,
    changelog: String,
    model: ModelParameters,
    guard: Guard,
    #[serde(default)]
    variables: BTreeMap<String, Size>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelParameters {
    temperature: f32,
    max_output_tokens: u32,
}

/// What the guard of what goes out has to know.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Guard {
    confidential: Vec<String>,
    public: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Size {
    max_bytes: usize,
    too_long: TooLong,
}

impl File {
    /// Reads a file.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let text = canonical(text);
        let (front, template) = text
            .strip_prefix(FENCE)
            .and_then(|rest| rest.split_once(&format!("\n{FENCE}")))
            .ok_or("it starts with a line `+++`, then TOML, then a line `+++`, then the template")?;
        // The line of the fence, or a mistake would be told a line above where it is.
        let front: FrontMatter = toml::from_str(&format!("\n{front}")).map_err(|error| error.to_string())?;
        check(&front)?;
        let names: Vec<String> = front.variables.keys().cloned().collect();
        let template = template::read(template.trim(), &names)?;
        let unused = names
            .iter()
            .enumerate()
            .find(|(index, _)| !template.contains(&Piece::Variable(*index)));
        if let Some((_, name)) = unused {
            return Err(format!(
                "the front matter gives `{name}` a size, but the template does not use `{{{name}}}`"
            ));
        }
        let variables = front.variables.into_iter().map(|(name, size)| Variable {
            name,
            max_bytes: size.max_bytes,
            too_long: size.too_long,
        });
        Ok(Self {
            sha256: hexadecimal(text.as_bytes()),
            owner: front.owner,
            changelog: front.changelog,
            temperature: front.model.temperature,
            max_output_tokens: front.model.max_output_tokens,
            confidential: front.guard.confidential,
            public: front.guard.public,
            variables: variables.collect(),
            template,
        })
    }
}

/// The same text on every machine, whatever its editor and its git make of line ends and accents.
fn canonical(text: &str) -> String {
    text.replace("\r\n", "\n").nfc().collect()
}

fn hexadecimal(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn check(front: &FrontMatter) -> Result<(), String> {
    for (name, text) in [("owner", &front.owner), ("changelog", &front.changelog)] {
        if text.trim().is_empty() || text.contains('\n') || text.chars().count() > CHANGELOG {
            return Err(format!("`{name}` is one line of 1 to {CHANGELOG} characters"));
        }
    }
    let ModelParameters {
        temperature,
        max_output_tokens,
    } = front.model;
    if !(0.0..=2.0).contains(&temperature) {
        return Err(format!("`temperature` is from 0 to 2, not {temperature}"));
    }
    if max_output_tokens == 0 {
        return Err("`max_output_tokens` is 1 at least".to_owned());
    }
    let values = front.guard.confidential.iter().chain(&front.guard.public);
    if values.into_iter().any(|value| value.trim().is_empty()) {
        return Err("a value of `guard` is empty".to_owned());
    }
    match front.variables.iter().find(|(_, size)| size.max_bytes == 0) {
        Some((name, _)) => Err(format!("`max_bytes` of `{name}` is 1 at least")),
        None => Ok(()),
    }
}
