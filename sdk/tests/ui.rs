//! Each mistake gets one clear error, at the tokens that the author wrote, which says how to mend it. Files called
//! `passes.rs` must compile.

use std::fs;

/// The files of every topic.
fn files() -> Vec<String> {
    let topics = fs::read_dir("tests/ui").into_iter().flatten().flatten();
    let files = topics.flat_map(|topic| fs::read_dir(topic.path()).into_iter().flatten().flatten());
    let files = files.map(|file| file.path().display().to_string());
    let mut files: Vec<_> = files.filter(|file| file.ends_with(".rs")).collect();
    files.sort();
    files
}

#[test]
fn mistakes_are_explained() {
    // Apart from each other: what must fail is only checked, all at once, which takes seconds instead of minutes.
    let (passes, mistakes): (Vec<_>, Vec<_>) =
        files().into_iter().partition(|file| file.ends_with("/passes.rs"));
    let tests = trybuild::TestCases::new();
    mistakes.iter().for_each(|file| tests.compile_fail(file));
    drop(tests);
    let tests = trybuild::TestCases::new();
    passes.iter().for_each(|file| tests.pass(file));
}

/// A file that makes several mistakes shows that all are reported at once.
#[test]
fn each_mistake_has_one_error() {
    let mistakes = files().into_iter().filter(|file| !file.ends_with("/passes.rs"));
    for (file, expected) in mistakes.map(|file| (file.clone(), file.replace(".rs", ".stderr"))) {
        let text = fs::read_to_string(&expected).unwrap_or_default();
        let errors = text.lines().filter(|line| line.starts_with("error")).count();
        let several = file.ends_with("/several_mistakes.rs");
        assert_eq!(errors > 1, several, "{expected} has {errors} errors");
        assert_ne!(errors, 0, "{expected} has no errors");
    }
}
