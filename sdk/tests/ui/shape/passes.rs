//! What the author derives already is not derived twice; attributes are the author's.
#![deny(warnings)]

use ferrovia::{Shape, data, model::{Shapes, Type}};

/// Above the attribute, and below it.
#[derive(Eq, PartialOrd, Ord)]
#[data]
#[derive(Clone, Copy, Hash)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[schemars(title = "A size")]
struct Size {
    #[schemars(range(min = 1))]
    width_mm: u32,
}

#[data]
struct Tree<T> {
    leaf: Option<Box<T>>,
    trees: Vec<Tree<T>>,
}

fn main() {
    assert_eq!(Size { width_mm: 1 }.max(Size { width_mm: 2 }).width_mm, 2);
    let named = Tree::<Size>::shape(&mut Shapes::default());
    assert!(matches!(named, Type::Named(name) if name.contains("Tree<") && name.ends_with("Size>")));
    let tree = Tree { leaf: Some(Box::new(Size { width_mm: 1 })), trees: Vec::new() };
    assert_eq!(tree.trees.len() + usize::from(tree.leaf.is_some()), 1);
}
