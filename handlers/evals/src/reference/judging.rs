//! A rubric in, a judgement out: the stand-in understands of a rubric only what stands in quotation marks, which the
//! answer must have, or must not where `no`, `not` or `without` stands shortly before it.

use serde_json::{Value, json};

use super::Said;
use super::instructions::has;

/// How many characters before a quotation may deny it.
const BEFORE: usize = 16;

pub(super) fn reply(said: &[Said]) -> String {
    let subject: Value = said
        .last()
        .and_then(|last| serde_json::from_str(&last.text).ok())
        .unwrap_or_default();
    let member = |name: &str| {
        subject
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_lowercase()
    };
    let (rubric, answer) = (member("rubric"), member("answer"));
    let parts: Vec<&str> = rubric.split('"').collect();
    let mut wrong = Vec::new();
    let mut asked = 0_u32;
    for pair in parts.chunks_exact(2) {
        let [before, quoted] = pair else { continue };
        asked += 1;
        let start = before.char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| at);
        let near = before.get(start..).unwrap_or_default();
        let denied = has(near, &[" no ", "not ", "without ", "never "]);
        if answer.contains(*quoted) == denied {
            wrong.push(format!(
                "\"{quoted}\" is {}",
                if denied { "there" } else { "not there" }
            ));
        }
    }
    let met = asked.saturating_sub(u32::try_from(wrong.len()).unwrap_or(u32::MAX));
    let score = if asked == 0 {
        0.0
    } else {
        f64::from(met) / f64::from(asked)
    };
    let reason = match (asked, wrong.is_empty()) {
        (0, _) => "the rubric quotes nothing, and the stand-in understands nothing else".to_owned(),
        (_, true) => "all that is quoted is as the rubric says".to_owned(),
        (_, false) => wrong.join("; "),
    };
    json!({ "pass": asked > 0 && wrong.is_empty(), "score": score, "reason": reason }).to_string()
}
