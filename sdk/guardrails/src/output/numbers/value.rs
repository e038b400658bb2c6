//! Digits and words in, the number out: in hundredths, so that `1,234.5`, `1.234,50` and `R$ 1234,50` are one.

/// The number that the digits say. A last separator with three digits behind it separates thousands.
pub(super) fn hundredths(text: &str) -> Option<u64> {
    let text = text.trim_end_matches(['.', ',']);
    let (whole, fraction) = match text.rfind(['.', ',']) {
        Some(at) if text.len() - at - 1 != 3 => (text.get(..at)?, text.get(at + 1..)?),
        _ => (text, ""),
    };
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let fraction: u64 = match fraction.len() {
        0 => 0,
        1 => fraction.parse::<u64>().ok()?.checked_mul(10)?,
        _ => fraction.get(..2)?.parse().ok()?,
    };
    whole.checked_mul(100)?.checked_add(fraction)
}

/// Number words without accents, English and Portuguese, with what they are worth.
const WORDS: &[(&str, u64)] = &[
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("um", 1),
    ("uma", 1),
    ("dois", 2),
    ("duas", 2),
    ("tres", 3),
    ("quatro", 4),
    ("cinco", 5),
    ("seis", 6),
    ("sete", 7),
    ("oito", 8),
    ("nove", 9),
    ("dez", 10),
    ("onze", 11),
    ("doze", 12),
    ("treze", 13),
    ("catorze", 14),
    ("quatorze", 14),
    ("quinze", 15),
    ("dezesseis", 16),
    ("dezasseis", 16),
    ("dezessete", 17),
    ("dezassete", 17),
    ("dezoito", 18),
    ("dezenove", 19),
    ("dezanove", 19),
    ("vinte", 20),
    ("trinta", 30),
    ("quarenta", 40),
    ("cinquenta", 50),
    ("sessenta", 60),
    ("setenta", 70),
    ("oitenta", 80),
    ("noventa", 90),
    ("cem", 100),
    ("cento", 100),
    ("duzentos", 200),
    ("trezentos", 300),
    ("quatrocentos", 400),
    ("quinhentos", 500),
    ("seiscentos", 600),
    ("setecentos", 700),
    ("oitocentos", 800),
    ("novecentos", 900),
    ("hundred", 0),
    ("thousand", 0),
    ("mil", 0),
    ("million", 0),
    ("milhao", 0),
    ("milhoes", 0),
];

/// The number words, as alternatives of a pattern.
pub(super) fn word_pattern() -> String {
    WORDS.iter().map(|(word, _)| *word).collect::<Vec<_>>().join("|")
}

/// The number that the words say, such as `five hundred` or `mil e duzentos`.
pub(super) fn spoken(text: &str) -> Option<u64> {
    let (mut total, mut current, mut said) = (0_u64, 0_u64, false);
    for word in text
        .split([' ', '-'])
        .filter(|word| !matches!(*word, "" | "and" | "e" | "a"))
    {
        let (_, worth) = WORDS.iter().find(|(known, _)| *known == word)?;
        said = true;
        match word {
            "hundred" => current = current.max(1).checked_mul(100)?,
            "thousand" | "mil" => {
                total = total.checked_add(current.max(1).checked_mul(1000)?)?;
                current = 0;
            }
            "million" | "milhao" | "milhoes" => {
                total = total.checked_add(current.max(1).checked_mul(1_000_000)?)?;
                current = 0;
            }
            _ => current = current.checked_add(*worth)?,
        }
    }
    if said {
        total.checked_add(current)?.checked_mul(100)
    } else {
        None
    }
}
