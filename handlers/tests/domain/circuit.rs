//! When a circuit opens, when it may be probed, and when it closes.

use std::time::{Duration, Instant};

use handlers::domain::Verdict::{Failure, Hopeless, Neutral, Success, Unfit};
use handlers::domain::{Admission, Circuit, Verdict};
use proptest::prelude::*;

/// What happens at a moment.
#[derive(Clone, Copy, Debug)]
enum Does {
    /// A caller is let through, so many times, and each hears the same at once.
    Hears(u32, Verdict),
    /// A caller is turned away.
    Refused,
    /// A caller is let through alone, and hears nothing yet.
    Probes,
    /// What the caller hears who was let through as this probe.
    ProbeHears(u64, Verdict),
    /// What a caller hears who was let through before the circuit opened.
    LateHears(Verdict),
}
use Does::{Hears, LateHears, ProbeHears, Probes, Refused};

/// Milliseconds since the beginning, and what happens then.
type Step = (u64, Does);

const S: u64 = 1000;

#[test]
fn a_circuit_opens_and_closes_as_the_table_says() {
    let cases: &[(&str, &[Step])] = &[
        (
            "four failures in a row are too few",
            &[
                (0, Hears(4, Failure)),
                (0, Hears(1, Success)),
                (0, Hears(4, Failure)),
                (0, Hears(1, Success)),
            ],
        ),
        ("five in a row open it", &[(0, Hears(5, Failure)), (0, Refused)]),
        (
            "however long they take",
            &[
                (0, Hears(4, Failure)),
                (3600 * S, Hears(1, Failure)),
                (3600 * S, Refused),
            ],
        ),
        (
            "so do five that are unfit",
            &[(0, Hears(3, Unfit)), (0, Hears(2, Failure)), (0, Refused)],
        ),
        (
            "but the unfit have no share",
            &[
                (0, Hears(5, Success)),
                (0, Hears(4, Unfit)),
                (0, Hears(1, Success)),
                (0, Hears(4, Unfit)),
                (0, Hears(1, Success)),
            ],
        ),
        (
            "what says nothing does not count",
            &[
                (0, Hears(4, Failure)),
                (0, Hears(50, Neutral)),
                (0, Hears(1, Failure)),
                (0, Refused),
            ],
        ),
        (
            "half of ten open it",
            &[
                (0, Hears(2, Success)),
                (0, Hears(4, Failure)),
                (0, Hears(3, Success)),
                (0, Hears(1, Failure)),
                (0, Refused),
            ],
        ),
        (
            "half of nine do not",
            &[
                (0, Hears(4, Failure)),
                (0, Hears(4, Success)),
                (0, Hears(1, Failure)),
                (0, Hears(1, Success)),
            ],
        ),
        (
            "of what is thirty seconds old nothing counts",
            &[
                (0, Hears(4, Failure)),
                (1, Hears(5, Success)),
                (30 * S, Hears(1, Failure)),
                (30 * S, Hears(1, Success)),
            ],
        ),
        (
            "a moment before it does",
            &[
                (1, Hears(4, Failure)),
                (1, Hears(5, Success)),
                (30 * S, Hears(1, Failure)),
                (30 * S, Refused),
            ],
        ),
        (
            "it is open for 15 s",
            &[
                (0, Hears(5, Failure)),
                (14_999, Refused),
                (15 * S, Probes),
                (15 * S, Refused),
            ],
        ),
        (
            "then 30 s, 60 s, and so on up to 300 s",
            &[
                (0, Hears(5, Failure)),
                (15 * S, Hears(1, Failure)),
                (44_999, Refused),
                (45 * S, Hears(1, Unfit)),
                (104_999, Refused),
                (105 * S, Hears(1, Failure)),
                (224_999, Refused),
                (225 * S, Hears(1, Failure)),
                (464_999, Refused),
                (465 * S, Hears(1, Failure)),
                (764_999, Refused),
                (765 * S, Hears(1, Failure)),
                (1_064_999, Refused),
                (1065 * S, Hears(1, Success)),
                (1065 * S, Hears(1, Success)),
                // It begins again.
                (1065 * S, Hears(5, Failure)),
                (1_079_999, Refused),
                (1080 * S, Probes),
            ],
        ),
        (
            "a probe that goes well closes it",
            &[
                (0, Hears(5, Failure)),
                (15 * S, Probes),
                (16 * S, ProbeHears(1, Success)),
                (16 * S, Hears(4, Failure)),
                (16 * S, Hears(1, Success)),
            ],
        ),
        (
            "a probe that says nothing lets the next one try",
            &[
                (0, Hears(5, Failure)),
                (15 * S, Hears(1, Neutral)),
                (15 * S, Probes),
                (15 * S, Refused),
            ],
        ),
        (
            "a probe that is lost is given up after ten seconds",
            &[
                (0, Hears(5, Failure)),
                (15 * S, Probes),
                (24_999, Refused),
                (25 * S, Probes),
                (25 * S, Refused),
            ],
        ),
        (
            "what a lost probe hears later decides nothing",
            &[
                (0, Hears(5, Failure)),
                (15 * S, Probes),
                (25 * S, Probes),
                (26 * S, ProbeHears(1, Failure)),
                (26 * S, Refused),
                (27 * S, ProbeHears(2, Success)),
                (27 * S, Hears(1, Success)),
            ],
        ),
        (
            "nor what was asked before it opened",
            &[
                (0, Hears(5, Failure)),
                (1, LateHears(Success)),
                (1, Refused),
                (15 * S, Probes),
                (16 * S, LateHears(Failure)),
                (16 * S, ProbeHears(1, Success)),
                (16 * S, Hears(1, Success)),
            ],
        ),
        (
            "what only a person can mend opens it at once for 300 s",
            &[
                (0, Hears(1, Success)),
                (0, Hears(1, Hopeless)),
                (299_999, Refused),
                (300 * S, Probes),
            ],
        ),
        (
            "also if it is learnt late",
            &[
                (0, Hears(5, Failure)),
                (S, LateHears(Hopeless)),
                (300_999, Refused),
                (301 * S, Probes),
            ],
        ),
        (
            "and by a probe",
            &[
                (0, Hears(5, Failure)),
                (15 * S, Hears(1, Hopeless)),
                (314_999, Refused),
                (315 * S, Probes),
            ],
        ),
    ];
    for (case, steps) in cases {
        let (mut circuit, begin) = (Circuit::default(), Instant::now());
        for (number, (at, does)) in steps.iter().enumerate() {
            let now = begin + Duration::from_millis(*at);
            let told = format!("{case}: step {number}, {does:?} at {at} ms");
            match *does {
                Hears(times, verdict) => {
                    for _ in 0..times {
                        let admission = circuit.admit(now);
                        assert_ne!(admission, Admission::Refused, "{told}");
                        circuit.record(now, admission, verdict);
                    }
                }
                Refused => assert_eq!(circuit.admit(now), Admission::Refused, "{told}"),
                Probes => assert!(matches!(circuit.admit(now), Admission::Probe(_)), "{told}"),
                ProbeHears(probe, verdict) => circuit.record(now, Admission::Probe(probe), verdict),
                LateHears(verdict) => circuit.record(now, Admission::Open, verdict),
            }
        }
    }
}

proptest! {
    /// Whatever was heard: it is never shut for longer than five minutes, and while a probe is under way, nobody else is let
    /// through.
    #[test]
    fn nobody_is_shut_out_for_ever(heard in proptest::collection::vec((0_u64..40_000, 0..5_usize, any::<bool>()), 0..80)) {
        let (mut circuit, mut now) = (Circuit::default(), Instant::now());
        for (later, verdict, answers) in heard {
            now += Duration::from_millis(later);
            let admission = circuit.admit(now);
            if answers {
                circuit.record(now, admission, [Success, Failure, Unfit, Hopeless, Neutral][verdict]);
            } else if matches!(admission, Admission::Probe(_)) {
                let lease = now + Duration::from_millis(9_999);
                prop_assert_eq!(circuit.admit(lease), Admission::Refused);
            }
        }
        prop_assert_ne!(circuit.admit(now + Duration::from_secs(300)), Admission::Refused);
    }
}
