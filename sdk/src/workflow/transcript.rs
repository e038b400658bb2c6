//! What a transcript says of types: the names of steps and errors, and the values of constants.

use super::Named;
use crate::{HandlerError, Shape};
use ferrovia_model::workflow::transcript::Failure;
use ferrovia_model::{Shapes, Type};
use serde_json::Value;
use std::marker::PhantomData;

/// A step's name.
#[must_use]
pub fn name<H: Named>() -> String {
    H::NAME.to_owned()
}

/// The names on the wire that a pattern covers: that of the variant at `path`, or, unless the pattern binds what it
/// carries, those of every variant that is absorbed there.
#[must_use]
pub fn names<E: HandlerError>(shapes: &mut Shapes, path: &str, binds: bool) -> Vec<String> {
    let inside = |found: &str| !binds && found.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
    let variants = E::variants(shapes).into_iter();
    variants
        .filter(|variant| variant.path == path || inside(&variant.path))
        .map(|variant| variant.name)
        .collect()
}

/// An error that is known when the workflow is built.
#[must_use]
pub fn failure<E: HandlerError>(error: &E) -> Failure {
    let envelope = error.wire();
    Failure::New {
        name: envelope.name,
        message: envelope.message,
        data: envelope.data,
    }
}

/// An error whose data the machine computes: which of these variants there is, its name and message, and the type of
/// what it carries. The message is what the variant's doc comment says, since a machine cannot run `Display`.
#[must_use]
pub fn failing<E: HandlerError>(shapes: &mut Shapes, paths: &[&str]) -> (usize, String, String, Type) {
    let variants = E::variants(shapes);
    let found = paths.iter().enumerate().find_map(|(number, path)| {
        let variant = variants.iter().find(|variant| variant.path == *path)?;
        Some((number, variant))
    });
    match found {
        Some((number, variant)) => {
            let said = variant.description.lines().next().unwrap_or_default();
            let message = if said.is_empty() { &variant.name } else { said };
            (
                number,
                variant.name.clone(),
                message.to_owned(),
                variant.data.clone(),
            )
        }
        // rustc has refused it.
        None => (
            0,
            paths.first().copied().unwrap_or_default().to_owned(),
            String::new(),
            Type::Unit,
        ),
    }
}

/// Asks for the shape of a type that may have none. Where it has none, whatever takes the value says so: once is enough.
#[derive(Debug)]
pub struct Probe<T>(PhantomData<T>);

impl<T> Probe<T> {
    /// Of one type.
    #[must_use]
    pub const fn of() -> Self {
        Self(PhantomData)
    }
}

impl<T: Shape> Probe<T> {
    /// The type's shape.
    pub fn shape(&self, shapes: &mut Shapes) -> Type {
        T::shape(shapes)
    }
}

/// What a [`Probe`] answers where it finds no shape: its own method comes first.
pub trait Unshaped {
    /// A type that fits nowhere.
    fn shape(&self, _: &mut Shapes) -> Type {
        Type::Unit
    }
}

impl<T> Unshaped for Probe<T> {}

/// What a constant can be in a workflow: a value that travels, or a string.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot travel between steps",
    label = "this constant has no form in JSON",
    note = "a workflow's constants are strings, numbers, booleans, and types with `#[ferrovia::data]`"
)]
pub trait Constant {
    /// It, as a value that travels.
    type Owned: Shape;
    /// It, as a value that travels.
    fn owned(&self) -> Self::Owned;
}

impl<T: Shape> Constant for T {
    type Owned = T;

    fn owned(&self) -> T {
        self.clone()
    }
}

impl Constant for &'static str {
    type Owned = String;

    fn owned(&self) -> String {
        (*self).to_owned()
    }
}

/// A constant as a value that travels.
pub fn owned<C: Constant>(constant: &C) -> C::Owned {
    constant.owned()
}

/// A constant's type and JSON.
pub fn constant<C: Constant>(constant: &C, shapes: &mut Shapes) -> (Type, Value) {
    (
        C::Owned::shape(shapes),
        serde_json::to_value(constant.owned()).unwrap_or_default(),
    )
}
