//! A customer's text in, a score out that says how much it looks like an attack on the model.
//!
//! A **signal**, never the wall: it may raise scrutiny (a cooler temperature, no tools, a judge), but most attacks
//! are plain language, and only what the model answers tells whether one succeeded. See [`crate::output`].

use serde::{Deserialize, Serialize};

use crate::Shadow;
use crate::decoding;

mod patterns;

/// From this score on a text looks like an attack.
pub const SUSPICIOUS: u8 = 50;

/// How much a text looks like an attack, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Injection {
    /// 0 to 100: the patterns' weights, taken as independent chances.
    pub score: u8,
    /// The names of the patterns that matched, each once, in the order of the list.
    pub matched: Vec<String>,
}

impl Injection {
    /// Whether the score reaches [`SUSPICIOUS`].
    #[must_use]
    pub const fn is_suspicious(&self) -> bool {
        self.score >= SUSPICIOUS
    }
}

/// How much `text` looks like an attack. Its [`Shadow`] is read, and what is encoded in it.
#[must_use]
pub fn injection(text: &str) -> Injection {
    let shadow = Shadow::new(text);
    let mut views = vec![shadow.as_str().to_owned()];
    views.extend(
        decoding::encoded_parts(shadow.cased())
            .into_iter()
            .map(|part| part.to_lowercase()),
    );
    // In these an everyday sentence becomes nonsense, and an attack in disguise becomes readable.
    views.extend(decoding::disguises(shadow.as_str()));
    let mut weights = Vec::new();
    let mut matched = Vec::new();
    if has_hidden_text(text) {
        weights.push(60);
        matched.push("hidden_text".to_owned());
    }
    for pattern in patterns::all() {
        if views.iter().any(|view| pattern.regex.is_match(view)) {
            weights.push(pattern.weight);
            matched.push(pattern.name.to_owned());
        }
    }
    let innocent = weights
        .iter()
        .fold(10_000_u32, |chance, weight| chance * (100 - weight) / 100);
    Injection {
        score: u8::try_from((10_000 - innocent) / 100).unwrap_or(100),
        matched,
    }
}

/// Whether the text carries a message in characters that nobody sees: nobody types those by chance.
fn has_hidden_text(text: &str) -> bool {
    let tags = crate::visible(text);
    let count = |text: &str| {
        let hidden =
            |one: &char| crate::characters::is_tag(*one) || crate::characters::is_variation_selector(*one);
        text.chars().filter(hidden).count()
    };
    count(text) >= count(&tags) + 4
}
