//! A function's name in, how many arguments it takes out: JSONata's and those that Step Functions adds.

/// How many arguments a function takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arity {
    /// At least so many, where those that the context can stand for are left out.
    pub least: usize,
    /// At most so many, unless any number will do.
    pub most: Option<usize>,
}

/// How many arguments `$name` takes, if there is such a function.
pub fn arity(name: &str) -> Option<Arity> {
    let index = FUNCTIONS.binary_search_by_key(&name, |(name, ..)| name).ok()?;
    let (_, least, most) = *FUNCTIONS.get(index)?;
    Some(Arity {
        least,
        most: (most != ANY).then_some(most),
    })
}

const ANY: usize = usize::MAX;

/// By name.
const FUNCTIONS: &[(&str, usize, usize)] = &[
    ("abs", 0, 1),
    ("append", 2, 2),
    ("assert", 1, 2),
    ("average", 1, 1),
    ("base64decode", 0, 1),
    ("base64encode", 0, 1),
    ("boolean", 0, 1),
    ("ceil", 0, 1),
    ("contains", 1, 2),
    ("count", 1, 1),
    ("decodeUrl", 0, 1),
    ("decodeUrlComponent", 0, 1),
    ("distinct", 1, 1),
    ("each", 1, 2),
    ("encodeUrl", 0, 1),
    ("encodeUrlComponent", 0, 1),
    ("error", 0, 1),
    ("exists", 1, 1),
    ("filter", 2, 2),
    ("floor", 0, 1),
    ("formatBase", 0, 2),
    ("formatInteger", 1, 2),
    ("formatNumber", 1, 3),
    ("fromMillis", 0, 3),
    ("hash", 2, 2),
    ("join", 1, 2),
    ("keys", 0, 1),
    ("length", 0, 1),
    ("lookup", 1, 2),
    ("lowercase", 0, 1),
    ("map", 2, 2),
    ("match", 1, 3),
    ("max", 1, 1),
    ("merge", 1, 1),
    ("millis", 0, 0),
    ("min", 1, 1),
    ("not", 0, 1),
    ("now", 0, 2),
    ("number", 0, 1),
    ("pad", 1, 3),
    ("parse", 1, 1),
    ("parseInteger", 1, 2),
    ("partition", 2, 2),
    ("power", 1, 2),
    ("random", 0, 1),
    ("range", 3, 3),
    ("reduce", 2, 3),
    ("replace", 2, 4),
    ("reverse", 1, 1),
    ("round", 0, 2),
    ("shuffle", 1, 1),
    ("sift", 1, 2),
    ("single", 1, 2),
    ("sort", 1, 2),
    ("split", 1, 3),
    ("spread", 0, 1),
    ("sqrt", 0, 1),
    ("string", 0, 2),
    ("substring", 1, 3),
    ("substringAfter", 1, 2),
    ("substringBefore", 1, 2),
    ("sum", 1, 1),
    ("toMillis", 0, 2),
    ("trim", 0, 1),
    ("type", 1, 1),
    ("uppercase", 0, 1),
    ("uuid", 0, 0),
    ("zip", 1, ANY),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found() {
        for (name, least, _) in FUNCTIONS {
            assert_eq!(arity(name).map(|arity| arity.least), Some(*least), "{name}");
        }
        assert_eq!(arity("eval"), None);
    }
}
