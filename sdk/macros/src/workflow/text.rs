//! `format!(…)` in, its pieces out: text, and what is written into it.

use proc_macro2::{Ident, Span};
use std::collections::BTreeSet;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Error, Expr, ExprPath, LitStr, Macro, Result, Token, parse_quote_spanned};

/// A part of a text.
pub(super) enum Piece {
    Text(String, Span),
    Value(Expr),
}

/// What stands between the parentheses.
struct Arguments {
    template: LitStr,
    values: Vec<(Option<Ident>, Expr)>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let template = input.parse::<LitStr>().map_err(|mistake| {
            Error::new(
                mistake.span(),
                "`format!` begins with its text, a string in quotes",
            )
        })?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        let values = Punctuated::<Expr, Token![,]>::parse_terminated(input)?;
        let values = values.into_iter().map(|value| match value {
            Expr::Assign(named) => match named.left.as_ref() {
                Expr::Path(path) => (path.path.get_ident().cloned(), *named.right),
                _ => (None, Expr::Assign(named)),
            },
            value => (None, value),
        });
        Ok(Self {
            template,
            values: values.collect(),
        })
    }
}

/// The pieces of a `format!`.
pub(super) fn pieces(format: &Macro) -> Result<Vec<Piece>> {
    let Arguments { template, values } = format.parse_body()?;
    let span = template.span();
    let text = template.value();
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut used = BTreeSet::new();
    let mut next = 0;
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '{' | '}' if rest.next_if_eq(&character).is_some() => literal.push(character),
            '}' => return Err(Error::new(span, "a `}` that closes nothing: write `}}`")),
            '{' => {
                let mut name = String::new();
                loop {
                    match rest.next() {
                        Some('}') => break,
                        Some(character) => name.push(character),
                        None => return Err(Error::new(span, "a `{` that nothing closes: write `{{`")),
                    }
                }
                if !literal.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut literal), span));
                }
                let (position, value) = value(name.trim(), &values, &mut next, span)?;
                used.extend(position);
                pieces.push(Piece::Value(value));
            }
            other => literal.push(other),
        }
    }
    if !literal.is_empty() {
        pieces.push(Piece::Text(literal, span));
    }
    match values
        .iter()
        .enumerate()
        .find(|(number, _)| !used.contains(number))
    {
        Some((_, (_, unused))) => Err(Error::new(
            unused.span(),
            "nothing in the text says where this goes",
        )),
        None => Ok(pieces),
    }
}

/// What `{name}` stands for, and its number among the values.
fn value(
    name: &str,
    values: &[(Option<Ident>, Expr)],
    next: &mut usize,
    span: Span,
) -> Result<(Option<usize>, Expr)> {
    if name.contains(':') {
        let message = format!(
            "`{{{name}}}`: a machine writes values as they are, without width or precision: put this computation into a step"
        );
        return Err(Error::new(span, message));
    }
    let position = if name.is_empty() {
        let position = *next;
        *next += 1;
        Some(position)
    } else if let Ok(position) = name.parse::<usize>() {
        Some(position)
    } else {
        values
            .iter()
            .position(|(given, _)| given.as_ref().is_some_and(|given| given == name))
    };
    match position {
        Some(position) => match values.get(position) {
            Some((_, value)) => Ok((Some(position), value.clone())),
            None => Err(Error::new(span, format!("`{{{name}}}` has no value: add one"))),
        },
        None => {
            let ident = syn::parse_str::<Ident>(name)
                .map_err(|_| Error::new(span, format!("`{{{name}}}` is no name")))?;
            let ident = Ident::new(&ident.to_string(), span);
            let path: ExprPath = parse_quote_spanned!(span=> #ident);
            Ok((None, Expr::Path(path)))
        }
    }
}
