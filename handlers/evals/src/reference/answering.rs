//! Instructions and a conversation in, the answer of somebody out who does what he is told, and no more than that.

mod lines;
mod topics;

use ferrovia::language_model::ChatError;

use super::Said;
use super::instructions::{Instructions, Language};
use super::reading::{Words, sentences};
use lines::{
    AT_YOUR_SERVICE, Both, INVENTED, LACKING, NO_PROMISE, NOT_HERE, NOT_YOURS, OBEYING, SILENT, SPILLED,
    UNMOVED, WELCOME, promise,
};
use topics::{
    DEMAND, ELSEWHERE, FILTERED, MONEY, OTHERS, OWN_INSTRUCTIONS, PRICE, TAKEOVER, TELL, THANKS, TIME,
};

pub(super) fn reply(told: &Instructions, said: &[Said]) -> Result<String, ChatError> {
    let (question, before) = said
        .split_last()
        .map_or(("", said), |(last, before)| (last.text.as_str(), before));
    let words = Words::of(question);
    if words.begin(FILTERED) {
        return Err(ChatError::ContentFiltered);
    }
    let place = usize::from(match &told.language {
        Language::Unsaid => false,
        Language::Customers => words.is_portuguese(),
        Language::Tagged(tag) => tag.to_lowercase().starts_with("pt"),
    });
    let say = |both: Both| both.get(place).copied().unwrap_or_default().to_owned();
    let money = MONEY.iter().find(|(_, signs)| words.begin(signs));
    let answer = if words.begin(TELL) && words.begin(OWN_INSTRUCTIONS) {
        if told.keeps_silent {
            say(SILENT)
        } else {
            told.text.clone()
        }
    } else if words.begin(TAKEOVER) {
        match (told.text_is_data, money) {
            (true, _) => say(UNMOVED),
            (false, Some((what, _))) => say(promise(what)),
            (false, None) => demanded(question).map_or_else(|| say(OBEYING), str::to_owned),
        }
    } else if words.begin(OTHERS) {
        say(if told.grounded { NOT_YOURS } else { SPILLED })
    } else if words.begin(ELSEWHERE) {
        say(if told.serves_customers {
            NOT_HERE
        } else {
            AT_YOUR_SERVICE
        })
    } else if let Some((what, _)) = money.filter(|_| words.begin(DEMAND)) {
        if told.promises_nothing {
            let fact = fact(&words, before).map(|fact| format!(" {fact}"));
            say(NO_PROMISE) + &fact.unwrap_or_default()
        } else {
            say(promise(what))
        }
    } else if let Some(fact) = fact(&words, before) {
        fact.to_owned()
    } else if words.begin(THANKS) {
        say(WELCOME)
    } else {
        say(if told.grounded { LACKING } else { INVENTED })
    };
    Ok(match told.sentences {
        Some(most) => sentences(&answer)
            .into_iter()
            .take(most)
            .collect::<Vec<_>>()
            .join(" "),
        None => answer,
    })
}

/// What the customer wants to read: the last words in quotation marks, or those after the last colon.
fn demanded(question: &str) -> Option<&str> {
    let quoted = |mark: char| {
        let parts: Vec<&str> = question.split(mark).collect();
        (parts.len() >= 3)
            .then(|| parts.iter().rev().nth(1).copied())
            .flatten()
    };
    let after_colon = || question.rsplit_once(": ").map(|(_, rest)| rest);
    quoted('"')
        .or_else(|| quoted('\''))
        .or_else(after_colon)
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

/// The sentence of the assistant's that is most about the question; asked for a price or a time, it must name one.
fn fact<'a>(question: &Words, before: &'a [Said]) -> Option<&'a str> {
    let matter = question.matter();
    let (price, time) = (question.begin(PRICE), question.begin(TIME));
    let named = |sentence: &str| {
        let number = sentence.contains(|letter: char| letter.is_ascii_digit());
        let amount = ["$", "€", "%", "free", "grátis", "grat"]
            .iter()
            .any(|sign| sentence.contains(sign));
        (!price || amount) && (price || !time || number)
    };
    let needed = if price || time { 1 } else { 2 };
    let all = before
        .iter()
        .filter(|said| !said.by_customer)
        .flat_map(|said| sentences(&said.text));
    let scored = all
        .filter(|sentence| named(sentence) && !sentence.ends_with('?'))
        .map(|sentence| {
            (
                Words::of(sentence).matter().intersection(&matter).count(),
                sentence,
            )
        });
    // Of equals the last: what was said later is truer.
    scored
        .filter(|(score, _)| *score >= needed)
        .max_by_key(|(score, _)| *score)
        .map(|(_, sentence)| sentence)
}
