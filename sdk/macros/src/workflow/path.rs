//! A path in, what Rust's naming conventions say it is out. A macro sees no definitions, so conventions it is; a
//! path that breaks them is refused, never misread.

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::{Path, PathArguments};

/// What a path names.
pub(super) enum Named {
    /// `message`
    Variable(String),
    /// `MAX_TURNS`, `limits::MAX_TURNS`
    Constant,
    /// `Screen`, `domain::Screen`
    Type,
    /// `Intent::Refund`: the enum and the variant.
    Variant(Path, String),
    /// `classify_intent`, `steps::classify_intent`
    Function,
    /// `Screen::new`
    AssociatedFunction,
}

impl Named {
    /// What `path` names where a value stands alone.
    pub(super) fn of_value(path: &Path) -> Self {
        match Self::of_callee(path) {
            Self::Function if path.segments.len() == 1 => Self::Variable(last(path)),
            other => other,
        }
    }

    /// What `path` names where it is called.
    pub(super) fn of_callee(path: &Path) -> Self {
        let name = last(path);
        let owner = path
            .segments
            .iter()
            .rev()
            .nth(1)
            .map(|segment| segment.ident.unraw().to_string());
        let owned_by_type = owner.is_some_and(|owner| starts_upper(&owner));
        if starts_upper(&name) {
            match owned_by_type {
                _ if is_screaming(&name) => Self::Constant,
                true => Self::Variant(parent(path), name),
                false => Self::Type,
            }
        } else if owned_by_type {
            Self::AssociatedFunction
        } else {
            Self::Function
        }
    }
}

/// The last word of a path.
pub(super) fn last(path: &Path) -> String {
    path.segments
        .last()
        .map(|segment| segment.ident.unraw().to_string())
        .unwrap_or_default()
}

/// Whether a path is that one word.
pub(super) fn is(path: &Path, word: &str) -> bool {
    path.segments.last().is_some_and(|segment| segment.ident == word)
        && path.segments.len() == 1
        && matches!(
            path.segments.last().map(|segment| &segment.arguments),
            Some(PathArguments::None)
        )
}

/// A path as its author would write it.
pub(super) fn text(path: &Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}

fn parent(path: &Path) -> Path {
    let mut parent = path.clone();
    let mut segments: Vec<_> = parent.segments.into_iter().collect();
    segments.pop();
    parent.segments = Punctuated::from_iter(segments);
    parent
}

fn starts_upper(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// One capital alone is a type or a variant: `Size::M`.
fn is_screaming(word: &str) -> bool {
    word.len() > 1 && !word.contains(char::is_lowercase)
}
