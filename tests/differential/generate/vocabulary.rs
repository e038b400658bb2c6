//! Rust source in, the types, errors, steps and constants that it declares out.

use crate::choices::Choices;
use std::collections::BTreeMap;
use std::fmt;
use syn::{Fields, GenericArgument, Item, PathArguments, ReturnType, Type};

/// A type, as far as workflows can build and read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ty {
    Unit,
    Bool,
    /// `u32`
    Count,
    /// `i32`
    Number,
    Float,
    Text,
    Option(Box<Ty>),
    List(Box<Ty>),
    Tuple(Vec<Ty>),
    Named(String),
    /// A type that workflows only pass on, as it is written.
    Opaque(String),
    /// An error that an arm `Err(name)` bound, by its enum.
    Error(String),
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit => f.write_str("()"),
            Self::Bool => f.write_str("bool"),
            Self::Count => f.write_str("u32"),
            Self::Number => f.write_str("i32"),
            Self::Float => f.write_str("f64"),
            Self::Text => f.write_str("String"),
            Self::Option(inner) => write!(f, "Option<{inner}>"),
            Self::List(item) => write!(f, "Vec<{item}>"),
            Self::Tuple(items) => {
                let items: Vec<String> = items.iter().map(ToString::to_string).collect();
                write!(f, "({})", items.join(", "))
            }
            Self::Named(text) | Self::Opaque(text) | Self::Error(text) => f.write_str(text),
        }
    }
}

/// What a struct, a variant or an error carries.
#[derive(Debug, Clone)]
pub enum Data {
    Unit,
    Unnamed(Vec<Ty>),
    Named(Vec<(String, Ty)>),
    /// Another error, in a variant with `#[from]`.
    From(String),
}

/// A type of the vocabulary's.
#[derive(Debug, Clone)]
pub enum Definition {
    Struct(Vec<(String, Ty)>),
    /// A tuple struct with one field.
    Wrapper(Ty),
    Enum {
        /// Whether JSON has the tag among the fields.
        internal: bool,
        /// Whether no variant carries anything.
        plain: bool,
        variants: Vec<(String, Data)>,
    },
}

/// A handler.
#[derive(Debug, Clone)]
pub struct Step {
    pub name: String,
    pub input: Ty,
    pub output: Ty,
    pub error: String,
}

/// What workflows are made of.
#[derive(Debug, Default)]
pub struct Vocabulary {
    pub types: BTreeMap<String, Definition>,
    pub errors: BTreeMap<String, Vec<(String, Data)>>,
    pub steps: Vec<Step>,
    pub constants: Vec<(String, Ty)>,
}

impl Vocabulary {
    /// Reads source files. What they say is simple, and anything else stops the build.
    pub fn parse(sources: &[String]) -> Self {
        let mut this = Self::default();
        for source in sources {
            for item in syn::parse_file(source).expect("a vocabulary is Rust").items {
                this.item(item);
            }
        }
        this
    }

    fn item(&mut self, item: Item) {
        match item {
            Item::Struct(item) => {
                let definition = match data(&item.fields) {
                    Data::Named(fields) => Definition::Struct(fields),
                    Data::Unnamed(mut types) if types.len() == 1 => Definition::Wrapper(types.remove(0)),
                    other => panic!("the vocabulary has no form for `{}`: {other:?}", item.ident),
                };
                self.types.insert(item.ident.to_string(), definition);
            }
            Item::Enum(item) => {
                let name = item.ident.to_string();
                let variants: Vec<(String, Data)> = item
                    .variants
                    .iter()
                    .map(|variant| (variant.ident.to_string(), data(&variant.fields)))
                    .collect();
                if name.ends_with("Error") || name == "Failure" {
                    self.errors.insert(name, variants);
                } else {
                    let attributes: String = item
                        .attrs
                        .iter()
                        .map(|attribute| format!("{:?}", attribute.meta))
                        .collect();
                    let internal = attributes.contains("tag") && !attributes.contains("content");
                    let plain = variants.iter().all(|(_, data)| matches!(data, Data::Unit));
                    let definition = Definition::Enum {
                        internal,
                        plain,
                        variants,
                    };
                    self.types.insert(name, definition);
                }
            }
            Item::Const(item) => self.constants.push((item.ident.to_string(), ty(&item.ty))),
            Item::Fn(item) if item.sig.asyncness.is_some() => {
                let input = item.sig.inputs.first().map_or(Ty::Unit, |input| match input {
                    syn::FnArg::Typed(input) => ty(&input.ty),
                    syn::FnArg::Receiver(_) => panic!("a step is a free function"),
                });
                let ReturnType::Type(_, result) = &item.sig.output else {
                    panic!("a step answers a result")
                };
                let results = arguments(result);
                let (Some(output), Some(Ty::Opaque(error) | Ty::Named(error))) =
                    (results.first(), results.get(1))
                else {
                    panic!("a step answers a result")
                };
                self.steps.push(Step {
                    name: item.sig.ident.to_string(),
                    input,
                    output: output.clone(),
                    error: error.clone(),
                });
            }
            _ => {}
        }
    }

