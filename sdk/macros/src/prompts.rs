//! `#[derive(Prompts)]`: a folder and its versions in, the prompts as constants out. The files are read and checked while
//! the program is compiled, so that a program that runs has no prompt that is missing, empty or half filled in.

mod file;
mod template;

use crate::attributes::Mistakes;
use file::{File, Variable};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use syn::punctuated::Punctuated;
use syn::{Data, DeriveInput, Fields, Ident, LitStr, Token};
use template::Piece;

/// What stands in `#[prompts(…)]`.
#[derive(Default)]
struct Arguments {
    folder: Option<LitStr>,
    versions: Vec<LitStr>,
}

/// One version, as its file says.
struct Version {
    numbers: [u64; 3],
    literal: LitStr,
    file: File,
}

/// Expands the derive.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    expand(item).unwrap_or_else(|error| error.to_compile_error())
}

fn expand(item: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(item)?;
    let fields = fields(&input)?;
    let (folder, literals) = arguments(&input)?;
    let (path, name) = place(&folder)?;
    let mut mistakes = Mistakes::default();
    let mut versions = Vec::new();
    for literal in literals {
        match read(&path, &literal) {
            Ok(version) => versions.push(version),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    versions.sort_by_key(|version| version.numbers);
    let twice = versions
        .windows(2)
        .filter(|pair| matches!(pair, [one, other] if one.numbers == other.numbers));
    for version in twice.filter_map(|pair| pair.last()) {
        mistakes.at(&version.literal, "this version is there twice");
    }
    check_variables(&fields, &versions, &mut mistakes);
    if let Some(errors) = mistakes.into_errors() {
        return Ok(errors);
    }
    Ok(implementation(&input.ident, &name, &folder, &fields, &versions))
}

fn fields(input: &DeriveInput) -> syn::Result<Vec<Ident>> {
    if !input.generics.params.is_empty() {
        let message = "what a prompt leaves open has no generic parameters: its fields own what they say";
        return Err(syn::Error::new_spanned(&input.generics, message));
    }
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Ok(fields
                .named
                .iter()
                .filter_map(|field| field.ident.clone())
                .collect()),
            Fields::Unit => Ok(Vec::new()),
            Fields::Unnamed(fields) => Err(syn::Error::new_spanned(
                fields,
                "a prompt names its variables: give the fields names",
            )),
        },
        Data::Enum(_) | Data::Union(_) => Err(syn::Error::new_spanned(
            &input.ident,
            "what a prompt leaves open is a struct, with a field for each variable",
        )),
    }
}

fn arguments(input: &DeriveInput) -> syn::Result<(LitStr, Vec<LitStr>)> {
    let mut arguments = Arguments::default();
    for attribute in input
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("prompts"))
    {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("folder") {
                arguments.folder = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("versions") {
                let content;
                let value = meta.value()?;
                syn::bracketed!(content in value);
                let versions: Punctuated<LitStr, Token![,]> =
                    content.parse_terminated(|input| input.parse(), Token![,])?;
                arguments.versions = versions.into_iter().collect();
            } else {
                return Err(meta.error("unknown argument: prompts have a `folder` and `versions`"));
            }
            Ok(())
        })?;
    }
    match arguments {
        Arguments {
            folder: Some(folder),
            versions,
        } if !versions.is_empty() => Ok((folder, versions)),
        Arguments { .. } => Err(syn::Error::new_spanned(
            &input.ident,
            "prompts need a folder and versions: \
             `#[prompts(folder = \"../prompts/answer\", versions = [\"1.0.0\"])]`",
        )),
    }
}

