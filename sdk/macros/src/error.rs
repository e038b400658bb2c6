//! `#[derive(HandlerError)]`: an enum in; its names on the wire, retries and problems out.

use crate::attributes::{Mistakes, docs, seconds};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, Lit, LitInt, LitStr, Type, Variant};

/// What one variant becomes in each of the derived functions.
#[derive(Default)]
struct Arms {
    variants: TokenStream,
    wire: TokenStream,
    response: TokenStream,
    from_wire: TokenStream,
    absorb: TokenStream,
}

/// Expands the derive.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let name = &input.ident;
    let mut mistakes = Mistakes::default();
    if !input.generics.params.is_empty() {
        mistakes.at(
            &input.generics,
            "a handler's error has no generic parameters: each of its names means one thing",
        );
    }
    let arms: Vec<_> = match &input.data {
        Data::Enum(data) => {
            if let Some(second) = data.variants.iter().filter_map(marked_timeout).nth(1) {
                mistakes.at(
                    second,
                    "a time-out has one name: leave `#[timeout]` on one variant",
                );
            }
            data.variants
                .iter()
                .map(|variant| arms(name, variant, &mut mistakes))
                .collect()
        }
        Data::Struct(_) | Data::Union(_) => {
            mistakes.at(
                name,
                "a handler's error is an enum: each variant is a name that callers can match",
            );
            Vec::new()
        }
    };
    if let Some(errors) = mistakes.into_errors() {
        let unknown = unknown(&input, &arms);
        return quote!(#errors #unknown);
    }
    // A reference to an enum without variants still wants an arm.
    let this = if arms.is_empty() {
        quote!(*self)
    } else {
        quote!(self)
    };
    let variants = arms.iter().map(|arms| &arms.variants);
    let wire = arms.iter().map(|arms| &arms.wire);
    let response = arms.iter().map(|arms| &arms.response);
    let from_wire = arms.iter().map(|arms| &arms.from_wire);
    let absorb = arms.iter().map(|arms| &arms.absorb);
    quote! {
        #[automatically_derived]
        impl ::ferrovia::HandlerError for #name {
            fn variants(shapes: &mut ::ferrovia::model::Shapes) -> ::std::vec::Vec<::ferrovia::model::ErrorVariant> {
                let mut variants = ::std::vec::Vec::new();
                #(#variants)*
                let _ = shapes;
                variants
            }

            fn wire(&self) -> ::ferrovia::ErrorEnvelope {
                match #this { #(#wire)* }
            }

            fn response(&self) -> ::core::option::Option<::ferrovia::model::ErrorResponse> {
                match #this { #(#response)* }
            }

            fn from_wire(
                name: &str,
                data: &::ferrovia::__private::serde_json::Value,
            ) -> ::core::option::Option<Self> {
                let _ = data;
                #(#from_wire)*
                ::core::option::Option::None
            }
        }

        #[automatically_derived]
        impl ::ferrovia::Absorb<#name> for #name {
            fn absorb(error: #name) -> Self {
                error
            }
        }

        #(#absorb)*
    }
}

