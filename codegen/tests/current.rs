//! The committed files are what this build emits: `cargo test --workspace` builds codegen with other features of the
//! crates it shares than `cargo run -p codegen` does, and that must not change a byte.

use std::path::Path;

#[test]
fn the_committed_files_are_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let app = handlers::app().model().check().unwrap();
    let files = codegen::emit(&app);
    assert!(
        files.iter().count() > 40,
        "too little is generated to mean anything"
    );
    for (path, text) in files.iter() {
        let committed = std::fs::read_to_string(root.join(path)).unwrap_or_default();
        assert!(committed == text, "{path} is stale: run `cargo run -p codegen`");
    }
}
