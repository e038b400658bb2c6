//! Two texts with gaps in, whether they can be the same text out.
//!
//! The reference's ARNs have gaps (`${FunctionName}`), ours have placeholders. An ARN of ours is of a resource type
//! if some text fits both.

use super::exceptions;
use crate::template::{Part, parts};

/// A text with gaps.
#[derive(Debug, Clone)]
pub struct Pattern(Vec<Token>);

#[derive(Debug, Clone, Copy)]
enum Token {
    /// This character.
    Is(char),
    /// One character that the gap admits.
    One(Gap),
    /// Any number of them.
    Many(Gap),
}

/// What a gap admits besides the characters that separate nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gap {
    /// `:`
    pub colons: bool,
    /// `/`
    pub slashes: bool,
}

impl Gap {
    const fn admits(self, character: char) -> bool {
        match character {
            ':' => self.colons,
            '/' => self.slashes,
            _ => true,
        }
    }
}

impl Pattern {
    /// A text without gaps.
    #[must_use]
    pub fn exact(text: &str) -> Self {
        Self(text.chars().map(Token::Is).collect())
    }

    /// A text of ours: each placeholder stands for something within one segment, each `*` for
    /// anything up to the next colon, lest a pattern for one type be taken for another's.
    #[must_use]
    pub fn ours(text: &str) -> Self {
        Self(
            parts(text)
                .into_iter()
                .flat_map(|part| match part {
                    Part::Literal(literal) => literal.chars().map(Token::ours).collect(),
                    Part::Placeholder(_) => gap(Gap::default()),
                })
                .collect(),
        )
    }

    /// An ARN of the reference: each gap stays within one segment, but for those that [`exceptions`] lists.
    #[must_use]
    pub fn reference_arn(service: &str, arn: &str) -> Self {
        Self::reference(arn, |name| exceptions::gap(service, name))
    }

    /// A condition key's name in the reference.
    #[must_use]
    pub fn reference_key(name: &str) -> Self {
        Self::reference(name, |_| Gap {
            colons: true,
            slashes: true,
        })
    }

    fn reference(text: &str, admits: impl Fn(&str) -> Gap) -> Self {
        let mut tokens = Vec::new();
        let mut rest = text;
        while let Some((literal, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            tokens.extend(Self::exact(literal).0);
            tokens.extend(gap(admits(name)));
            rest = after;
        }
        tokens.extend(Self::exact(rest).0);
        Self(tokens)
    }

    /// Whether some text fits both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        // meet[j]: whether what follows in `self` meets what follows `j` in `other`; from the end to the start.
        let mut meet: Vec<bool> = vec![false; other.0.len() + 1];
        for i in (0..=self.0.len()).rev() {
            let below = meet.clone();
            for j in (0..=other.0.len()).rev() {
                let (left, right) = (self.0.get(i), other.0.get(j));
                let skip_left = matches!(left, Some(Token::Many(_))) && below[j];
                let skip_right = matches!(right, Some(Token::Many(_))) && meet[j + 1];
                meet[j] = skip_left
                    || skip_right
                    || match (left, right) {
                        (None, None) => true,
                        (None, Some(_)) | (Some(_), None) => false,
                        (Some(left), Some(right)) => {
                            left.shares(*right)
                                && match (left, right) {
                                    // Both gaps take the character and stay, which is to skip either.
                                    (Token::Many(_), Token::Many(_)) => false,
                                    (Token::Many(_), Token::Is(_) | Token::One(_)) => meet[j + 1],
                                    (Token::Is(_) | Token::One(_), Token::Many(_)) => below[j],
                                    (Token::Is(_) | Token::One(_), Token::Is(_) | Token::One(_)) => {
                                        below[j + 1]
                                    }
                                }
                        }
                    };
            }
        }
        meet[0]
    }
}

impl Token {
    const fn ours(character: char) -> Self {
        match character {
            '*' => Self::Many(Gap {
                colons: false,
                slashes: true,
            }),
            _ => Self::Is(character),
        }
    }

    /// Whether some character fits both.
    fn shares(self, other: Self) -> bool {
        match (self, other) {
            (Self::Is(left), Self::Is(right)) => left == right,
            (Self::Is(character), Self::One(gap) | Self::Many(gap))
            | (Self::One(gap) | Self::Many(gap), Self::Is(character)) => gap.admits(character),
            (Self::One(_) | Self::Many(_), Self::One(_) | Self::Many(_)) => true,
        }
    }
}

/// A gap holds something.
fn gap(gap: Gap) -> Vec<Token> {
    vec![Token::One(gap), Token::Many(gap)]
}
