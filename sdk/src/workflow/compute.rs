//! What a workflow computes when it runs as Rust: integers that end it where they overflow, as its machine would;
//! lists; text.

use std::collections::VecDeque;
use std::fmt::Display;
use std::ops::Range;
use std::ops::RangeInclusive;

/// An integer that a workflow can calculate with: one of 32 bits or fewer, or a `usize` that it has counted, which keeps
/// to as many.
#[diagnostic::on_unimplemented(
    message = "a workflow cannot calculate with `{Self}`",
    label = "not an integer of at most 32 bits",
    note = "a machine calculates with integers of at most 32 bits: put this computation into a step"
)]
pub trait Integer: Copy + Display {
    /// `self + other`, unless that is no integer of the kind.
    fn added(self, other: Self) -> Option<Self>;
    /// `self - other`, unless that is no integer of the kind.
    fn subtracted(self, other: Self) -> Option<Self>;
    /// `self * other`, unless that is no integer of the kind.
    fn multiplied(self, other: Self) -> Option<Self>;
}

macro_rules! integers {
    ($($ty:ty),+) => {$(
        impl Integer for $ty {
            fn added(self, other: Self) -> Option<Self> {
                self.checked_add(other)
            }

            fn subtracted(self, other: Self) -> Option<Self> {
                self.checked_sub(other)
            }

            fn multiplied(self, other: Self) -> Option<Self> {
                self.checked_mul(other)
            }
        }
    )+};
}

integers!(i8, i16, i32, u8, u16, u32);

impl Integer for usize {
    fn added(self, other: Self) -> Option<Self> {
        counted(self.checked_add(other)?)
    }

    fn subtracted(self, other: Self) -> Option<Self> {
        self.checked_sub(other)
    }

    fn multiplied(self, other: Self) -> Option<Self> {
        counted(self.checked_mul(other)?)
    }
}

/// A count, as long as it keeps to 32 bits.
fn counted(count: usize) -> Option<usize> {
    u32::try_from(count).is_ok().then_some(count)
}

/// An integer that may be negative.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no negative values",
    label = "this cannot be negated",
    note = "a workflow negates `i8`, `i16` and `i32`"
)]
pub trait Signed: Integer {
    /// Zero.
    const ZERO: Self;
}

impl Signed for i8 {
    const ZERO: Self = 0;
}

impl Signed for i16 {
    const ZERO: Self = 0;
}

impl Signed for i32 {
    const ZERO: Self = 0;
}

/// Ends the workflow, as `$error` ends its machine.
#[expect(clippy::panic, reason = "so does Rust end a program whose integers overflow")]
fn overflowed(verb: &str) -> ! {
    panic!("attempt to {verb} with overflow")
}

/// `left + right`
///
/// # Panics
/// If that is no integer of the kind.
pub fn add<N: Integer>(left: N, right: N) -> N {
    left.added(right).unwrap_or_else(|| overflowed("add"))
}

/// `left - right`
///
/// # Panics
/// If that is no integer of the kind.
pub fn subtract<N: Integer>(left: N, right: N) -> N {
    left.subtracted(right).unwrap_or_else(|| overflowed("subtract"))
}

/// `left * right`
///
/// # Panics
/// If that is no integer of the kind.
pub fn multiply<N: Integer>(left: N, right: N) -> N {
    left.multiplied(right).unwrap_or_else(|| overflowed("multiply"))
}

/// `-value`
///
/// # Panics
/// If that is no integer of the kind.
pub fn negate<N: Signed>(value: N) -> N {
    subtract(N::ZERO, value)
}

/// An integer every value of which is one of `N`.
#[diagnostic::on_unimplemented(
    message = "a workflow cannot turn `{Self}` into `{N}`",
    label = "this `as` may lose digits",
    note = "put this computation into a step"
)]
pub trait Widens<N> {
    /// The same, as `N`.
    fn widened(self) -> N;
}

macro_rules! widens {
    ($($from:ty => $($to:ty),+;)+) => {$($(
        impl Widens<$to> for $from {
            fn widened(self) -> $to {
                self.into()
            }
        }
    )+)+};
}

