//! `#[derive(HandlerError)]`: an enum in; its names on the wire, retries and problems out.

mod attributes;
mod problem;

use crate::attributes::{Mistakes, docs};
use attributes::{marked_timeout, retry, timeout};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, Type, Variant};

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

            fn response(&self) -> ::core::option::Option<::ferrovia::ProblemResponse> {
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
            fn response(&self) -> ::core::option::Option<::ferrovia::ProblemResponse> { #gone }
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
    let declared = mistakes.or_default(attributes::problem(&variant.attrs));
    let problem = problem::expressions(declared.as_ref(), variant, mistakes);
    let timeout = mistakes.or_default(timeout(name, variant));
    let data = data(name, variant, mistakes);
    let Payload {
        shape,
        pattern,
        json,
        read,
    } = data;
    let problem::Expressions {
        declared,
        occurs,
        pattern: bound,
    } = problem;
    Arms {
        variants: quote! {
            variants.push(::ferrovia::model::ErrorVariant {
                name: #wire_name.into(),
                path: #path.into(),
                description: #description.into(),
                data: #shape,
                retry: #retry,
                timeout: #timeout,
                response: #declared,
            });
        },
        wire: quote! {
            Self::#ident #pattern => ::ferrovia::ErrorEnvelope {
                name: #wire_name.into(),
                message: #message,
                data: #json,
            },
        },
        response: quote!(Self::#ident #bound => #occurs,),
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
