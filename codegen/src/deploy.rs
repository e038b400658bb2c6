//! The types of resource that the stack contains in; what an account needs before its first deploy out:
//! `terraform/bootstrap`, with the policies of the roles that plan and deploy.
//!
//! A role may do what the stack's resource types take, below the environment's prefix, and nothing else. A type that the
//! table lacks is a mistake, so that a new module cannot be forgotten.

mod boundary;
pub mod policy;
pub mod resource_types;
mod root;
pub mod targets;

pub use boundary::policy as boundary;
pub(crate) use root::boundary as boundary_arn;

use crate::files::Files;
use crate::iam::Policy;
use ferrovia_model::CheckedApp;
use hcl_edit::expr::Expression;
use hcl_edit::parser::parse_body;
use policy::{MOST_POLICIES, split, statements};
use resource_types::{DEPLOY, PLAN, PUBLISH, Rights, Use, rights};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What the files of a Terraform module say of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Module {
    /// The types of its resources, each with the file that declares one.
    pub types: BTreeMap<String, String>,
    /// The modules that it calls, by their folders' names.
    pub calls: BTreeSet<String>,
}

impl Module {
    /// Takes in one of its files.
    ///
    /// # Errors
    /// If the text is no Terraform.
    pub fn read(&mut self, path: &str, text: &str) -> Result<(), Mistake> {
        let body = parse_body(text).map_err(|error| Mistake::Unreadable {
            file: format!("{path}:{}", error.location().line()),
            message: error.message().to_owned(),
        })?;
        for block in body.blocks() {
            match (block.ident.as_str(), block.labels.first()) {
                ("resource", Some(label)) => {
                    self.types.insert(label.as_str().to_owned(), path.to_owned());
                }
                ("module", _) => {
                    let source = block.body.get_attribute("source").map(|source| &source.value);
                    let name = source
                        .and_then(Expression::as_str)
                        .and_then(|source| source.rsplit('/').next());
                    self.calls.extend(name.map(str::to_owned));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Why no deploy role can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistake {
    /// A module is no Terraform.
    Unreadable {
        /// The file and line.
        file: String,
        /// What the parser says.
        message: String,
    },
    /// A type of resource that the table lacks.
    UnknownType {
        /// The type.
        resource_type: String,
        /// A file with such a resource.
        file: String,
    },
    /// More policies than a role can have.
    TooManyPolicies {
        /// How many.
        count: usize,
    },
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { file, message } => {
                write!(
                    f,
                    "error[D001]: this is no Terraform: {message}\n  --> {file}\n  help: run `terraform validate` there"
                )
            }
            Self::UnknownType { resource_type, file } => write!(
                f,
                "error[D002]: nobody has said what a deploy needs for `{resource_type}`\n  --> {file}\n  help: add it to RESOURCE_TYPES in codegen/src/deploy/resource_types.rs; `tests/apply.sh` shows what the provider asks"
            ),
            Self::TooManyPolicies { count } => write!(
                f,
                "error[D003]: the deploy role would need {count} policies, and IAM attaches {MOST_POLICIES}\n  --> terraform/modules\n  help: ask AWS for a higher quota, or put rights that go together on one target in codegen/src/deploy/resource_types.rs"
            ),
        }
    }
}

/// What the roles of one environment may do, each list within what IAM takes.
#[derive(Debug)]
pub struct Roles {
    /// The role that deploys.
    pub deploy: Vec<Policy>,
    /// The role that plans and may change nothing.
    pub plan: Vec<Policy>,
    /// What the deploys of those environments have besides that put new packages into the artifact bucket.
    pub publish: Vec<Policy>,
    /// What no role of the stack may go beyond.
    pub boundary: Policy,
}

impl Roles {
    /// The roles for a stack of these types of resource, each with a file that declares one.
    ///
    /// # Errors
    /// Every type that the table lacks.
    pub fn of(types: &BTreeMap<String, String>) -> Result<Self, Vec<Mistake>> {
        let mut found: Vec<&'static Rights> = Vec::new();
        let mut mistakes = Vec::new();
        for (resource_type, file) in types {
            match rights(resource_type) {
                Some(rights) => found.extend(rights),
                None => mistakes.push(Mistake::UnknownType {
                    resource_type: resource_type.clone(),
                    file: file.clone(),
                }),
            }
        }
        let reads = found.iter().copied().filter(|right| right.purpose == Use::Read);
        let plan = split(statements(reads.chain(PLAN)));
        let deploy = split(statements(found.iter().copied().chain(PLAN).chain(DEPLOY)));
        // One is left for what publishes.
        if deploy.len() >= MOST_POLICIES {
            mistakes.push(Mistake::TooManyPolicies {
                count: deploy.len() + 1,
            });
        }
        if mistakes.is_empty() {
            Ok(Self {
                deploy,
                plan,
                publish: split(statements(PUBLISH)),
                boundary: boundary(),
            })
        } else {
            Err(mistakes)
        }
    }
}

/// `terraform/bootstrap`: the root, and `iam/` with the policies.
#[must_use]
pub fn emit(app: &CheckedApp, roles: &Roles) -> Files {
    root::emit(app, roles)
}

#[cfg(test)]
mod tests;
