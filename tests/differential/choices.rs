//! A seed, or numbers that a test made up, in; decisions out.
//!
//! Whatever is generated here is generated from a list of numbers. So a failing case shrinks by shrinking the list: a
//! smaller number is a simpler decision, and beyond the end every decision is the simplest.

/// Decisions still to be made.
#[derive(Debug, Clone)]
pub struct Choices {
    given: std::vec::IntoIter<u32>,
    /// What follows what is given: the state of an endless generator, or nothing.
    endless: Option<u64>,
}

impl Choices {
    /// Endless decisions, always the same for a seed.
    #[allow(dead_code, reason = "the test decides by numbers that can shrink")]
    pub fn of_seed(seed: u64) -> Self {
        Self {
            given: Vec::new().into_iter(),
            endless: Some(seed),
        }
    }

    /// The decisions that a list of numbers makes; then the simplest ones.
    #[allow(dead_code, reason = "the build script decides by a seed alone")]
    pub fn given(numbers: Vec<u32>) -> Self {
        Self {
            given: numbers.into_iter(),
            endless: None,
        }
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        let number = match (self.given.next(), &mut self.endless) {
            (Some(number), _) => number,
            (None, Some(state)) => split_mix(state),
            (None, None) => 0,
        };
        // The remainder prefers small numbers a little, which is no harm.
        usize::try_from(number).unwrap_or(0) % limit.max(1)
    }

    /// Whether something happens that happens `times` in `of`; not, if that is simpler.
    pub fn chance(&mut self, times: usize, of: usize) -> bool {
        self.below(of) >= of - times.min(of)
    }

    /// One of several, the simplest first.
    pub fn one_of<'a, T>(&mut self, several: &'a [T]) -> Option<&'a T> {
        if several.is_empty() {
            return None;
        }
        let chosen = self.below(several.len());
        several.get(chosen)
    }
}

/// SplitMix64, of which the upper half is used.
fn split_mix(state: &mut u64) -> u32 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or(0)
}
