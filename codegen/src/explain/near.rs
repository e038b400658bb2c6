//! A name in, those most like it out.

/// How many are worth a reader's while.
const MOST: usize = 3;

/// The names that `wanted` is a misspelling or a part of, the likest first.
pub(crate) fn to<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let allowed = wanted.chars().count().div_ceil(3);
    let mut near: Vec<(usize, &str)> = names
        .filter_map(|name| {
            let words = name.split('_').chain([name]);
            let edits = words.map(|word| edits(wanted, word)).min().unwrap_or(usize::MAX);
            let is_part = !wanted.is_empty() && (name.contains(wanted) || wanted.contains(name));
            (edits <= allowed || is_part).then_some((edits, name))
        })
        .collect();
    near.sort_unstable();
    near.into_iter()
        .take(MOST)
        .map(|(_, name)| name.to_owned())
        .collect()
}

/// The Levenshtein distance: how many characters are to be added, taken away or changed.
fn edits(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut costs: Vec<usize> = (0..=right.len()).collect();
    for (row, from) in left.chars().enumerate() {
        let mut diagonal = row;
        let mut before = row + 1;
        if let Some(first) = costs.first_mut() {
            *first = before;
        }
        for (cost, to) in costs.iter_mut().skip(1).zip(&right) {
            let change = diagonal + usize::from(from != *to);
            diagonal = *cost;
            before = change.min(diagonal + 1).min(before + 1);
            *cost = before;
        }
    }
    costs.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{edits, to};

    #[test]
    fn distance_counts_edits() {
        let check = |left, right, expected| {
            assert_eq!(edits(left, right), expected, "{left} {right}");
            assert_eq!(edits(right, left), expected, "{right} {left}");
        };
        check("", "", 0);
        check("", "abc", 3);
        check("abc", "abc", 0);
        check("kitten", "sitting", 3);
        check("classify", "clasify", 1);
        check("ação", "acao", 2);
    }

    #[test]
    fn the_likest_come_first() {
        let names = ["load_history", "save_turn", "save_turns", "post_message"];
        let check =
            |wanted, expected: &[&str]| assert_eq!(to(wanted, names.into_iter()), expected, "{wanted}");
        check("save_turm", &["save_turn", "save_turns"]);
        check("history", &["load_history"]);
        check("loadhistory", &["load_history"]);
        check("histroy", &["load_history"]);
        check("sav", &["save_turn", "save_turns"]);
        check("unlike", &[]);
        check("", &[]);
    }
}