/// What stands in for a mistaken error, so that no second error follows from its absence.
fn unknown(input: &DeriveInput, arms: &[Arms]) -> TokenStream {
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let name = &input.ident;
    let absorb = arms.iter().map(|arms| &arms.absorb);
    let gone = quote!(::core::unimplemented!());
    quote! {
        #[automatically_derived]
        impl ::ferrovia::HandlerError for #name {
            fn variants(_: &mut ::ferrovia::model::Shapes) -> ::std::vec::Vec<::ferrovia::model::ErrorVariant> { #gone }
            fn wire(&self) -> ::ferrovia::ErrorEnvelope { #gone }
            fn response(&self) -> ::core::option::Option<::ferrovia::model::ErrorResponse> { #gone }
            fn from_wire(
                _: &str,
                _: &::ferrovia::__private::serde_json::Value,
            ) -> ::core::option::Option<Self> { #gone }
        }
        #(#absorb)*
    }
}

fn arms(name: &Ident, variant: &Variant, mistakes: &mut Mistakes) -> Arms {
    let ident = &variant.ident;
    let absorbed = variant.fields.iter().find(|field| {
        field
            .attrs
            .iter()
            .any(|attribute| attribute.path().is_ident("from"))
    });
    if let Some(field) = absorbed {
        if let Some(name) = &field.ident {
            mistakes.at(
                name,
                format!("an absorbed error has no name: write `{ident}(#[from] …)`"),
            );
            return Arms::default();
        }
        let own = |attribute: &&Attribute| {
            ["retry", "problem", "timeout"]
                .iter()
                .any(|own| attribute.path().is_ident(own))
        };
        if let Some(attribute) = variant.attrs.iter().find(own) {
            mistakes.at(
                attribute,
                "an absorbed error keeps its own retry, problem and timeout: put this there",
            );
        }
        return absorbing(name, ident, &field.ty);
    }
    let message =
        quote_spanned!(name.span()=> <#name as ::ferrovia::__private::error::Message>::message(self));
    let (path, wire_name, description) = (ident.to_string(), format!("{name}.{ident}"), docs(&variant.attrs));
    let retry = mistakes.or_default(retry(&variant.attrs));
    let problem = mistakes.or_default(problem(&variant.attrs));
    let timeout = mistakes.or_default(timeout(name, variant));
    let data = data(name, variant, mistakes);
    let Payload {
        shape,
        pattern,
        json,
        read,
    } = data;
    Arms {
        variants: quote! {
            variants.push(::ferrovia::model::ErrorVariant {
                name: #wire_name.into(),
                path: #path.into(),
                description: #description.into(),
                data: #shape,
                retry: #retry,
                timeout: #timeout,
                response: #problem,
            });
        },
        wire: quote! {
            Self::#ident #pattern => ::ferrovia::ErrorEnvelope {
                name: #wire_name.into(),
                message: #message,
                data: #json,
            },
        },
        response: quote!(Self::#ident { .. } => #problem,),
        from_wire: quote! {
            if name == #wire_name {
                return #read;
            }
        },
        absorb: TokenStream::new(),
    }
}

fn absorbing(name: &Ident, ident: &Ident, inner: &Type) -> Arms {
    let prefix = format!("{ident}.");
    Arms {
        variants: quote! {
            variants.extend(<#inner as ::ferrovia::HandlerError>::variants(shapes).into_iter().map(|variant| {
                ::ferrovia::model::ErrorVariant { path: ::std::format!("{}{}", #prefix, variant.path), ..variant }
            }));
        },
        wire: quote!(Self::#ident(inner) => <#inner as ::ferrovia::HandlerError>::wire(inner),),
        response: quote!(Self::#ident(inner) => <#inner as ::ferrovia::HandlerError>::response(inner),),
        from_wire: quote! {
            if let ::core::option::Option::Some(inner) = <#inner as ::ferrovia::HandlerError>::from_wire(name, data) {
                return ::core::option::Option::Some(Self::#ident(inner));
            }
        },
        absorb: quote! {
            #[automatically_derived]
            impl ::ferrovia::Absorb<#inner> for #name {
                fn absorb(error: #inner) -> Self {
                    Self::#ident(error)
                }
            }
        },
    }
}

/// A variant's data in four forms.
struct Payload {
    shape: TokenStream,
    pattern: TokenStream,
    json: TokenStream,
    read: TokenStream,
}

fn data(name: &Ident, variant: &Variant, mistakes: &mut Mistakes) -> Payload {
    let ident = &variant.ident;
    match &variant.fields {
        Fields::Unit => Payload {
            shape: quote!(::ferrovia::model::Type::Unit),
            pattern: TokenStream::new(),
            json: quote!(::ferrovia::__private::serde_json::Value::Null),
            read: quote!(::core::option::Option::Some(Self::#ident)),
        },
        Fields::Unnamed(fields) => {
            if fields.unnamed.len() != 1 {
                mistakes.at(
                    fields,
                    "an error carries one value or named fields: callers read them by name",
                );
            }
            let ty = fields.unnamed.first().map(|field| &field.ty);
            Payload {
                shape: quote!(<#ty as ::ferrovia::__private::error::Data>::shape(shapes)),
                pattern: quote!((value)),
                json: quote!(<#ty as ::ferrovia::__private::error::Data>::encode(value)),
                read: quote!(<#ty as ::ferrovia::__private::error::Data>::decode(data).map(Self::#ident)),
            }
        }
        Fields::Named(fields) => {
            let (names, types): (Vec<_>, Vec<_>) =
                fields.named.iter().map(|field| (&field.ident, &field.ty)).unzip();
            let texts: Vec<_> = names
                .iter()
                .flat_map(|name| name.as_ref().map(|name| name.unraw().to_string()))
                .collect();
            let shape_name = format!("::{name}::{ident}");
            Payload {
                shape: quote! {
                    shapes.named(::core::concat!(::core::module_path!(), #shape_name), |shapes| {
                        ::ferrovia::model::TypeDef::Struct(::std::vec![#(::ferrovia::__private::shape::field(
                            #texts,
                            #texts,
                            <#types as ::ferrovia::__private::error::Data>::shape(shapes),
                        )),*])
                    })
                },
                pattern: quote!({ #(#names),* }),
                json: quote! {
                    ::ferrovia::__private::serde_json::Value::Object(
                        [#((
                            ::std::string::String::from(#texts),
                            <#types as ::ferrovia::__private::error::Data>::encode(#names),
                        )),*].into_iter().collect(),
                    )
                },
                read: quote! {
                    (|| ::core::option::Option::Some(Self::#ident {
                        #(#names: <#types as ::ferrovia::__private::error::Data>::decode(
                            data.get(#texts).unwrap_or(&::ferrovia::__private::serde_json::Value::Null),
                        )?),*
                    }))()
                },
            }
        }
    }
}

/// A duration such as `"20s"`, in seconds.
fn duration(meta: &ParseNestedMeta<'_>) -> syn::Result<u32> {
    match meta.value()?.parse()? {
        Lit::Str(text) => seconds(&text),
        other => Err(syn::Error::new_spanned(
            other,
            "write a duration as text, such as `\"20s\"`",
        )),
    }
}

/// An expression for `Option<Backoff>`.
fn retry(attributes: &[Attribute]) -> syn::Result<TokenStream> {
    let Some(attribute) = attributes
        .iter()
        .find(|attribute| attribute.path().is_ident("retry"))
    else {
        return Ok(quote!(::core::option::Option::None));
    };
    let (mut attempts, mut interval, mut rate, mut max_delay) = (None::<u32>, 1, 2.0, 30);
    attribute.parse_nested_meta(|meta| {
        if meta.path.is_ident("max_attempts") {
            attempts = Some(meta.value()?.parse::<LitInt>()?.base10_parse()?);
        } else if meta.path.is_ident("interval") {
            interval = duration(&meta)?;
        } else if meta.path.is_ident("rate") {
            rate = match meta.value()?.parse()? {
                Lit::Float(number) => number.base10_parse()?,
                Lit::Int(number) => number.base10_parse()?,
                other => {
                    return Err(syn::Error::new_spanned(
                        other,
                        "a rate is a number, such as `2.0`",
                    ));
                }
            };
        } else if meta.path.is_ident("max_delay") {
            max_delay = duration(&meta)?;
        } else {
            return Err(meta
                .error("unknown argument: a retry has `max_attempts`, `interval`, `rate` and `max_delay`"));
        }
        Ok(())
    })?;
    let attempts = attempts.ok_or_else(|| {
        syn::Error::new_spanned(
            attribute,
            "a retry needs `max_attempts`: `#[retry(max_attempts = 2, interval = \"1s\")]`",
        )
    })?;
    Ok(quote! {
        ::core::option::Option::Some(::ferrovia::model::Backoff {
            max_attempts: #attempts,
            interval_seconds: #interval,
            rate: #rate,
            max_delay_seconds: #max_delay,
        })
    })
}

/// An expression for the message of a variant that tells of a time-out.
fn timeout(name: &Ident, variant: &Variant) -> syn::Result<TokenStream> {
    let Some(attribute) = marked_timeout(variant) else {
        return Ok(quote!(::core::option::Option::None));
    };
    attribute.meta.require_path_only()?;
    if !matches!(variant.fields, Fields::Unit) {
        let message = "a time-out carries nothing: nobody is there to say more";
        return Err(syn::Error::new_spanned(&variant.fields, message));
    }
    let ident = &variant.ident;
    Ok(quote_spanned! {name.span()=>
        ::core::option::Option::Some(<#name as ::ferrovia::__private::error::Message>::message(&#name::#ident))
    })
}

fn marked_timeout(variant: &Variant) -> Option<&Attribute> {
    variant
        .attrs
        .iter()
        .find(|attribute| attribute.path().is_ident("timeout"))
}

/// An expression for `Option<ErrorResponse>`.
fn problem(attributes: &[Attribute]) -> syn::Result<TokenStream> {
    let Some(attribute) = attributes
        .iter()
        .find(|attribute| attribute.path().is_ident("problem"))
    else {
        return Ok(quote!(::core::option::Option::None));
    };
    let (mut status, mut slug, mut title) = (None::<u16>, None::<LitStr>, None::<LitStr>);
    let mut retry_after = quote!(::core::option::Option::None);
    attribute.parse_nested_meta(|meta| {
        if meta.path.is_ident("status") {
            status = Some(meta.value()?.parse::<LitInt>()?.base10_parse()?);
        } else if meta.path.is_ident("slug") {
            slug = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("title") {
            title = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("retry_after") {
            let seconds = duration(&meta)?;
            retry_after = quote!(::core::option::Option::Some(#seconds));
        } else {
            return Err(
                meta.error("unknown argument: a problem has `status`, `slug`, `title` and `retry_after`")
            );
        }
        Ok(())
    })?;
    let (Some(status), Some(slug), Some(title)) = (status, slug, title) else {
        return Err(syn::Error::new_spanned(
            attribute,
            "a problem needs these three: `#[problem(status = 404, slug = \"not-found\", title = \"There is no such message\")]`",
        ));
    };
    Ok(quote! {
        ::core::option::Option::Some(::ferrovia::model::ErrorResponse {
            status: #status,
            slug: #slug.into(),
            title: #title.into(),
            retry_after_seconds: #retry_after,
        })
    })
}
