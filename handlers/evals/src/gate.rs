//! Results in, whether they are good enough out: three reasons to say no, and none of them is a bare percentage.

use serde::{Deserialize, Serialize};

use crate::baseline::Comparison;
use crate::run::Graded;
use crate::statistics::{SIGNIFICANCE, is_regression, mcnemar, smallest_fall};

/// Why a gate does not open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Refusal {
    /// A case that must pass did not.
    MustPass {
        /// The suite and the case's id.
        case: String,
    },
    /// A suite's weighted rate is below its floor.
    BelowFloor {
        /// The suite.
        suite: String,
        /// What it came to.
        rate: f64,
        /// What it must come to.
        floor: f64,
    },
    /// More cases were lost than won, and that is no accident.
    Regression {
        /// How many passed in the baseline and do not now.
        lost: usize,
        /// The other way round.
        won: usize,
        /// McNemar's exact test.
        p: f64,
    },
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::MustPass { case } => write!(formatter, "{case} must pass and does not"),
            Self::BelowFloor { suite, rate, floor } => {
                let (rate, floor) = (rate * 100.0, floor * 100.0);
                write!(
                    formatter,
                    "{suite} comes to {rate:.1} %, and its floor is {floor:.1} %"
                )
            }
            Self::Regression { lost, won, p } => write!(
                formatter,
                "{lost} cases lost and {won} won against the baseline: McNemar exact p = {p:.2e} < {SIGNIFICANCE}"
            ),
        }
    }
}

/// Why the gate does not open for these results: nothing, if it does. `floors` names suites.
#[must_use]
pub fn refusals(results: &[Graded], floors: &[(String, f64)], comparison: &Comparison) -> Vec<Refusal> {
    let must_pass = results.iter().filter(|graded| graded.must_pass && !graded.pass);
    let must_pass = must_pass.map(|graded| Refusal::MustPass {
        case: format!("{}/{}", graded.suite, graded.id),
    });
    let below = floors.iter().filter_map(|(suite, floor)| {
        let rate = weighted_rate(results.iter().filter(|graded| graded.suite == *suite))?;
        (rate < *floor).then(|| Refusal::BelowFloor {
            suite: suite.clone(),
            rate,
            floor: *floor,
        })
    });
    let (lost, won) = (comparison.lost(), comparison.won());
    let regression = is_regression(lost, won).then(|| Refusal::Regression {
        lost,
        won,
        p: mcnemar(lost, won),
    });
    must_pass.chain(below).chain(regression).collect()
}

/// The share of weight that passed; `None` of nothing.
pub fn weighted_rate<'a>(results: impl Iterator<Item = &'a Graded>) -> Option<f64> {
    let (passed, all) = results.fold((0.0, 0.0), |(passed, all), graded| {
        let weight = f64::from(graded.weight);
        (if graded.pass { passed + weight } else { passed }, all + weight)
    });
    (all > 0.0).then(|| passed / all)
}

/// What a comparison of that many cases can show, in a sentence.
#[must_use]
pub fn power_sentence(compared: usize) -> String {
    if compared == 0 {
        return "No case was compared with a baseline: the gate looked at floors and `must_pass` only."
            .to_owned();
    }
    let seen = smallest_fall(compared).map_or_else(
        || "no fall, however deep, with 80 % probability".to_owned(),
        |points| format!("a fall of {points} points with 80 % probability"),
    );
    format!(
        "With {compared} cases compared, this gate sees {seen} (if 3 % of the cases get better by accident); what falls less \
         may pass unseen."
    )
}
