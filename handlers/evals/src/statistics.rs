//! Counts in; intervals, probabilities and what they can show out.

/// The 97.5th percentile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// What a gate calls no accident.
pub const SIGNIFICANCE: f64 = 0.05;

/// A count, as a float: counts here are of cases, far below 2^52.
#[expect(clippy::cast_precision_loss, reason = "counts of cases are far below 2^52")]
const fn float(count: usize) -> f64 {
    count as f64
}

/// The share of `passed` in `all`; 0 of none.
#[must_use]
pub fn share(passed: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { float(passed) / float(all) }
}

/// Wilson's 95 % interval of the share of `passed` in `all`: where the true rate is likely to be.
#[must_use]
pub fn wilson(passed: usize, all: usize) -> (f64, f64) {
    if all == 0 {
        return (0.0, 1.0);
    }
    let (n, p) = (float(all), share(passed, all));
    let z2 = Z * Z;
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// McNemar's exact test, two-sided: how likely it is that, of cases whose result changed, at least so uneven numbers were
/// lost and won, if a loss and a win were equally likely.
#[must_use]
pub fn mcnemar(lost: usize, won: usize) -> f64 {
    let chances = Chances::up_to(lost + won);
    let tail: f64 = (0..=lost.min(won))
        .map(|fewer| chances.of(lost + won, fewer, 0.5))
        .sum();
    (2.0 * tail).min(1.0)
}

/// Whether a gate takes it for a regression: more lost than won, and not by accident.
#[must_use]
pub fn is_regression(lost: usize, won: usize) -> bool {
    lost > won && mcnemar(lost, won) < SIGNIFICANCE
}

/// How likely the gate is to see it, with `cases` cases, if in truth a share of `lost` of them gets worse and a share of
/// `won` better. Exact: over all ways in which it may turn out.
#[must_use]
pub fn power(cases: usize, lost: f64, won: f64) -> f64 {
    let changing = lost + won;
    if changing <= 0.0 {
        return 0.0;
    }
    let chances = Chances::up_to(cases);
    (0..=cases)
        .map(|changed| {
            let seen: f64 = chances.fewest_losses(changed).map_or(0.0, |fewest| {
                (fewest..=changed)
                    .map(|worse| chances.of(changed, worse, lost / changing))
                    .sum()
            });
            chances.of(cases, changed, changing) * seen
        })
        .sum()
}

/// The share of cases that is taken to get better by accident while others get worse.
pub const WON_BY_ACCIDENT: f64 = 0.03;

/// The smallest fall, in whole points, that the gate sees with at least 80 % probability; `None` if it would not see
/// even one of 50.
#[must_use]
pub fn smallest_fall(cases: usize) -> Option<u32> {
    (1..=50).find(|points| {
        power(
            cases,
            f64::from(*points) / 100.0 + WON_BY_ACCIDENT,
            WON_BY_ACCIDENT,
        ) >= 0.8
    })
}

/// Binomial probabilities, from the logarithms of factorials.
struct Chances(Vec<f64>);

impl Chances {
    /// For at most `all` tries.
    fn up_to(all: usize) -> Self {
        let sum = |sum: &mut f64, factor: usize| {
            *sum += float(factor.max(1)).ln();
            Some(*sum)
        };
        Self((0..=all).scan(0.0, sum).collect())
    }

    fn ln_factorial(&self, n: usize) -> f64 {
        self.0.get(n).copied().unwrap_or_default()
    }

    /// Of `count` successes in `all` tries of probability `p`.
    fn of(&self, all: usize, count: usize, p: f64) -> f64 {
        if p <= 0.0 || p >= 1.0 {
            let certain = if p <= 0.0 { 0 } else { all };
            return if count == certain { 1.0 } else { 0.0 };
        }
        let ways = self.ln_factorial(all) - self.ln_factorial(count) - self.ln_factorial(all - count);
        (ways + float(count) * p.ln() + float(all - count) * (1.0 - p).ln()).exp()
    }

    /// How many of `changed` cases must be losses for a regression; `None` if not even all of them would do.
    fn fewest_losses(&self, changed: usize) -> Option<usize> {
        let mut tail = 0.0;
        let wins = (0..=changed / 2).take_while(|won| {
            tail += self.of(changed, *won, 0.5);
            2.0 * tail < SIGNIFICANCE && 2 * won < changed
        });
        wins.last().map(|won| changed - won)
    }
}
