//! A migration's SQL in, what it does to tables and to roles out.

mod token;

use token::{Lexeme, Token, tokens};

/// A table as SQL names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TableName {
    pub(super) schema: Option<String>,
    pub(super) name: String,
}

/// Something a migration does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Effect {
    Create(TableName),
    Rename(TableName, String),
    Drop(TableName),
    /// It makes or changes a role, or grants something.
    Right {
        /// Counted from 1.
        line: usize,
        /// What it says, `create role`.
        words: String,
    },
}

/// What `sql` does, in order.
pub(super) fn effects(sql: &str) -> Vec<Effect> {
    let tokens = tokens(sql);
    let mut effects = Vec::new();
    for at in 0..tokens.len() {
        effects.extend(right(&tokens, at));
        let mut reader = Reader { tokens: &tokens, at };
        if tokens.get(at).is_some_and(|token| !token.deferred) {
            reader.read(&mut effects);
        }
    }
    effects
}

fn right(tokens: &[Token], at: usize) -> Option<Effect> {
    let word = |at: usize| match &tokens.get(at)?.lexeme {
        Lexeme::Word(word) => Some(word.as_str()),
        Lexeme::Quoted(_) | Lexeme::Literal | Lexeme::Symbol(_) => None,
    };
    let words = match (word(at)?, word(at + 1)) {
        // `revoke grant option for`, and `GRANT` as the name of a column, which only `as` and a dot allow.
        ("grant", next) => {
            let before = at
                .checked_sub(1)
                .and_then(|at| tokens.get(at))
                .map(|token| &token.lexeme);
            let is_name =
                before == Some(&Lexeme::Symbol('.')) || before == Some(&Lexeme::Word("as".to_owned()));
            (next != Some("option") && !is_name).then(|| "grant".to_owned())
        }
        (verb @ ("create" | "alter" | "drop"), Some(noun @ ("role" | "user" | "group"))) => {
            (word(at + 2) != Some("mapping")).then(|| format!("{verb} {noun}"))
        }
        _ => None,
    }?;
    let line = tokens.get(at)?.line;
    Some(Effect::Right { line, words })
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Reader<'_> {
    fn read(&mut self, effects: &mut Vec<Effect>) {
        if self.words(&["create", "table"]) || self.words(&["create", "unlogged", "table"]) {
            self.words(&["if", "not", "exists"]);
            effects.extend(self.table().map(Effect::Create));
        } else if self.words(&["alter", "table"]) {
            self.words(&["if", "exists"]);
            self.words(&["only"]);
            if let Some(table) = self.table()
                && self.words(&["rename", "to"])
                && let Some(name) = self.identifier()
            {
                effects.push(Effect::Rename(table, name));
            }
        } else if self.words(&["drop", "table"]) {
            self.words(&["if", "exists"]);
            effects.extend(self.table().map(Effect::Drop));
            while self.symbol(',') {
                effects.extend(self.table().map(Effect::Drop));
            }
        }
    }

    fn lexeme(&self) -> Option<&Lexeme> {
        self.tokens.get(self.at).map(|token| &token.lexeme)
    }

    /// Passes over `words` if they are next.
    fn words(&mut self, words: &[&str]) -> bool {
        let next = self.tokens.get(self.at..).unwrap_or_default().iter();
        let fits = next
            .zip(words)
            .filter(|(token, word)| matches!(&token.lexeme, Lexeme::Word(found) if found == *word))
            .count();
        if fits == words.len() {
            self.at += words.len();
        }
        fits == words.len()
    }

    fn symbol(&mut self, symbol: char) -> bool {
        let fits = self.lexeme() == Some(&Lexeme::Symbol(symbol));
        self.at += usize::from(fits);
        fits
    }

    fn identifier(&mut self) -> Option<String> {
        let name = match self.lexeme()? {
            Lexeme::Word(name) | Lexeme::Quoted(name) => name.clone(),
            Lexeme::Literal | Lexeme::Symbol(_) => return None,
        };
        self.at += 1;
        Some(name)
    }

    fn table(&mut self) -> Option<TableName> {
        let (mut schema, mut name) = (None, self.identifier()?);
        while self.symbol('.') {
            schema = Some(std::mem::replace(&mut name, self.identifier()?));
        }
        Some(TableName { schema, name })
    }
}

#[cfg(test)]
mod tests;
