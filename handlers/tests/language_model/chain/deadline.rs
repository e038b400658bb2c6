//! What time and circuits allow.

use std::time::Duration;

use ferrovia::language_model::{ChatError, TimeoutPhase};

use super::stage::{Asks, Does, PATIENCE, Pace, Stage};
use crate::behaviour::Says;

const WELL: Does = Does::Says(Says::Answer("hello"));
const SICK: Does = Does::Says(Says::Overloaded(500));
const LIMIT: Does = Does::Says(Says::RateLimited(Some("1")));
const INTENT: Does = Does::Says(Says::Structured("{\"intent\":\"other\"}"));

/// What is left before the deadline, in milliseconds, what the two servers do and how fast, how often they are asked, and
/// how many are asked in vain.
type Case = (
    u64,
    [&'static [Does]; 2],
    Pace,
    [usize; 2],
    Result<u32, ChatError>,
);

#[tokio::test]
async fn who_cannot_be_done_in_time_is_not_asked() {
    let late = ChatError::Timeout {
        phase: TimeoutPhase::Connect,
    };
    // Two seconds are kept back, and less than three are of no use.
    let cases: [Case; 9] = [
        (0, [&[WELL], &[WELL]], Pace::AtOnce, [0, 0], Err(late.clone())),
        (1999, [&[WELL], &[WELL]], Pace::AtOnce, [0, 0], Err(late.clone())),
        (4999, [&[WELL], &[WELL]], Pace::AtOnce, [0, 0], Err(late)),
        (5000, [&[WELL], &[WELL]], Pace::AtOnce, [1, 0], Ok(0)),
        // The pause that the server asks for leaves too little.
        (5500, [&[LIMIT], &[WELL]], Pace::AtOnce, [1, 1], Ok(1)),
        (6000, [&[LIMIT, WELL], &[WELL]], Pace::AtOnce, [2, 0], Ok(0)),
        // One attempt takes it all.
        (
            10_000,
            [&[SICK], &[WELL]],
            Pace::AtTheLastMoment,
            [1, 0],
            Err(ChatError::Overloaded),
        ),
        (
            13_000,
            [&[Does::Silent], &[WELL]],
            Pace::AtTheLastMoment,
            [1, 1],
            Ok(1),
        ),
        (
            12_999,
            [&[Does::Drips], &[WELL]],
            Pace::AtTheLastMoment,
            [1, 0],
            Err(ChatError::Timeout {
                phase: TimeoutPhase::Total,
            }),
        ),
    ];
    for (left, servers, pace, calls, expected) in cases {
        let stage = Stage::new(&servers).await;
        let heard = stage
            .ask_within(Duration::from_millis(left), Asks::Text, pace)
            .await;
        assert_eq!(stage.calls(), calls, "{left} ms, {servers:?}");
        let heard = heard.map(|reply| reply.fallbacks);
        match (heard, expected) {
            // On a busy machine the first byte, too, may be late.
            (Err(ChatError::Timeout { .. }), Err(ChatError::Timeout { .. })) => {}
            (heard, expected) => assert_eq!(heard, expected, "{left} ms, {servers:?}"),
        }
    }
}

/// A step of an outage: so many seconds later, how often model `a` was asked in all.
type Step = (u64, usize);

#[tokio::test]
async fn whoever_is_known_to_be_sick_is_passed_over() {
    let cases: [(Does, Asks, &[Step]); 6] = [
        // Two attempts a request, until the fifth failure. Then a probe after 15 s, 30 s, and so on up to five minutes.
        (
            Does::Says(Says::Overloaded(503)),
            Asks::Text,
            &[
                (0, 2),
                (0, 4),
                (0, 5),
                (14, 5),
                (1, 6),
                (29, 6),
                (1, 7),
                (60, 8),
                (120, 9),
                (240, 10),
                (300, 11),
                (300, 12),
            ],
        ),
        (Does::HangsUp, Asks::Text, &[(0, 2), (0, 4), (0, 5), (0, 5)]),
        (
            Does::Says(Says::EmptyText),
            Asks::Text,
            &[(0, 2), (0, 4), (0, 5), (0, 5)],
        ),
        (
            Does::Says(Says::Structured("a zebra")),
            Asks::Intent,
            &[(0, 2), (0, 4), (0, 5), (14, 5), (1, 6), (1, 6)],
        ),
        (
            Does::Says(Says::QuotaSpent),
            Asks::Text,
            &[(0, 1), (0, 1), (299, 1), (1, 2), (299, 2), (1, 3)],
        ),
        (
            Does::Says(Says::RateLimited(None)),
            Asks::Text,
            &[
                (0, 1),
                (0, 2),
                (0, 3),
                (0, 4),
                (0, 5),
                (0, 6),
                (0, 7),
                (0, 8),
                (0, 9),
                (0, 10),
                (0, 11),
            ],
        ),
    ];
    for (does, asks, steps) in cases {
        let healthy = if asks == Asks::Intent { INTENT } else { WELL };
        let stage = Stage::new(&[&[does], &[healthy]]).await;
        for (number, (later, calls)) in steps.iter().enumerate() {
            stage.clock.advance(Duration::from_secs(*later));
            let reply = stage.ask(asks, Pace::AtOnce).await.unwrap();
            assert_eq!(reply.fallbacks, 1, "{does:?}, step {number}");
            assert_eq!(stage.calls()[0], *calls, "{does:?}, step {number}");
        }
    }
}

#[tokio::test]
async fn a_probe_that_goes_well_closes_the_circuit() {
    let sick = Does::Says(Says::Unauthorized(401));
    let stage = Stage::new(&[&[sick, WELL]]).await;
    let heard = [0, 0, 300, 0, 0];
    let mut calls = Vec::new();
    for later in heard {
        stage.clock.advance(Duration::from_secs(later));
        let reply = stage.ask(Asks::Text, Pace::AtOnce).await;
        calls.push((stage.calls()[0], reply.map(|reply| reply.text)));
    }
    let hello = || Ok("hello".to_owned());
    assert_eq!(
        calls,
        [
            (1, Err(ChatError::Unauthorized)),
            (1, Err(ChatError::Overloaded)),
            (2, hello()),
            (3, hello()),
            (4, hello()),
        ]
    );
}

#[tokio::test]
async fn a_chain_of_nobody_knows_no_model() {
    let stage = Stage::new(&[]).await;
    let heard = stage.ask_within(PATIENCE, Asks::Text, Pace::AtOnce).await;
    assert_eq!(heard, Err(ChatError::NotFound));
}
