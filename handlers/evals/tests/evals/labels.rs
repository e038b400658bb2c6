//! Labels, against figures worked out by hand.

use evals::labels::Labels;

#[test]
fn f1_and_accuracy_are_as_worked_out_by_hand() {
    let mut labels = Labels::default();
    for (expected, found, times) in [
        ("a", "a", 8),
        ("a", "b", 2),
        ("b", "b", 5),
        ("b", "a", 1),
        ("c", "a", 4),
    ] {
        for _ in 0..times {
            labels.count(expected, found);
        }
    }
    let near =
        |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
    near(labels.accuracy(), 13.0 / 20.0);
    near(labels.f1("a"), 16.0 / 23.0);
    near(labels.f1("b"), 10.0 / 13.0);
    near(labels.f1("c"), 0.0);
    near(labels.macro_f1(), (16.0 / 23.0 + 10.0 / 13.0) / 3.0);
    assert_eq!(labels.cell("a", "b"), 2);
    assert_eq!(labels.cell("c", "c"), 0);
}
