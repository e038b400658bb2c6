//! Against tables and other people's figures.

use evals::statistics::{is_regression, mcnemar, power, smallest_fall, wilson};

fn near(found: f64, expected: f64, within: f64, what: &str) {
    assert!(
        (found - expected).abs() <= within,
        "{what}: {found}, not {expected}"
    );
}

/// The widths of the design's table (90 %), and Newcombe's (1998) examples of Wilson's method without correction: 81 of
/// 263, 15 of 148, 0 of 20 and 1 of 29.
#[test]
fn wilson_is_as_in_the_tables() {
    let check = |passed: usize, all: usize, low: f64, high: f64, within: f64| {
        let (found_low, found_high) = wilson(passed, all);
        near(found_low, low, within, &format!("low of {passed}/{all}"));
        near(found_high, high, within, &format!("high of {passed}/{all}"));
    };
    check(45, 50, 0.786, 0.957, 0.0005);
    check(90, 100, 0.826, 0.945, 0.0005);
    check(180, 200, 0.851, 0.934, 0.0005);
    check(450, 500, 0.871, 0.923, 0.0005);
    check(900, 1000, 0.880, 0.917, 0.0005);
    check(81, 263, 0.2553, 0.3662, 0.00005);
    check(15, 148, 0.0624, 0.1605, 0.00005);
    check(0, 20, 0.0, 0.1611, 0.00005);
    check(1, 29, 0.0061, 0.1718, 0.00005);
    check(0, 0, 0.0, 1.0, 0.0);
}

/// By hand: twice the tail of the binomial distribution with p = 1/2.
#[test]
fn mcnemar_is_twice_the_binomials_tail() {
    let check = |lost: usize, won: usize, expected: f64| {
        near(
            mcnemar(lost, won),
            expected,
            1e-12,
            &format!("{lost} lost, {won} won"),
        );
        near(
            mcnemar(won, lost),
            expected,
            1e-12,
            &format!("{won} lost, {lost} won"),
        );
    };
    check(0, 0, 1.0);
    check(1, 0, 1.0);
    check(5, 0, 2.0 / 32.0);
    check(6, 0, 2.0 / 64.0);
    check(8, 1, 2.0 * 10.0 / 512.0);
    check(10, 2, 2.0 * 79.0 / 4096.0);
    check(9, 3, 2.0 * 299.0 / 4096.0);
    check(5, 5, 1.0);
    check(20, 5, 2.0 * 68_406.0 / 33_554_432.0);
}

#[test]
fn only_more_losses_than_wins_are_a_regression() {
    let check = |lost: usize, won: usize, expected: bool| {
        assert_eq!(is_regression(lost, won), expected, "{lost} lost, {won} won");
    };
    check(5, 0, false);
    check(6, 0, true);
    check(0, 6, false);
    check(9, 3, false);
    check(10, 2, true);
    check(0, 0, false);
}

/// The design's figures were simulated; these are computed, so they agree within the simulation's noise.
#[test]
fn power_is_as_simulated() {
    let check = |cases: usize, lost: f64, won: f64, expected: f64| {
        near(
            power(cases, lost, won),
            expected,
            0.03,
            &format!("{cases} cases, {lost} lost, {won} won"),
        );
    };
    check(100, 0.08, 0.03, 0.22);
    check(200, 0.08, 0.03, 0.50);
    check(400, 0.08, 0.03, 0.86);
    check(100, 0.10, 0.02, 0.54);
    check(200, 0.10, 0.02, 0.90);
    check(400, 0.10, 0.02, 1.00);
    check(100, 0.0, 0.0, 0.0);
}

#[test]
fn more_cases_see_smaller_falls() {
    let check =
        |cases: usize, expected: Option<u32>| assert_eq!(smallest_fall(cases), expected, "{cases} cases");
    check(3, None);
    let falls: Vec<u32> = [50, 100, 200, 400]
        .into_iter()
        .filter_map(smallest_fall)
        .collect();
    assert!(
        falls.len() == 4 && falls.is_sorted_by(|more, fewer| more > fewer),
        "{falls:?}"
    );
}
