//! The folder that codegen writes in; each workflow's state machine document, as Terraform would deploy it, out.

use super::stale;
use crate::{ACCOUNT, REGION};
use ferrovia::model::{CheckedApp, Kind};
use ferrovia_states::machine::Machine;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// What brings a document up to date.
const REGENERATE: &str = "cargo run -p codegen";

/// Why the documents cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// A workflow has none.
    #[error(
        "the workflow `{workflow}` has no document that can be read, `{path}`: {cause}; run `{REGENERATE}`"
    )]
    Unreadable {
        /// The workflow.
        workflow: String,
        /// Where it was looked for.
        path: PathBuf,
        /// What the operating system said.
        cause: io::Error,
    },
    /// It is not one that codegen writes.
    #[error("`{path}` is no state machine document: {reason}; run `{REGENERATE}`")]
    Malformed {
        /// Where it is.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// It says something else than the workflow's code.
    #[error("`{path}` is stale: {}; run `{REGENERATE}`", differences.join(", "))]
    Stale {
        /// Where it is.
        path: PathBuf,
        /// What differs.
        differences: Vec<String>,
    },
    /// There is no thread to run them.
    #[error("this machine denies a thread for the workflows: {0}")]
    Thread(io::Error),
}

/// A workflow's document.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub(super) kind: Kind,
    /// Amazon States Language.
    pub(super) text: String,
    pub(super) path: PathBuf,
}

/// Every workflow's document, by the workflow's name.
#[derive(Debug, Clone)]
pub struct Documents(pub(super) BTreeMap<String, Document>);

impl Documents {
    /// Reads the documents of an app's workflows from `folder`, where codegen wrote them, and compares them with the
    /// app: whoever changed a workflow and forgot codegen hears of it here, instead of running what no longer is.
    ///
    /// # Errors
    /// [`DocumentError`] for the first that is missing, malformed or stale.
    pub fn read(folder: &Path, app: &CheckedApp) -> Result<Self, DocumentError> {
        let mut documents = BTreeMap::new();
        for (workflow, flow) in app.flows() {
            let path = folder.join(format!("{}.asl.json", workflow.name));
            let template = std::fs::read_to_string(&path).map_err(|cause| DocumentError::Unreadable {
                workflow: workflow.name.clone(),
                path: path.clone(),
                cause,
            })?;
            let malformed = |reason| DocumentError::Malformed {
                path: path.clone(),
                reason,
            };
            let text = render(&template, |name| value(app, name)).map_err(malformed)?;
            let document: Value =
                serde_json::from_str(&text).map_err(|error| malformed(error.to_string()))?;
            Machine::compile(&document).map_err(|error| malformed(error.to_string()))?;
            let differences = stale::differences(flow, &document);
            if !differences.is_empty() {
                return Err(DocumentError::Stale { path, differences });
            }
            let kind = workflow.kind;
            documents.insert(workflow.name.clone(), Document { kind, text, path });
        }
        Ok(Self(documents))
    }

    /// The workflows' names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// What Terraform knows of the cloud, on a laptop.
fn value(app: &CheckedApp, placeholder: &str) -> Option<String> {
    let function = || {
        let name = placeholder.strip_prefix("function_")?.strip_suffix("_arn")?;
        let known = app.functions.iter().any(|function| function.name == name);
        known.then(|| format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"))
    };
    match placeholder {
        "partition" => Some("aws".to_owned()),
        "region" => Some(REGION.to_owned()),
        "account_id" => Some(ACCOUNT.to_owned()),
        _ => function(),
    }
}

/// The name of the function with this ARN, whether with a version or an alias or without; a bare name is itself.
pub(super) fn function_of(arn: &str) -> &str {
    match arn.split_once(":function:") {
        Some((_, name)) => name.split(':').next().unwrap_or(name),
        None => arn,
    }
}

/// A template as Terraform's `templatefile` renders it: `${name}` is a value, `$${` and `%%{` are `${` and `%{`.
fn render(template: &str, value: impl Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut rendered = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find("{") {
        let (before, from) = rest.split_at(at);
        rest = &from[1..];
        if let Some(before) = before.strip_suffix("$$") {
            rendered.extend([before, "${"]);
        } else if let Some(before) = before.strip_suffix("%%") {
            rendered.extend([before, "%{"]);
        } else if let Some(before) = before.strip_suffix('$') {
            let (name, behind) = rest
                .split_once('}')
                .ok_or_else(|| "a placeholder has no end".to_owned())?;
            let value =
                value(name).ok_or_else(|| format!("its placeholder `{name}` stands for nothing known"))?;
            rendered.extend([before, &value]);
            rest = behind;
        } else {
            rendered.extend([before, "{"]);
        }
    }
    rendered.push_str(rest);
    Ok(rendered)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, expected: Result<&str, &str>) {
        let value = |name: &str| (name == "arn").then(|| "a:b".to_owned());
        let rendered = render(template, value);
        assert_eq!(
            rendered.as_deref().map_err(String::as_str),
            expected,
            "{template}"
        );
    }

    #[test]
    fn a_template_is_rendered_as_terraform_does() {
        check("{\"a\": \"${arn}\"}", Ok("{\"a\": \"a:b\"}"));
        check("${arn}${arn}!", Ok("a:ba:b!"));
        check(
            "costs $${5}, %%{ no directive }",
            Ok("costs ${5}, %{ no directive }"),
        );
        check("{% $x %}", Ok("{% $x %}"));
        check("$$${", Ok("$${"));
        check(
            "${other}",
            Err("its placeholder `other` stands for nothing known"),
        );
        check("${arn", Err("a placeholder has no end"));
    }

    #[test]
    fn a_function_is_known_by_its_arn() {
        let check = |arn, name| assert_eq!(function_of(arn), name);
        check(
            "arn:aws:lambda:local:000000000000:function:save_turn",
            "save_turn",
        );
        check(
            "arn:aws:lambda:local:000000000000:function:save_turn:live",
            "save_turn",
        );
        check("save_turn", "save_turn");
    }
}
