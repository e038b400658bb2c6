//! Serde attributes in, what they mean for a shape out; each that a shape cannot hold is a mistake.

use super::rename::Rule;
use proc_macro2::Span;
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Expr, ExprPath, LitStr, Result, Token, token};

/// Where the value of an absent field comes from.
pub(super) enum Default {
    /// `Default::default()` of the field's type.
    Trait,
    /// A function.
    Function(ExprPath),
}

/// The attributes of a struct or enum.
#[derive(std::default::Default)]
pub(super) struct Container {
    pub(super) rename_all: Option<Rule>,
    pub(super) rename_all_fields: Option<Rule>,
    pub(super) default: Option<Default>,
    pub(super) tag: Option<LitStr>,
    pub(super) content: Option<LitStr>,
    pub(super) transparent: Option<Span>,
}

/// The attributes of a field.
#[derive(std::default::Default)]
pub(super) struct Field {
    pub(super) rename: Option<String>,
    pub(super) default: Option<Default>,
    /// Where the field is said to be left out at times.
    pub(super) skip_if: Option<Span>,
}

/// The attributes of a variant.
#[derive(std::default::Default)]
pub(super) struct Variant {
    pub(super) rename: Option<String>,
    pub(super) rename_all: Option<Rule>,
}

impl Container {
    pub(super) fn read(attributes: &[Attribute], mistakes: &mut Vec<Error>) -> Self {
        let mut this = Self::default();
        each(attributes, mistakes, |meta, key| {
            match key {
                "rename_all" => this.rename_all = Some(rule(meta)?),
                "rename_all_fields" => this.rename_all_fields = Some(rule(meta)?),
                "default" => this.default = Some(default(meta)?),
                "tag" => this.tag = Some(meta.value()?.parse()?),
                "content" => this.content = Some(meta.value()?.parse()?),
                "transparent" => this.transparent = Some(meta.path.span()),
                // These change nothing that a machine sees.
                "rename" | "deny_unknown_fields" | "crate" | "bound" | "expecting" => value(meta)?,
                _ => return refuse(meta, key),
            }
            Ok(())
        });
        this
    }
}

impl Field {
    pub(super) fn read(attributes: &[Attribute], mistakes: &mut Vec<Error>) -> Self {
        let mut this = Self::default();
        each(attributes, mistakes, |meta, key| {
            match key {
                "rename" => this.rename = Some(name(meta)?.value()),
                "default" => this.default = Some(default(meta)?),
                "skip_serializing_if" => {
                    this.skip_if = Some(meta.path.span());
                    value(meta)?;
                }
                "bound" => value(meta)?,
                _ => return refuse(meta, key),
            }
            Ok(())
        });
        this
    }
}

impl Variant {
    pub(super) fn read(attributes: &[Attribute], mistakes: &mut Vec<Error>) -> Self {
        let mut this = Self::default();
        each(attributes, mistakes, |meta, key| {
            match key {
                "rename" => this.rename = Some(name(meta)?.value()),
                "rename_all" => this.rename_all = Some(rule(meta)?),
                "bound" => value(meta)?,
                _ => return refuse(meta, key),
            }
            Ok(())
        });
        this
    }
}

fn each(
    attributes: &[Attribute],
    mistakes: &mut Vec<Error>,
    mut read: impl FnMut(&ParseNestedMeta<'_>, &str) -> Result<()>,
) {
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        let outcome = attribute.parse_nested_meta(|meta| {
            let key = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            read(&meta, &key)
        });
        mistakes.extend(outcome.err());
    }
}

fn refuse(meta: &ParseNestedMeta<'_>, key: &str) -> Result<()> {
    let why = match key {
        "untagged" => "an untagged enum cannot be told apart in a machine: give it a `tag`".to_owned(),
        "alias" => {
            "a machine reads a field by one name: drop the alias, or accept it in a handler".to_owned()
        }
        "flatten" => "a flattened field has no name of its own in JSON: name it".to_owned(),
        "skip" | "skip_serializing" | "skip_deserializing" => {
            "a skipped field does not travel: leave it out of the type".to_owned()
        }
        "other" => "a machine would lose which variant it was: list the variants".to_owned(),
        "with" | "serialize_with" | "deserialize_with" | "from" | "into" | "try_from" | "remote"
        | "getter" => {
            format!(
                "`{key}` hides the JSON form: implement `ferrovia::Shape` by hand, naming the type in JSON"
            )
        }
        _ => format!("`{key}` cannot be modelled: implement `ferrovia::Shape` by hand"),
    };
    Err(meta.error(why))
}

/// Skips `= value` or `(…)`.
fn value(meta: &ParseNestedMeta<'_>) -> Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<Expr>()?;
    } else if meta.input.peek(token::Paren) {
        meta.parse_nested_meta(|inner| value(&inner))?;
    }
    Ok(())
}

/// A name that reads and writes alike.
fn name(meta: &ParseNestedMeta<'_>) -> Result<LitStr> {
    if !meta.input.peek(token::Paren) {
        return meta.value()?.parse();
    }
    let mut names: Vec<LitStr> = Vec::new();
    meta.parse_nested_meta(|direction| {
        names.push(direction.value()?.parse()?);
        Ok(())
    })?;
    match names.as_slice() {
        [one, other] if one.value() == other.value() => Ok(one.clone()),
        _ => Err(meta.error("a machine reads what it writes: use one name for both directions")),
    }
}

fn rule(meta: &ParseNestedMeta<'_>) -> Result<Rule> {
    let text = name(meta)?;
    Rule::parse(&text.value()).ok_or_else(|| Error::new(text.span(), "serde knows no such rule"))
}

fn default(meta: &ParseNestedMeta<'_>) -> Result<Default> {
    if !meta.input.peek(Token![=]) {
        return Ok(Default::Trait);
    }
    let path: LitStr = meta.value()?.parse()?;
    Ok(Default::Function(path.parse()?))
}