widens! {
    i8 => i8, i16, i32;
    i16 => i16, i32;
    i32 => i32;
    u8 => u8, u16, u32, usize, i16, i32;
    u16 => u16, u32, usize, i32;
    u32 => u32;
    usize => usize;
}

impl Widens<usize> for u32 {
    fn widened(self) -> usize {
        usize::try_from(self).unwrap_or_else(|_| overflowed("cast"))
    }
}

/// What has been counted keeps to 32 bits.
impl Widens<u32> for usize {
    fn widened(self) -> u32 {
        u32::try_from(self).unwrap_or_else(|_| overflowed("cast"))
    }
}

/// `value as N`
pub fn widened<N, V: Widens<N>>(value: V) -> N {
    value.widened()
}

/// A list: a machine has its items in the order of JSON.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list that a workflow can look into",
    label = "not a `Vec`",
    note = "put this computation into a step"
)]
pub trait List<T> {
    /// Its items, in order.
    fn items(self) -> Vec<T>;
    /// How many there are.
    fn count(&self) -> usize;
}

impl<T> List<T> for Vec<T> {
    fn items(self) -> Vec<T> {
        self
    }

    fn count(&self) -> usize {
        self.len()
    }
}

impl<T> List<T> for VecDeque<T> {
    fn items(self) -> Vec<T> {
        self.into()
    }

    fn count(&self) -> usize {
        self.len()
    }
}

/// A list in which an item can be found.
#[diagnostic::on_unimplemented(
    message = "a workflow cannot look for an item in `{Self}`",
    label = "not a `Vec` of such items",
    note = "put this computation into a step"
)]
pub trait Search<T> {
    /// Whether it has the item.
    fn has(&self, item: &T) -> bool;
}

impl<T: PartialEq> Search<T> for Vec<T> {
    fn has(&self, item: &T) -> bool {
        self.contains(item)
    }
}

impl<T: PartialEq> Search<T> for VecDeque<T> {
    fn has(&self, item: &T) -> bool {
        self.contains(item)
    }
}

/// The items of a list that a `for` goes through.
pub fn items<T, L: List<T>>(list: L) -> std::vec::IntoIter<T> {
    list.items().into_iter()
}

/// `start..end`
pub fn range<N: Integer>(start: N, end: N) -> Range<N>
where
    Range<N>: Iterator<Item = N>,
{
    start..end
}

/// `start..=end`
pub fn range_inclusive<N: Integer>(start: N, end: N) -> RangeInclusive<N>
where
    RangeInclusive<N>: Iterator<Item = N>,
{
    start..=end
}

/// `list.len()`
pub fn len<T, L: List<T>>(list: &L) -> usize {
    list.count()
}

/// `list.contains(&item)`
pub fn contains<T, L: Search<T>>(list: &L, item: &T) -> bool {
    list.has(item)
}

/// What may be empty: a list, a string.
#[diagnostic::on_unimplemented(
    message = "a workflow cannot see whether `{Self}` is empty",
    label = "neither a list nor a string",
    note = "put this computation into a step"
)]
pub trait MayBeEmpty {
    /// Whether it is.
    fn is_empty(&self) -> bool;
}

impl<T> MayBeEmpty for Vec<T> {
    fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }
}

impl<T> MayBeEmpty for VecDeque<T> {
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl MayBeEmpty for String {
    fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }
}

/// `value.is_empty()`
pub fn is_empty<V: MayBeEmpty>(value: &V) -> bool {
    value.is_empty()
}

/// What a machine writes as Rust does.
#[diagnostic::on_unimplemented(
    message = "a workflow cannot write `{Self}` into a text",
    label = "neither a string nor an integer of at most 32 bits",
    note = "write the string or the number inside it, such as `id.0`, or put this computation into a step"
)]
pub trait Text {
    /// It, in words.
    fn text(&self) -> String;
}

macro_rules! text {
    ($($ty:ty),+) => {$(
        impl Text for $ty {
            fn text(&self) -> String {
                self.to_string()
            }
        }
    )+};
}

text!(String, char, bool, uuid::Uuid, i8, i16, i32, u8, u16, u32, usize);

/// A piece of a `format!`.
pub fn text<T: Text>(value: &T) -> String {
    value.text()
}
