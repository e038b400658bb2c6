//! An [`App`] in; a [`CheckedApp`] or every problem at once out.
use crate::{App, CheckedApp, Problems};
pub(crate) fn check(app: App) -> Result<CheckedApp, Problems> {
    Ok(CheckedApp::new(app, Default::default()))
}
