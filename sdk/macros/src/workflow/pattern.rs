//! A pattern in, the tokens that write it down out.

use super::path::{self, Named};
use super::transcribe::{Transcriber, shape, text};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, FieldPat, Lit, Member, Pat, PatStruct, Path, Token};

impl Transcriber {
    /// A pattern on a value.
    pub(super) fn pattern(&mut self, pattern: &Pat) -> TokenStream {
        let p = quote!(::ferrovia::model::workflow::transcript::Pattern);
        match pattern {
            Pat::Wild(_) => quote!(#p::Wild),
            Pat::Paren(inner) => self.pattern(&inner.pat),
            Pat::Type(inner) => self.pattern(&inner.pat),
            Pat::Ident(ident) => {
                let name = ident.ident.unraw().to_string();
                if let Some(mutability) = &ident.mutability {
                    return self.refuse(
                        mutability,
                        "only a name of its own may change: bind it, then `let mut` another to it",
                    );
                }
                if let Some(by_ref) = &ident.by_ref {
                    return self.refuse(by_ref, "a workflow owns its values: remove `ref`");
                }
                if let Some((at, _)) = &ident.subpat {
                    return self.refuse(
                        at,
                        "a name for a part and its whole: bind the whole, and match on it",
                    );
                }
                if name == "None" {
                    return quote!(#p::Option(::core::option::Option::None));
                }
                if name.starts_with(char::is_uppercase) {
                    let message =
                        format!("`{name}` alone may be a new name: write the enum before it, `Type::{name}`");
                    return self.refuse(&ident.ident, message);
                }
                let name = text(&name);
                quote!(#p::Bind(#name))
            }
            Pat::Lit(ExprLit { lit, .. }) => match lit {
                Lit::Str(_) => self.refuse(lit, "strings are not matched: compare with `==` in an `if`"),
                _ => {
                    let value = self.literal(lit, false);
                    quote!(#p::Literal(#value))
                }
            },
            Pat::Tuple(tuple) => {
                let items = self.patterns(&tuple.elems);
                quote!(#p::Tuple(#items))
            }
            Pat::Or(or) => {
                let cases = or.cases.iter().map(|case| self.pattern(case));
                let cases: Vec<_> = cases.collect();
                quote!(#p::Or(::std::vec![#(#cases),*]))
            }
            Pat::Path(path) => match Named::of_value(&path.path) {
                Named::Variant(owner, variant) => variant_tokens(&p, &owner, &variant, &quote!(Unit)),
                Named::Variable(_)
                | Named::Constant
                | Named::Type
                | Named::Function
                | Named::AssociatedFunction => self.refuse(
                    path,
                    "only variants, `Type::Variant`, can be matched: compare with `==` in an `if`",
                ),
            },
            Pat::TupleStruct(tuple) => {
                let items = self.patterns(&tuple.elems);
                if path::is(&tuple.path, "Some") {
                    let inner = self.single(&tuple.elems);
                    return quote!(#p::Option(::core::option::Option::Some(::std::boxed::Box::new(#inner))));
                }
                if path::is(&tuple.path, "Ok") || path::is(&tuple.path, "Err") {
                    return self.refuse(
                        tuple,
                        "`Ok` and `Err` take only a step's own result apart: `match step(…).await`",
                    );
                }
                match Named::of_value(&tuple.path) {
                    Named::Variant(owner, variant) => {
                        variant_tokens(&p, &owner, &variant, &quote!(Unnamed(#items)))
                    }
                    Named::Type => {
                        let ty = shape(&tuple.path);
                        quote!(#p::Wrapper { ty: #ty, values: #items })
                    }
                    Named::Variable(_) | Named::Constant | Named::Function | Named::AssociatedFunction => {
                        self.refuse(&tuple.path, "no type has this name")
                    }
                }
            }
            Pat::Struct(structure) => {
                let fields = self.field_patterns(structure);
                match Named::of_value(&structure.path) {
                    Named::Variant(owner, variant) => {
                        variant_tokens(&p, &owner, &variant, &quote!(Named(#fields)))
                    }
                    Named::Type | Named::Constant => {
                        let ty = shape(&structure.path);
                        quote!(#p::Struct { ty: #ty, fields: #fields })
                    }
                    Named::Variable(_) | Named::Function | Named::AssociatedFunction => {
                        self.refuse(&structure.path, "no type has this name")
                    }
                }
            }
            other => self.refuse(
                other,
                "this pattern cannot become a rule: take the value apart in a step",
            ),
        }
    }

    /// A pattern on a step's result: `Ok(…)`, `Err(…)` or `_`.
    pub(super) fn result_pattern(&mut self, pattern: &Pat) -> TokenStream {
        let p = quote!(::ferrovia::model::workflow::transcript::Pattern);
        match pattern {
            Pat::Paren(inner) => self.result_pattern(&inner.pat),
            Pat::Wild(_) => quote!(#p::Wild),
            Pat::TupleStruct(tuple) if path::is(&tuple.path, "Ok") => {
                let inner = self.single(&tuple.elems);
                quote!(#p::Ok(::std::boxed::Box::new(#inner)))
            }
            Pat::TupleStruct(tuple) if path::is(&tuple.path, "Err") => match tuple.elems.first() {
                Some(inner) => self.error_pattern(inner, &[inner]),
                None => self.refuse(tuple, "`Err` takes one pattern"),
            },
            Pat::Or(or) => {
                let mut cases = Vec::new();
                for case in &or.cases {
                    match case {
                        Pat::TupleStruct(tuple) if path::is(&tuple.path, "Err") => {
                            cases.extend(tuple.elems.first())
                        }
                        other => {
                            return self.refuse(other, "only errors share an arm: write an arm for each");
                        }
                    }
                }
                self.error_pattern(pattern, &cases)
            }
            other => self.refuse(other, "a step's result is matched by `Ok(…)` and `Err(…)`"),
        }
    }

    /// What follows `Err`, in any number of alternatives.
    fn error_pattern(&mut self, whole: &Pat, cases: &[&Pat]) -> TokenStream {
        let p = quote!(::ferrovia::model::workflow::transcript::Pattern);
        let e = quote!(::ferrovia::model::workflow::transcript::ErrorPattern);
        let mut alternatives = Vec::new();
        for case in cases {
            match case {
                Pat::Or(or) => alternatives.extend(&or.cases),
                other => alternatives.push(*other),
            }
        }
        match alternatives.as_slice() {
            [Pat::Wild(_)] => return quote!(#p::Err(#e::Any { bind: ::core::option::Option::None })),
            [Pat::Ident(ident)] if ident.subpat.is_none() && !starts_upper(&ident.ident) => {
                let name = text(&ident.ident.unraw().to_string());
                return quote!(#p::Err(#e::Any { bind: ::core::option::Option::Some(#name) }));
            }
            _ => {}
        }
        let mut names = Vec::new();
        let mut written = Vec::new();
        let mut data = quote!(Unit);
        for alternative in &alternatives {
            let Some(error) = self.error_variant(alternative) else {
                return TokenStream::new();
            };
            if alternatives.len() > 1 && !is_plain(alternative) {
                return self.refuse(alternative, "errors that carry data have an arm each");
            }
            let ErrorVariant {
                owner,
                path,
                data: carried,
            } = error;
            written.push(format!("{}::{}", path::text(&owner), path.replace('.', "::")));
            // What a variant with `#[from]` holds is an error, not data: only its name can be matched.
            let binds = !is_plain(alternative);
            names.push(quote_spanned! {owner.span()=>
                ::ferrovia::__private::workflow::names::<#owner>(shapes, #path, #binds)
            });
            data = carried;
        }
        if names.is_empty() {
            return self.refuse(
                whole,
                "an error is matched by its variant: `Err(StoreError::Missing)`",
            );
        }
        let written = text(&written.join(" | "));
        let d = quote!(::ferrovia::model::workflow::transcript::Data);
        quote! {
            #p::Err(#e::Named { path: #written, names: [#(#names),*].concat(), data: #d::#data })
        }
    }

    /// One variant of an error enum; a variant with `#[from]` may hold a variant of another.
    fn error_variant(&mut self, pattern: &Pat) -> Option<ErrorVariant> {
        let (path, data, inner) = match pattern {
            Pat::Paren(inner) => return self.error_variant(&inner.pat),
            Pat::Path(path) => (&path.path, quote!(Unit), None),
            Pat::Struct(structure) => {
                let fields = self.field_patterns(structure);
                (&structure.path, quote!(Named(#fields)), None)
            }
            Pat::TupleStruct(tuple) => {
                let inner = tuple
                    .elems
                    .first()
                    .filter(|inner| tuple.elems.len() == 1 && is_variant(inner));
                let data = match inner {
                    Some(_) => quote!(Unit),
                    None => {
                        let items = self.patterns(&tuple.elems);
                        quote!(Unnamed(#items))
                    }
                };
                (&tuple.path, data, inner)
            }
            other => {
                self.refuse(
                    other,
                    "an error is matched by its variant: `Err(StoreError::Missing)`",
                );
                return None;
            }
        };
        let Named::Variant(owner, variant) = Named::of_value(path) else {
            let name = path::last(path);
            self.refuse(
                path,
                format!("`{name}` alone may be a new name: write the enum before it, `Type::{name}`"),
            );
            return None;
        };
        match inner {
            Some(inner) => {
                let inner = self.error_variant(inner)?;
                Some(ErrorVariant {
                    owner,
                    path: format!("{variant}.{}", inner.path),
                    data: inner.data,
                })
            }
            None => Some(ErrorVariant {
                owner,
                path: variant,
                data,
            }),
        }
    }

    fn patterns(&mut self, patterns: &Punctuated<Pat, Token![,]>) -> TokenStream {
        let items: Vec<_> = patterns.iter().map(|pattern| self.pattern(pattern)).collect();
        quote!(::std::vec![#(#items),*])
    }

    fn single(&mut self, patterns: &Punctuated<Pat, Token![,]>) -> TokenStream {
        match patterns.first() {
            Some(pattern) => self.pattern(pattern),
            None => self.refuse(patterns, "one pattern belongs here"),
        }
    }

    fn field_patterns(&mut self, structure: &PatStruct) -> TokenStream {
        let fields: Vec<_> = structure
            .fields
            .iter()
            .map(|field| self.field_pattern(field))
            .collect();
        quote!(::std::vec![#(#fields),*])
    }

    fn field_pattern(&mut self, field: &FieldPat) -> TokenStream {
        let name = text(&member(&field.member));
        let pattern = self.pattern(&field.pat);
        quote!(::ferrovia::model::workflow::transcript::FieldPattern { name: #name, pattern: #pattern })
    }
}

struct ErrorVariant {
    owner: Path,
    /// Variants from the outside in, joined by dots.
    path: String,
    /// A `Data` without its enum's name.
    data: TokenStream,
}

/// A field's name, or a tuple field's number.
pub(super) fn member(member: &Member) -> String {
    match member {
        Member::Named(ident) => ident.unraw().to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}

/// Whether an expression is a negated or plain number.
pub(super) fn is_number(expression: &Expr) -> bool {
    matches!(
        expression,
        Expr::Lit(ExprLit {
            lit: Lit::Int(_) | Lit::Float(_),
            ..
        })
    )
}

fn variant_tokens(p: &TokenStream, owner: &Path, variant: &str, data: &TokenStream) -> TokenStream {
    let (ty, variant) = (shape(owner), text(variant));
    quote! {
        #p::Variant { ty: #ty, variant: #variant, data: ::ferrovia::model::workflow::transcript::Data::#data }
    }
}

/// Whether a pattern names a variant of some enum, and binds nothing else.
fn is_variant(pattern: &Pat) -> bool {
    let path = match pattern {
        Pat::Path(path) => &path.path,
        Pat::TupleStruct(tuple) => &tuple.path,
        Pat::Struct(structure) => &structure.path,
        _ => return false,
    };
    matches!(Named::of_value(path), Named::Variant(..))
}

/// Whether an error's pattern looks at its name alone.
fn is_plain(pattern: &Pat) -> bool {
    match pattern {
        Pat::Path(_) => true,
        Pat::TupleStruct(tuple) => tuple
            .elems
            .iter()
            .all(|inner| matches!(inner, Pat::Wild(_)) || is_variant(inner) && is_plain(inner)),
        Pat::Struct(structure) => structure.fields.is_empty(),
        _ => false,
    }
}

fn starts_upper(ident: &syn::Ident) -> bool {
    ident
        .to_token_stream()
        .to_string()
        .starts_with(char::is_uppercase)
}