/// Where the folder is, and the prompt's name, which is its last part. As of `include_str!`, its path starts at the file
/// that names it.
fn place(folder: &LitStr) -> syn::Result<(PathBuf, String)> {
    let value = folder.value();
    let name = value.rsplit('/').next().unwrap_or_default();
    if !is_name(name) {
        let message = format!(
            "`{name}` is no name for a prompt: small letters, digits and underscores, a letter first"
        );
        return Err(syn::Error::new(folder.span(), message));
    }
    let source = folder.span().local_file().ok_or_else(|| {
        syn::Error::new(
            folder.span(),
            "the compiler does not say in which file this is, where the folder's path starts",
        )
    })?;
    let path = source.parent().unwrap_or(Path::new("")).join(&value);
    Ok((path, name.to_owned()))
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn read(folder: &Path, literal: &LitStr) -> syn::Result<Version> {
    let mistake = |message: String| syn::Error::new(literal.span(), message);
    let version = literal.value();
    let numbers = numbers(&version).ok_or_else(|| {
        mistake(format!(
            "`{version}` is no version: write three numbers, such as `1.4.0`"
        ))
    })?;
    let name = format!("{version}.md");
    let text = std::fs::read_to_string(folder.join(&name)).map_err(|error| match error.kind() {
        ErrorKind::NotFound => mistake(format!(
            "there is no file `{name}` in the folder: write it, or leave the version out"
        )),
        _ => mistake(format!("{name}: {error}")),
    })?;
    let file = File::read(&text).map_err(|error| mistake(format!("{name}: {error}")))?;
    Ok(Version {
        numbers,
        literal: literal.clone(),
        file,
    })
}

/// The three numbers of a version, without signs and leading zeros.
fn numbers(version: &str) -> Option<[u64; 3]> {
    let number = |text: &str| {
        let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
        plain.then(|| text.parse().ok()).flatten()
    };
    let numbers: Option<Vec<u64>> = version.split('.').map(number).collect();
    numbers?.try_into().ok()
}

/// Every variable of a template is a field, and every field is a variable of some version.
fn check_variables(fields: &[Ident], versions: &[Version], mistakes: &mut Mistakes) {
    let known: Vec<String> = fields.iter().map(ToString::to_string).collect();
    let mut used = BTreeSet::new();
    for version in versions {
        for variable in &version.file.variables {
            used.insert(variable.name.as_str());
            if !known.contains(&variable.name) {
                mistakes.at(
                    &version.literal,
                    format!(
                        "{}.md: `{{{}}}` is no field; there are {}",
                        version.literal.value(),
                        variable.name,
                        listed(&known)
                    ),
                );
            }
        }
    }
    // Of a file that could not be read nobody knows what it uses: one mistake is enough.
    if versions.is_empty() {
        return;
    }
    for field in fields
        .iter()
        .filter(|field| !used.contains(field.to_string().as_str()))
    {
        mistakes.at(
            field,
            format!("no version of the prompt uses `{{{field}}}`: remove the field, or use it"),
        );
    }
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn implementation(
    ident: &Ident,
    name: &str,
    folder: &LitStr,
    fields: &[Ident],
    versions: &[Version],
) -> TokenStream {
    let files = versions.iter().map(|version| prompt_file(name, fields, version));
    let paths = versions.iter().map(|version| {
        LitStr::new(
            &format!("{}/{}.md", folder.value(), version.literal.value()),
            folder.span(),
        )
    });
    let constants = versions.iter().enumerate().map(|(index, version)| {
        let [major, minor, patch] = version.numbers;
        let constant = format_ident!("V{major}_{minor}_{patch}");
        let documentation = format!("Version {}: {}", version.literal.value(), version.file.changelog);
        quote! {
            #[doc = #documentation]
            pub const #constant: ::ferrovia::Prompt<Self> =
                ::ferrovia::Prompt::of(&<Self as ::ferrovia::Prompts>::FILES[#index]);
        }
    });
    let values = fields
        .iter()
        .enumerate()
        .map(|(index, field)| quote!(#index => ::core::convert::AsRef::<str>::as_ref(&self.#field),));
    quote! {
        // A file that changes is compiled anew.
        const _: &[&str] = &[#(::core::include_str!(#paths)),*];

        #[automatically_derived]
        impl ::ferrovia::Prompts for #ident {
            const FILES: &'static [::ferrovia::PromptFile] = &[#(#files),*];

            fn value(&self, field: usize) -> &str {
                match field {
                    #(#values)*
                    _ => "",
                }
            }
        }

        #[automatically_derived]
        #[allow(dead_code, reason = "a version may be chosen by its number alone")]
        impl #ident {
            #(#constants)*
        }
    }
}

fn prompt_file(name: &str, fields: &[Ident], version: &Version) -> TokenStream {
    let File {
        sha256,
        owner,
        changelog,
        temperature,
        max_output_tokens,
        confidential,
        public,
        variables,
        template,
    } = &version.file;
    let version = version.literal.value();
    let variables = variables.iter().map(|variable| {
        let Variable {
            name,
            max_bytes,
            too_long,
        } = variable;
        let field = fields.iter().position(|field| field == name).unwrap_or_default();
        let too_long = match too_long {
            file::TooLong::Cut => quote!(Cut),
            file::TooLong::Refuse => quote!(Refuse),
        };
        quote! {
            ::ferrovia::PromptVariable {
                name: #name,
                max_bytes: #max_bytes,
                too_long: ::ferrovia::TooLong::#too_long,
                field: #field,
            }
        }
    });
    let template = template.iter().map(|piece| match piece {
        Piece::Text(text) => quote!(::ferrovia::PromptPiece::Text(#text)),
        Piece::Variable(index) => quote!(::ferrovia::PromptPiece::Variable(#index)),
    });
    quote! {
        ::ferrovia::PromptFile {
            name: #name,
            version: #version,
            sha256: #sha256,
            owner: #owner,
            changelog: #changelog,
            temperature: #temperature,
            max_output_tokens: #max_output_tokens,
            confidential: &[#(#confidential),*],
            public: &[#(#public),*],
            variables: &[#(#variables),*],
            template: &[#(#template),*],
        }
    }
}
