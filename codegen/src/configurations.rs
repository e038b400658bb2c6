//! A checked app in; for each configuration the schema by which `AppConfig` judges a document, before anybody reads it, out.

use crate::files::Files;
use crate::json;
use crate::schema::draft_4;
use ferrovia_model::CheckedApp;

/// `<configuration>.json`, in the draft that `AppConfig` reads.
#[must_use]
pub fn emit(app: &CheckedApp) -> Files {
    let mut files = Files::default();
    for configuration in &app.configurations {
        let schema = draft_4::of(&configuration.document.schema);
        files.insert(format!("{}.json", configuration.name), json::text(&schema));
    }
    files
}
