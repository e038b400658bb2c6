//! `#[handler(…)]` in, what it says out; each argument's mistake by itself.

use super::trigger::{Trigger, Triggers};
use crate::attributes::{Mistakes, former_names, seconds};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, Lit, LitInt, LitStr, Meta, MetaNameValue, Path, Token};

const KNOWN: &str = "a handler has `timeout`, `memory_mb`, `wait`, `heartbeat`, `trigger`, `schedule`, `timezone`, `on`, `route`, `scopes`, `public`, `alias`, `deprecated` and `was`";
const ALIAS: &str = "`alias(path = \"/message\", since = \"2026-11-01\", sunset = \"2027-11-01\")`";

const DEPRECATED: &str =
    "`deprecated(since = \"2026-11-01\", sunset = \"2027-11-01\", successor = get_message_v2)`";

/// What stands in `#[handler(…)]`.
pub(super) struct Arguments {
    pub(super) timeout_seconds: u32,
    pub(super) memory_mb: u32,
    /// An expression for the route without its types.
    pub(super) route: Option<TokenStream>,
    pub(super) wait: Option<Wait>,
    /// What it was called before, newest first.
    pub(super) was: Vec<LitStr>,
    /// What starts it by itself.
    pub(super) trigger: Option<Trigger>,
}

/// How long a handler's token may be answered.
pub(super) struct Wait {
    /// The argument `wait`.
    pub(super) argument: Path,
    pub(super) seconds: u32,
    pub(super) heartbeat_seconds: Option<u32>,
}

/// The arguments that describe a route, as they stand.
#[derive(Default)]
struct Route {
    route: Option<LitStr>,
    scopes: Option<(Path, Vec<LitStr>)>,
    public: Option<Path>,
    alias: Option<(Path, TokenStream)>,
    deprecated: Option<(Path, TokenStream)>,
    /// An argument is mistaken, so that what is missing may only be misspelt.
    mistaken: bool,
}

impl Arguments {
    pub(super) fn parse(tokens: TokenStream, mistakes: &mut Mistakes) -> Self {
        let mut arguments = Self {
            timeout_seconds: 10,
            memory_mb: 256,
            route: None,
            wait: None,
            was: Vec::new(),
            trigger: None,
        };
        let mut route = Route::default();
        let (mut heartbeat, mut triggers) = (None, Triggers::default());
        match Punctuated::<Meta, Token![,]>::parse_terminated.parse2(tokens) {
            Ok(list) => {
                for argument in &list {
                    if let Err(mistake) = arguments.read(argument, &mut route, &mut heartbeat, &mut triggers)
                    {
                        route.mistaken = true;
                        mistakes.push(mistake);
                    }
                }
            }
            Err(mistake) => {
                route.mistaken = true;
                mistakes.push(mistake);
            }
        }
        if let Some(wait) = &arguments.wait
            && route.route.is_some()
        {
            let message = "only a workflow gives a token: let the route's handler start one, which calls a handler with `wait`";
            mistakes.at(&wait.argument, message);
        }
        let (has_route, waits) = (route.route.is_some(), arguments.wait.is_some());
        arguments.trigger = triggers.only(has_route, waits, !route.mistaken, mistakes);
        match (&mut arguments.wait, heartbeat) {
            (Some(wait), Some((_, seconds))) => wait.heartbeat_seconds = Some(seconds),
            (None, Some((argument, _))) if !route.mistaken => {
                let message = "`heartbeat` is about a wait: add `wait = \"3d\"`, or remove it";
                mistakes.at(argument, message);
            }
            (Some(_), None) | (None, _) => {}
        }
        arguments.route = route.expression(mistakes);
        arguments
    }

