//! Executions recorded on Step Functions, where the file is at hand: `FERROVIA_RECORDED_EXECUTIONS` names it.

use std::path::Path;
use std::process::Command;

#[test]
fn recorded_executions_come_out_as_recorded() {
    let Some(cases) = std::env::var_os("FERROVIA_RECORDED_EXECUTIONS") else {
        eprintln!("FERROVIA_RECORDED_EXECUTIONS names no file of recorded executions: nothing is compared");
        return;
    };
    let known = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/known_differences.txt");
    let output = Command::new(env!("CARGO_BIN_EXE_asl"))
        .arg("conformance")
        .arg(cases)
        .arg("--known")
        .arg(known)
        .output()
        .expect("`asl` runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}
