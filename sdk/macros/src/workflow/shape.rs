//! A type in, an expression for its shape out.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Path, Type};

/// An expression for the shape of the type at `path`, blamed on it. A type without one is a mistake wherever its value
/// goes, and said there.
pub(super) fn shape(path: &Path) -> TokenStream {
    probe(path)
}

fn probe(ty: &(impl ToTokens + Spanned)) -> TokenStream {
    quote_spanned! {ty.span()=> {
        #[allow(unused_imports, reason = "a type with a shape answers itself")]
        use ::ferrovia::__private::workflow::Unshaped as _;
        ::ferrovia::__private::workflow::Probe::<#ty>::of().shape(shapes)
    }}
}

/// An expression for the shape of a type, where the author wrote all of it.
pub(super) fn shape_of(ty: &Type) -> Option<TokenStream> {
    let Type::Path(path) = ty else { return None };
    if let Some(shape) = path.path.get_ident().and_then(integer_shape) {
        return Some(shape);
    }
    let whole = !ty.to_token_stream().into_iter().any(|token| is_inferred(&token));
    whole.then(|| probe(ty))
}

fn is_inferred(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(ident) => ident == "_",
        TokenTree::Group(group) => group.stream().into_iter().any(|token| is_inferred(&token)),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    }
}

/// The integers that are calculated with; a `usize` is what has been counted.
pub(super) fn integer_shape(name: &Ident) -> Option<TokenStream> {
    let integer = match name.to_string().as_str() {
        "i8" => quote!(I8),
        "i16" => quote!(I16),
        "i32" => quote!(I32),
        "u8" => quote!(U8),
        "u16" => quote!(U16),
        "u32" => quote!(U32),
        "usize" => quote!(Usize),
        _ => return None,
    };
    Some(quote!(::ferrovia::model::Type::Integer(::ferrovia::model::Integer::#integer)))
}
