//! The command `export`: a suite in, another tool's file out.

use std::sync::Arc;

use evals::production::Platform;
use evals::promptfoo;
use evals::reference::ReferenceModel;

use crate::command_line::Export;
use crate::running::{prompt, runtime, suite};
use crate::{INPUT, IO, Stop};

pub(crate) fn export(export: &Export) -> Result<(), Stop> {
    match export {
        Export::Promptfoo {
            suite: name,
            prompt: version,
            out,
        } => {
            let cases = evals::case::read(&suite(name)).map_err(|error| Stop::new(INPUT, error))?;
            let platform = Platform {
                prompt: prompt(version.as_deref())?,
                ..Platform::new(Arc::new(ReferenceModel))
            };
            let text = runtime()?
                .block_on(promptfoo::export(name, &cases, &platform))
                .map_err(|error| Stop::new(INPUT, format!("error: {error}")))?;
            std::fs::write(out, text)
                .map_err(|error| Stop::new(IO, format!("error: {}: {error}", out.display())))?;
            eprintln!(
                "{} tests in {}; `npx promptfoo@latest eval -c {}` asks what its provider names",
                cases.len(),
                out.display(),
                out.display()
            );
            Ok(())
        }
    }
}
