//! What the macros read from attributes: doc comments, durations, places.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta};

/// The doc comment, without the space that follows `///`; empty without one.
pub(crate) fn docs(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text), ..
            }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    let lines: Vec<_> = lines
        .map(|line| line.strip_prefix(' ').unwrap_or(&line).trim_end().to_owned())
        .collect();
    lines.join("\n").trim().to_owned()
}

/// A duration such as `20s` or `5m`, in whole seconds.
pub(crate) fn seconds(text: &LitStr) -> syn::Result<u32> {
    let value = text.value();
    let split = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    let (number, unit) = value.split_at(split);
    let factor = match unit.trim() {
        "s" => Some(1),
        "m" => Some(60),
        "h" => Some(3600),
        "d" => Some(86_400),
        _ => None,
    };
    number
        .parse::<u32>()
        .ok()
        .zip(factor)
        .and_then(|(number, factor)| number.checked_mul(factor))
        .ok_or_else(|| {
            syn::Error::new(
                text.span(),
                format!("`{value}` is not a duration: write `20s`, `5m` or `1h`"),
            )
        })
}

/// What a function was called before, newest first: one name, or a list of them.
pub(crate) fn former_names(value: &Expr) -> syn::Result<Vec<LitStr>> {
    let name = |value: &Expr| match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(name), ..
        }) => Ok(name.clone()),
        other => {
            let message = "write `was = \"old_name\"`, or a list of them, newest first";
            Err(syn::Error::new_spanned(other, message))
        }
    };
    match value {
        Expr::Array(names) => names.elems.iter().map(name).collect(),
        one => Ok(vec![name(one)?]),
    }
}

/// An expression for the place of `span`.
pub(crate) fn source(span: Span) -> TokenStream {
    let line = u32::try_from(span.start().line).unwrap_or(0);
    quote!(::ferrovia::model::Source::new(::core::file!(), #line))
}

/// Tokens as an author would write them: `Read<Messages>`, not `Read < Messages >`.
pub(crate) fn written(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (from, to) in [
        (" < ", "<"),
        ("< ", "<"),
        (" <", "<"),
        (" >", ">"),
        (" :: ", "::"),
        (" ,", ","),
        ("& ", "&"),
        ("( ", "("),
        (" )", ")"),
    ] {
        text = text.replace(from, to);
    }
    text
}

/// Collects mistakes, so that all are reported at once.
#[derive(Default)]
pub(crate) struct Mistakes(Option<syn::Error>);

impl Mistakes {
    /// Notes a mistake.
    pub(crate) fn push(&mut self, mistake: syn::Error) {
        match &mut self.0 {
            Some(mistakes) => mistakes.combine(mistake),
            None => self.0 = Some(mistake),
        }
    }

    /// Notes a mistake at `tokens`.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// The value, or a default after noting the mistake.
    pub(crate) fn or_default<T: Default>(&mut self, result: syn::Result<T>) -> T {
        result.unwrap_or_else(|mistake| {
            self.push(mistake);
            T::default()
        })
    }

    /// The mistakes as compile errors, or nothing if there are none.
    pub(crate) fn into_errors(self) -> Option<TokenStream> {
        self.0.map(|mistakes| mistakes.to_compile_error())
    }
}

/// `()` spanned like `tokens`, for errors about something that is absent.
pub(crate) fn unit(span: Span) -> TokenStream {
    quote_spanned!(span=> ())
}
