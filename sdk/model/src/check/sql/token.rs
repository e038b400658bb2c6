//! SQL in, its words and symbols out: comments and strings gone, code in dollar quotes entered.

/// What matters of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lexeme {
    /// A key word or a bare identifier, in lower case as PostgreSQL reads it.
    Word(String),
    /// An identifier in quotes.
    Quoted(String),
    /// A string or a number.
    Literal,
    /// Any other character.
    Symbol(char),
}

/// A token and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) lexeme: Lexeme,
    /// Counted from 1.
    pub(super) line: usize,
    /// In the body of a function: it runs when that is called, if ever.
    pub(super) deferred: bool,
}

/// Reads SQL. What ends in the middle of a string or a comment ends there; PostgreSQL will say so.
pub(super) fn tokens(sql: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        rest: sql,
        line: 1,
        deferred: false,
        tokens: Vec::new(),
    };
    lexer.run();
    lexer.tokens
}

struct Lexer<'a> {
    rest: &'a str,
    line: usize,
    deferred: bool,
    tokens: Vec<Token>,
}

impl<'a> Lexer<'a> {
    fn run(&mut self) {
        while let Some(first) = self.rest.chars().next() {
            if self.rest.starts_with("--") {
                self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
            } else if self.rest.starts_with("/*") {
                self.take(end_of_comment(self.rest));
            } else if first == '\'' {
                self.literal(false);
            } else if first == '"' {
                let text = self.take(end_of_quote(self.rest, '"', false));
                let name = text.strip_prefix('"').unwrap_or(text);
                let name = name.strip_suffix('"').unwrap_or(name).replace("\"\"", "\"");
                self.push(Lexeme::Quoted(name));
            } else if let Some(tag) = dollar_tag(self.rest) {
                self.dollar_quoted(tag.len());
            } else if first.is_alphabetic() || first == '_' {
                self.word();
            } else if first.is_whitespace() {
                self.take(first.len_utf8());
            } else {
                self.take(first.len_utf8());
                self.push(if first.is_ascii_digit() {
                    Lexeme::Literal
                } else {
                    Lexeme::Symbol(first)
                });
            }
        }
    }

    /// Moves on by `length` bytes, and answers them.
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }

    fn push(&mut self, lexeme: Lexeme) {
        let (line, deferred) = (self.line, self.deferred);
        self.tokens.push(Token {
            lexeme,
            line,
            deferred,
        });
    }

    fn word(&mut self) {
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let length = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let word = self.take(length).to_lowercase();
        if word == "e" && self.rest.starts_with('\'') {
            self.literal(true);
        } else {
            self.push(Lexeme::Word(word));
        }
    }

    fn literal(&mut self, escapes: bool) {
        self.take(end_of_quote(self.rest, '\'', escapes));
        self.push(Lexeme::Literal);
    }

    /// The body of a `DO` runs now, that of a function later; anything else is a string.
    fn dollar_quoted(&mut self, tag: usize) {
        let delimiter = self.take(tag);
        let end = self.rest.find(delimiter).unwrap_or(self.rest.len());
        let runs_now = self.statement_begins_with("do");
        let is_body =
            matches!(self.tokens.last(), Some(Token { lexeme: Lexeme::Word(word), .. }) if word == "as");
        if runs_now || is_body {
            let (outer, behind) = (self.deferred, self.rest.get(end..).unwrap_or_default());
            self.rest = self.rest.get(..end).unwrap_or_default();
            self.deferred |= !runs_now;
            self.push(Lexeme::Symbol(';'));
            self.run();
            self.rest = behind;
            self.deferred = outer;
        } else {
            self.take(end);
            self.push(Lexeme::Literal);
        }
        self.take(tag.min(self.rest.len()));
    }

    fn statement_begins_with(&self, keyword: &str) -> bool {
        let statement = self
            .tokens
            .rsplit(|token| token.lexeme == Lexeme::Symbol(';'))
            .next();
        let first = statement.and_then(|statement| statement.first());
        matches!(first, Some(Token { lexeme: Lexeme::Word(word), .. }) if word == keyword)
    }
}

/// `$$` or `$tag$` at the start of `text`.
fn dollar_tag(text: &str) -> Option<&str> {
    let length = text.strip_prefix('$')?.find('$')?;
    let tag = text.get(1..=length)?;
    let is_tag = !tag.starts_with(|c: char| c.is_ascii_digit())
        && tag.chars().all(|c| c.is_alphanumeric() || c == '_');
    if is_tag { text.get(..length + 2) } else { None }
}

/// Behind a comment that may hold others.
fn end_of_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_u32, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// Behind a quoted text, in which `quote` stands twice for itself, and after a backslash if there are escapes.
fn end_of_quote(text: &str, quote: char, escapes: bool) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        if escapes && c == '\\' {
            characters.next();
        } else if c == quote && characters.next_if(|(_, next)| *next == quote).is_none() {
            return at + quote.len_utf8();
        }
    }
    text.len()
}