    fn read(
        &mut self,
        argument: &Meta,
        route: &mut Route,
        heartbeat: &mut Option<(Path, u32)>,
        triggers: &mut Triggers,
    ) -> syn::Result<()> {
        let name = argument
            .path()
            .get_ident()
            .map(ToString::to_string)
            .unwrap_or_default();
        if let Some(read) = triggers.read(&name, argument) {
            return read;
        }
        match (name.as_str(), argument) {
            ("timeout", Meta::NameValue(pair)) => {
                self.timeout_seconds = seconds(&text(pair, "timeout = \"20s\"")?)?
            }
            ("memory_mb", Meta::NameValue(pair)) => self.memory_mb = number(pair, "memory_mb = 256")?,
            ("wait", Meta::NameValue(pair)) => {
                self.wait = Some(Wait {
                    argument: pair.path.clone(),
                    seconds: seconds(&text(pair, "wait = \"3d\"")?)?,
                    heartbeat_seconds: None,
                });
            }
            ("heartbeat", Meta::NameValue(pair)) => {
                *heartbeat = Some((pair.path.clone(), seconds(&text(pair, "heartbeat = \"1h\"")?)?));
            }
            ("route", Meta::NameValue(pair)) => {
                route.route = Some(text(pair, "route = \"POST /v1/messages\"")?)
            }
            ("scopes", Meta::NameValue(pair)) => route.scopes = Some((pair.path.clone(), scopes(pair)?)),
            ("public", Meta::Path(path)) => route.public = Some(path.clone()),
            ("alias", Meta::List(list)) => {
                let pairs =
                    Punctuated::<MetaNameValue, Token![,]>::parse_terminated.parse2(list.tokens.clone())?;
                route.alias = Some((list.path.clone(), alias(list, &pairs)?));
            }
            ("deprecated", Meta::List(list)) => {
                let pairs =
                    Punctuated::<MetaNameValue, Token![,]>::parse_terminated.parse2(list.tokens.clone())?;
                route.deprecated = Some((list.path.clone(), deprecated(list, &pairs)?));
            }
            ("was", Meta::NameValue(pair)) => self.was = former_names(&pair.value)?,
            ("was", _) => return Err(form(argument, "was = \"old_name\"")),
            ("timeout", _) => return Err(form(argument, "timeout = \"20s\"")),
            ("memory_mb", _) => return Err(form(argument, "memory_mb = 256")),
            ("wait", _) => return Err(form(argument, "wait = \"3d\"")),
            ("heartbeat", _) => return Err(form(argument, "heartbeat = \"1h\"")),
            ("route", _) => return Err(form(argument, "route = \"POST /v1/messages\"")),
            ("scopes", _) => return Err(form(argument, "scopes = [\"messages:write\"]")),
            ("public", _) => return Err(form(argument, "public")),
            ("alias", _) => return Err(syn::Error::new_spanned(argument, format!("write {ALIAS}"))),
            ("deprecated", _) => {
                return Err(syn::Error::new_spanned(argument, format!("write {DEPRECATED}")));
            }
            _ => {
                return Err(syn::Error::new_spanned(
                    argument.path(),
                    format!("unknown argument: {KNOWN}"),
                ));
            }
        }
        Ok(())
    }
}

