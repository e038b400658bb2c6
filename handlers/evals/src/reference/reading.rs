//! How the stand-in reads: words without accents, their beginnings, and whether a text is Portuguese.

use std::collections::BTreeSet;

/// A text as words between single spaces, in lower case and without accents; a space at both ends.
pub(super) struct Words(String);

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let plain: String = text.to_lowercase().chars().map(plain).collect();
        let words: Vec<&str> = plain.split_whitespace().collect();
        Self(format!(" {} ", words.join(" ")))
    }

    /// Whether a word, or a row of words, begins like one of `signs`.
    pub(super) fn begin(&self, signs: &[&str]) -> bool {
        signs.iter().any(|sign| self.0.contains(&format!(" {sign}")))
    }

    /// How many of `signs` words begin like.
    pub(super) fn count(&self, signs: &[&str]) -> usize {
        signs
            .iter()
            .filter(|sign| self.0.contains(&format!(" {sign}")))
            .count()
    }

    pub(super) fn is_portuguese(&self) -> bool {
        let portuguese = [
            "nao ", "voce", "meu ", "minha ", "que ", "o ", "os ", "de ", "da ", "do ", "um ", "uma ",
            "para ", "com ", "esta ", "e ", "eu ", "por ", "quero ", "qual ", "quando ", "quanto ", "onde ",
            "como ", "isso ", "seu ", "sua ", "no ", "na ", "em ", "posso ", "me ", "oi ", "ola ", "obrigad",
            "pedido", "bom ", "boa ", "voces", "quanta", "quantos", "tem ", "ainda ", "ao ", "dia ", "ate ",
            "pela ", "pelo ", "sao ", "foi ", "custa",
        ];
        let english = [
            "the ", "my ", "is ", "i ", "you ", "your ", "to ", "of ", "and ", "what ", "when ", "where ",
            "how ", "it ", "for ", "in ", "can ", "do you", "please", "this ", "that ", "hi ", "hello",
            "order", "on ", "have ", "not ", "with ", "me ", "was ", "are ", "an ",
        ];
        self.count(&portuguese) > self.count(&english)
    }

    /// The beginnings of the words that carry its matter; words for one thing have one beginning.
    pub(super) fn matter(&self) -> BTreeSet<&str> {
        self.0.split_whitespace().filter_map(beginning).collect()
    }
}

fn plain(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'í' | 'î' => 'i',
        'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ü' => 'u',
        'ç' => 'c',
        letter if letter.is_alphanumeric() => letter,
        _ => ' ',
    }
}

/// Words that carry no matter although they are long.
const EMPTY: &[&str] = &[
    "about", "after", "again", "already", "also", "another", "anything", "been", "before", "could", "does",
    "from", "have", "here", "into", "just", "know", "long", "many", "more", "much", "need", "only", "order",
    "please", "really", "said", "should", "some", "still", "tell", "than", "that", "their", "them", "then",
    "there", "they", "this", "want", "were", "what", "when", "where", "which", "will", "with", "would",
    "your", "agora", "ainda", "alguma", "algum", "aqui", "como", "depois", "disse", "ela", "ele", "essa",
    "esse", "esta", "este", "estou", "fazer", "favor", "foi", "gostaria", "isso", "mais", "meus", "minha",
    "muito", "muita", "para", "pedido", "pode", "podem", "posso", "preciso", "qual", "quando", "quanto",
    "quantos", "quero", "saber", "seria", "sobre", "tenho", "tudo", "voces", "voce", "possible", "possivel",
];

/// Beginnings that stand for one thing.
const ALIKE: &[(&str, &[&str])] = &[
    (
        "arrive",
        &[
            "arriv", "deliv", "entre", "chega", "shipp", "shipm", "envio", "envia", "dispa", "transi",
        ],
    ),
    ("refund", &["refun", "reemb", "estor", "money", "dinhe"]),
    ("return", &["retur", "devol", "sendi"]),
    (
        "cost",
        &[
            "cost", "costs", "price", "preco", "custa", "custo", "valor", "charg", "fee", "fees", "taxa",
        ],
    ),
    (
        "open",
        &[
            "open", "opens", "openi", "hours", "abre", "abrem", "horar", "funci", "close",
        ],
    ),
    ("warranty", &["warra", "guara", "garan"]),
    (
        "pay",
        &[
            "pay", "payme", "payin", "pagam", "pagar", "card", "carta", "insta", "parce", "pix", "bolet",
        ],
    ),
    ("track", &["track", "rastr", "parce"]),
    ("address", &["addre", "ender"]),
    ("cancel", &["cance"]),
    ("exchange", &["excha", "troca", "swap"]),
];

fn beginning(word: &str) -> Option<&str> {
    if EMPTY.contains(&word) {
        return None;
    }
    let start = word
        .char_indices()
        .nth(5)
        .map_or(word, |(end, _)| word.get(..end).unwrap_or(word));
    let alike = ALIKE.iter().find(|(_, group)| group.contains(&start));
    match alike {
        Some((name, _)) => Some(name),
        None => (word.len() >= 4).then_some(start),
    }
}

/// The sentences of a text, each with its mark.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest
            .char_indices()
            .find(|(at, letter)| {
                let after = rest.get(at + letter.len_utf8()..).unwrap_or_default();
                matches!(letter, '.' | '!' | '?')
                    && (after.is_empty() || after.starts_with(char::is_whitespace))
            })
            .map_or(rest.len(), |(at, letter)| at + letter.len_utf8());
        let (sentence, after) = rest.split_at(end);
        found.push(sentence.trim());
        rest = after.trim_start();
    }
    found
}
