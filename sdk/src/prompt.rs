//! Prompts as versioned artefacts: what `#[derive(Prompts)]` read from files when the program was compiled.
//!
//! ```text
//! +++
//! owner = "customer-experience"
//! changelog = "First version."
//!
//! [model]
//! temperature = 0.3
//! max_output_tokens = 900
//!
//! [guard]
//! confidential = []
//! public = ["Ferrovia"]
//!
//! [variables]
//! language = { max_bytes = 100, too_long = "refuse" }
//! +++
//! You answer customers in {language}.
//! ```

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

/// What a prompt leaves open: a struct with a field for each variable. Derived.
pub trait Prompts: Sized + 'static {
    /// The versions, oldest first.
    const FILES: &'static [PromptFile];

    /// The value of the field at this place.
    fn value(&self, field: usize) -> &str;
}

/// One version of a prompt, as its file says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PromptFile {
    /// What it is for: the name of its folder.
    pub name: &'static str,
    /// Its semantic version.
    pub version: &'static str,
    /// SHA-256 of the file with line feeds as line ends and in Unicode's normal form C, in hexadecimal digits.
    pub sha256: &'static str,
    /// Whom to ask about it.
    pub owner: &'static str,
    /// What this version changed, in a line.
    pub changelog: &'static str,
    /// How free the model is: 0 is the most predictable.
    pub temperature: f32,
    /// The most tokens a reply may have.
    pub max_output_tokens: u32,
    /// What no answer may tell, though the prompt does.
    pub confidential: &'static [&'static str],
    /// What the prompt tells and every answer may.
    pub public: &'static [&'static str],
    /// What it leaves open, by name.
    pub variables: &'static [PromptVariable],
    #[doc(hidden)]
    pub template: &'static [PromptPiece],
}

/// A variable of a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PromptVariable {
    /// Its name, between braces in the template.
    pub name: &'static str,
    /// The longest value, in bytes of UTF-8.
    pub max_bytes: usize,
    /// What becomes of a longer one.
    pub too_long: TooLong,
    #[doc(hidden)]
    pub field: usize,
}

/// What becomes of a value that is longer than its variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooLong {
    /// Its end is left out, at a character's border.
    Cut,
    /// The prompt is not filled in.
    Refuse,
}

#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptPiece {
    /// As it is.
    Text(&'static str),
    /// The value of the variable at this place.
    Variable(usize),
}

/// A value that its prompt refuses. It does not say the value, which may be a customer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{variable}` of prompt `{name}` {version} has {bytes} bytes, and may have {max_bytes}")]
pub struct ValueTooLong {
    /// The prompt's name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// The variable.
    pub variable: &'static str,
    /// How long the value is.
    pub bytes: usize,
    /// How long it may be.
    pub max_bytes: usize,
}

/// One version of a prompt, and the type of what it leaves open.
pub struct Prompt<V> {
    file: &'static PromptFile,
    values: PhantomData<fn(&V)>,
}

impl<V> Prompt<V> {
    #[doc(hidden)]
    #[must_use]
    pub const fn of(file: &'static PromptFile) -> Self {
        Self {
            file,
            values: PhantomData,
        }
    }
}

impl<V: Prompts> Prompt<V> {
    /// The version with this number, if there is one.
    #[must_use]
    pub fn version(version: &str) -> Option<Self> {
        V::FILES.iter().find(|file| file.version == version).map(Self::of)
    }

    /// The words, with a value in the place of each variable. A value's own braces are text.
    ///
    /// # Errors
    /// [`ValueTooLong`] if a value is longer than its variable, which refuses that.
    pub fn fill(&self, values: &V) -> Result<String, ValueTooLong> {
        let mut text = String::new();
        for piece in self.file.template {
            match *piece {
                PromptPiece::Text(words) => text.push_str(words),
                PromptPiece::Variable(place) => {
                    if let Some(variable) = self.file.variables.get(place) {
                        text.push_str(self.fitting(variable, values.value(variable.field))?);
                    }
                }
            }
        }
        Ok(text)
    }

    fn fitting<'a>(&self, variable: &PromptVariable, value: &'a str) -> Result<&'a str, ValueTooLong> {
        let PromptVariable {
            name: variable,
            max_bytes,
            too_long,
            field: _,
        } = *variable;
        if value.len() <= max_bytes {
            return Ok(value);
        }
        match too_long {
            TooLong::Cut => Ok(value
                .get(..value.floor_char_boundary(max_bytes))
                .unwrap_or_default()),
            TooLong::Refuse => Err(ValueTooLong {
                name: self.file.name,
                version: self.file.version,
                variable,
                bytes: value.len(),
                max_bytes,
            }),
        }
    }
}

impl<V> Deref for Prompt<V> {
    type Target = PromptFile;

    fn deref(&self) -> &PromptFile {
        self.file
    }
}

// Derived, they would ask the same of `V`.
impl<V> Clone for Prompt<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Prompt<V> {}

impl<V> fmt::Debug for Prompt<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.file.name, self.file.version)
    }
}

impl<V> PartialEq for Prompt<V> {
    fn eq(&self, other: &Self) -> bool {
        self.file == other.file
    }
}