    pub fn definition(&self, ty: &Ty) -> Option<&Definition> {
        if let Ty::Named(name) = ty {
            self.types.get(name)
        } else {
            None
        }
    }

    /// Whether a workflow can build a value of that type.
    pub fn is_constructible(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Unit
            | Ty::Bool
            | Ty::Count
            | Ty::Number
            | Ty::Float
            | Ty::Text
            | Ty::Option(_)
            | Ty::List(_) => true,
            Ty::Tuple(items) => items.iter().all(|item| self.is_constructible(item)),
            Ty::Named(name) => match self.types.get(name) {
                Some(Definition::Struct(fields)) => fields.iter().all(|(_, ty)| self.is_constructible(ty)),
                Some(Definition::Wrapper(inner)) => self.is_constructible(inner),
                Some(Definition::Enum { .. }) => true,
                None => false,
            },
            Ty::Opaque(_) | Ty::Error(_) => false,
        }
    }

    /// Whether some patterns match some of its values only.
    pub fn is_fallible(&self, ty: &Ty) -> bool {
        match (ty, self.definition(ty)) {
            (Ty::Option(_) | Ty::Bool | Ty::Count, _) | (_, Some(Definition::Enum { .. })) => true,
            (Ty::Tuple(items), _) => items.iter().any(|item| self.is_fallible(item)),
            _ => false,
        }
    }

    /// A step's input or output.
    pub fn any_type(&self, choices: &mut Choices) -> Ty {
        let step = self.any_step(choices);
        if choices.chance(1, 2) {
            step.input.clone()
        } else {
            step.output.clone()
        }
    }

    pub fn any_step(&self, choices: &mut Choices) -> &Step {
        choices.one_of(&self.steps).expect("there are steps")
    }
}

fn data(fields: &Fields) -> Data {
    match fields {
        Fields::Unit => Data::Unit,
        Fields::Named(fields) => {
            let named = fields.named.iter().map(|field| {
                let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                (name, ty(&field.ty))
            });
            Data::Named(named.collect())
        }
        Fields::Unnamed(fields) => {
            let absorbed = fields.unnamed.iter().find(|field| {
                field
                    .attrs
                    .iter()
                    .any(|attribute| attribute.path().is_ident("from"))
            });
            match absorbed {
                Some(field) => Data::From(last(&field.ty)),
                None => Data::Unnamed(fields.unnamed.iter().map(|field| ty(&field.ty)).collect()),
            }
        }
    }
}

fn ty(written: &Type) -> Ty {
    let inner = || Box::new(arguments(written).into_iter().next().expect("an argument"));
    if let Some(opaque @ Ty::Opaque(_)) = arguments(written).into_iter().next() {
        return opaque;
    }
    match written {
        Type::Tuple(tuple) if tuple.elems.is_empty() => Ty::Unit,
        Type::Tuple(tuple) => Ty::Tuple(tuple.elems.iter().map(ty).collect()),
        Type::Reference(_) => Ty::Text,
        _ => match last(written).as_str() {
            "bool" => Ty::Bool,
            "u32" => Ty::Count,
            "i32" => Ty::Number,
            "f64" => Ty::Float,
            "String" => Ty::Text,
            "Option" => Ty::Option(inner()),
            "Vec" => Ty::List(inner()),
            other @ ("BTreeMap" | "Value" | "u64" | "Box") => Ty::Opaque(other.to_owned()),
            other => Ty::Named(other.to_owned()),
        },
    }
}

fn last(written: &Type) -> String {
    match written {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string())
            .unwrap_or_default(),
        _ => panic!("the vocabulary has no form for this type"),
    }
}

fn arguments(written: &Type) -> Vec<Ty> {
    let Type::Path(path) = written else {
        return Vec::new();
    };
    match path.path.segments.last().map(|segment| &segment.arguments) {
        Some(PathArguments::AngleBracketed(arguments)) => arguments
            .args
            .iter()
            .filter_map(|argument| {
                if let GenericArgument::Type(inner) = argument {
                    Some(ty(inner))
                } else {
                    None
                }
            })
            .collect(),
        _ => Vec::new(),
    }
}