impl Route {
    fn expression(self, mistakes: &mut Mistakes) -> Option<TokenStream> {
        let Some(route) = &self.route else {
            if !self.mistaken {
                self.without_a_route(mistakes);
            }
            return None;
        };
        let text = route.value();
        let Some((method, path)) = text.split_once(' ').filter(|(_, path)| path.starts_with('/')) else {
            mistakes.at(route, "a route is a method and a path: `POST /v1/messages`");
            return None;
        };
        if !["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method) {
            let message = format!("`{method}` is no method: use GET, POST, PUT, PATCH or DELETE");
            mistakes.at(route, message);
        }
        match (&self.scopes, &self.public) {
            (None, None) if !self.mistaken => {
                let message =
                    "who may call it? add `scopes = [\"messages:write\"]`, or `public` if anyone may";
                mistakes.at(route, message);
            }
            (Some(_), Some(public)) => mistakes.at(public, "a route is `public` or has `scopes`, not both"),
            (None, None) | (Some(_), None) | (None, Some(_)) => {}
        }
        let scopes = self.scopes.into_iter().flat_map(|(_, scopes)| scopes);
        let alias = match self.alias {
            Some((_, alias)) => quote!(::core::option::Option::Some(#alias)),
            None => quote!(::core::option::Option::None),
        };
        let deprecated = match self.deprecated {
            Some((_, deprecated)) => quote!(::core::option::Option::Some(#deprecated)),
            None => quote!(::core::option::Option::None),
        };
        Some(quote! {
            ::ferrovia::model::Route {
                method: #method.into(),
                path: #path.into(),
                scopes: ::std::vec![#(#scopes.into()),*],
                alias: #alias,
                deprecated: #deprecated,
                path_parameters: ::core::option::Option::None,
                query: ::core::option::Option::None,
                headers: ::core::option::Option::None,
                body: ::core::option::Option::None,
                responses: ::std::vec::Vec::new(),
            }
        })
    }

    fn without_a_route(&self, mistakes: &mut Mistakes) {
        let scopes = self.scopes.as_ref().map(|(path, _)| path);
        let alias = self.alias.as_ref().map(|(path, _)| path);
        let deprecated = self.deprecated.as_ref().map(|(path, _)| path);
        for argument in [scopes, self.public.as_ref(), alias, deprecated]
            .into_iter()
            .flatten()
        {
            let name = argument.to_token_stream();
            let message =
                format!("`{name}` is about a route: add `route = \"POST /v1/messages\"`, or remove it");
            mistakes.at(argument, message);
        }
    }
}

pub(super) fn form(found: impl ToTokens, example: &str) -> syn::Error {
    syn::Error::new_spanned(found, format!("write `{example}`"))
}

fn literal(value: &Expr) -> Option<&Lit> {
    match value {
        Expr::Lit(ExprLit { lit, .. }) => Some(lit),
        _ => None,
    }
}

pub(super) fn text(pair: &MetaNameValue, example: &str) -> syn::Result<LitStr> {
    match literal(&pair.value) {
        Some(Lit::Str(text)) => Ok(text.clone()),
        _ => Err(form(&pair.value, example)),
    }
}

fn number(pair: &MetaNameValue, example: &str) -> syn::Result<u32> {
    match literal(&pair.value) {
        Some(Lit::Int(number)) => LitInt::base10_parse(number),
        _ => Err(form(&pair.value, example)),
    }
}

fn scopes(pair: &MetaNameValue) -> syn::Result<Vec<LitStr>> {
    let example = "scopes = [\"messages:write\"]";
    let Expr::Array(list) = &pair.value else {
        return Err(form(&pair.value, example));
    };
    if list.elems.is_empty() {
        let message = "a token needs one of the scopes: name one, or write `public` if anyone may call it";
        return Err(syn::Error::new_spanned(list, message));
    }
    let scopes = list.elems.iter().map(|scope| match literal(scope) {
        Some(Lit::Str(text)) => Ok(text.clone()),
        _ => Err(form(scope, example)),
    });
    scopes.collect()
}

/// An expression for the deprecated alias.
fn alias(list: &syn::MetaList, pairs: &Punctuated<MetaNameValue, Token![,]>) -> syn::Result<TokenStream> {
    let (mut path, mut since, mut sunset) = (None, None, None);
    for pair in pairs {
        let slot = match pair.path.get_ident().map(ToString::to_string).as_deref() {
            Some("path") => &mut path,
            Some("since") => &mut since,
            Some("sunset") => &mut sunset,
            _ => {
                let message = "unknown argument: an alias has `path`, `since` and `sunset`";
                return Err(syn::Error::new_spanned(&pair.path, message));
            }
        };
        *slot = Some(text(pair, "sunset = \"2027-11-01\"")?);
    }
    match (path, since, sunset) {
        (Some(path), Some(since), Some(sunset)) => Ok(quote! {
            ::ferrovia::model::Deprecation { path: #path.into(), since: #since.into(), sunset: #sunset.into() }
        }),
        _ => {
            let message = format!("clients must know until when an alias works: write {ALIAS}");
            Err(syn::Error::new_spanned(list, message))
        }
    }
}

/// An expression for the announced end of a route.
fn deprecated(
    list: &syn::MetaList,
    pairs: &Punctuated<MetaNameValue, Token![,]>,
) -> syn::Result<TokenStream> {
    let (mut since, mut sunset, mut successor) = (None, None, None);
    for pair in pairs {
        match pair.path.get_ident().map(ToString::to_string).as_deref() {
            Some("since") => since = Some(text(pair, "since = \"2026-11-01\"")?),
            Some("sunset") => sunset = Some(text(pair, "sunset = \"2027-11-01\"")?),
            Some("successor") => match &pair.value {
                Expr::Path(path) => successor = Some(path),
                other => return Err(form(other, "successor = get_message_v2")),
            },
            _ => {
                let message = "unknown argument: the end of a route has `since`, `sunset` and `successor`";
                return Err(syn::Error::new_spanned(&pair.path, message));
            }
        }
    }
    match (since, sunset, successor) {
        (Some(since), Some(sunset), Some(successor)) => Ok(quote! {
            ::ferrovia::model::Retirement {
                since: #since.into(),
                sunset: #sunset.into(),
                successor: <#successor as ::ferrovia::Handler>::NAME.into(),
            }
        }),
        _ => {
            let message = format!(
                "clients must know until when a route works, and what to use then: write {DEPRECATED}"
            );
            Err(syn::Error::new_spanned(list, message))
        }
    }
}
