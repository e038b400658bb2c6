//! What a capability is acquired from: the process's variables, and the adapters that the binary bound.

use std::any::{Any, TypeId, type_name};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The run-time surroundings of a handler. The binary binds one adapter per port; capabilities find them.
///
/// ```
/// use ferrovia::Env;
/// use std::sync::Arc;
///
/// trait Clock: Send + Sync {
///     fn hour(&self) -> u8;
/// }
/// struct Noon;
/// impl Clock for Noon {
///     fn hour(&self) -> u8 {
///         12
///     }
/// }
///
/// let env = Env::default().bind::<dyn Clock>(Arc::new(Noon));
/// assert_eq!(env.adapter::<dyn Clock>().map(|clock| clock.hour()), Ok(12));
/// ```
#[derive(Default, Clone)]
pub struct Env {
    variables: BTreeMap<String, String>,
    adapters: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
}

impl Env {
    /// Surroundings with these variables and no adapters.
    #[must_use]
    pub fn new(variables: BTreeMap<String, String>) -> Self {
        Self {
            variables,
            adapters: HashMap::new(),
        }
    }

    /// Surroundings with the process's variables and no adapters. Variables that are not UTF-8 are left out.
    #[must_use]
    pub fn of_process() -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self::new(std::env::vars_os().filter_map(text).collect())
    }

    /// Binds the adapter that serves port `P`, in place of an earlier one.
    #[must_use]
    pub fn bind<P: ?Sized + Send + Sync + 'static>(mut self, adapter: Arc<P>) -> Self {
        self.adapters.insert(TypeId::of::<P>(), Arc::new(adapter));
        self
    }

    /// The adapter of port `P`.
    ///
    /// # Errors
    /// [`AcquireError::Unbound`] if the binary bound none.
    pub fn adapter<P: ?Sized + Send + Sync + 'static>(&self) -> Result<Arc<P>, AcquireError> {
        self.adapters
            .get(&TypeId::of::<P>())
            .and_then(|adapter| adapter.downcast_ref::<Arc<P>>())
            .cloned()
            .ok_or(AcquireError::Unbound(type_name::<P>()))
    }

    /// A variable that must be set and not empty.
    ///
    /// # Errors
    /// [`AcquireError::Variable`] if it is not.
    pub fn variable(&self, name: &str) -> Result<&str, AcquireError> {
        self.optional(name)
            .ok_or_else(|| AcquireError::Variable(name.to_owned()))
    }

    /// The names of all variables that are set and not empty.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.variables
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, _)| name.as_str())
    }

    /// A variable that may be absent; empty counts as absent.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<&str> {
        self.variables
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

/// Why a capability cannot be had. Each is a mistake of configuration, found before the first event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AcquireError {
    /// A variable is missing.
    #[error("the variable `{0}` is not set")]
    Variable(String),
    /// A variable is set to something unusable.
    #[error("the variable `{name}` is `{value}`: {reason}")]
    Value {
        /// Its name.
        name: String,
        /// What it is.
        value: String,
        /// What it should be.
        reason: String,
    },
    /// The binary bound no adapter.
    #[error("no adapter is bound for the port `{0}`; bind one with `Env::bind`")]
    Unbound(&'static str),
}
