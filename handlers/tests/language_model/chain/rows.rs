//! What is done about each thing that can go wrong, row by row.

use std::time::Duration;

use ferrovia::language_model::{ChatError, ChatReply, ChatRequest, ChatRole, Finish, TimeoutPhase};
use handlers::domain::Verdict;
use handlers::ports::Clock as _;
use serde_json::Value;

use super::logs::Logs;
use super::stage::{Asks, Does, MIN_USEFUL, PATIENCE, Pace, RESERVE, SAID, Stage, TIMEOUT};
use crate::behaviour::Says;

const A: Does = Does::Says(Says::Answer("zebra from a"));
const B: Does = Does::Says(Says::Answer("zebra from b"));
const C: Does = Does::Says(Says::Answer("zebra from c"));
const INTENT: Does = Does::Says(Says::Structured("{\"intent\":\"other\"}"));

/// Up to so many milliseconds, by chance.
const fn jitter(most: u64) -> (u64, u64) {
    (0, most)
}

/// A pause of this length.
const fn wait(milliseconds: u64) -> (u64, u64) {
    (milliseconds, milliseconds)
}

/// How the second request to the first model differs from the first.
#[derive(Clone, Copy, Debug)]
enum Again {
    Same,
    /// Of three turns, the newest is left.
    Halved,
    /// The mistake is told.
    Told(&'static str),
    /// 150 tokens instead of 100.
    Longer,
}

struct Row {
    case: String,
    asks: Asks,
    /// What each server does, request by request; the last for all that follow.
    servers: Vec<Vec<Does>>,
    /// How often each model is asked.
    calls: Vec<usize>,
    /// What comes of it: text and end, or the error.
    hears: Result<(&'static str, Finish), ChatError>,
    /// What the circuits hear, in order: `+` success, `-` failure, `?` unfit, `!` hopeless, `~` nothing.
    circuits: &'static str,
    again: Again,
    /// The least and the most of each pause, in milliseconds.
    pauses: Vec<(u64, u64)>,
    /// Whether a person is called.
    pages: bool,
}

impl Row {
    fn asks(self, asks: Asks) -> Self {
        Self { asks, ..self }
    }

    fn again(self, again: Again) -> Self {
        Self { again, ..self }
    }

    fn pauses<const N: usize>(self, pauses: [(u64, u64); N]) -> Self {
        let pauses = pauses.to_vec();
        Self { pauses, ..self }
    }

    fn pages(self) -> Self {
        Self { pages: true, ..self }
    }
}

fn row(
    case: impl Into<String>,
    servers: &[&[Does]],
    calls: &[usize],
    circuits: &'static str,
    hears: Result<(&'static str, Finish), ChatError>,
) -> Row {
    Row {
        case: case.into(),
        asks: Asks::Text,
        servers: servers.iter().map(|does| does.to_vec()).collect(),
        calls: calls.to_vec(),
        hears,
        circuits,
        again: Again::Same,
        pauses: Vec::new(),
        pages: false,
    }
}

fn whole(text: &'static str) -> Result<(&'static str, Finish), ChatError> {
    Ok((text, Finish::Stop))
}

const FROM_A: Result<(&str, Finish), ChatError> = Ok(("zebra from a", Finish::Stop));
const FROM_B: Result<(&str, Finish), ChatError> = Ok(("zebra from b", Finish::Stop));
const FROM_C: Result<(&str, Finish), ChatError> = Ok(("zebra from c", Finish::Stop));

fn rate_limits() -> Vec<Row> {
    let limits = |wait| Does::Says(Says::RateLimited(wait));
    let soon = limits(Some("1"));
    vec![
        row("is well", &[&[A], &[B]], &[1, 0], "a+", FROM_A),
        row(
            "limits the rate for a second",
            &[&[soon, A], &[B]],
            &[2, 0],
            "a~ a+",
            FROM_A,
        )
        .pauses([wait(1000)]),
        row(
            "limits the rate again",
            &[&[soon], &[B]],
            &[2, 1],
            "a~ a~ b+",
            FROM_B,
        )
        .pauses([wait(1000)]),
        row(
            "limits it for long",
            &[&[limits(Some("2")), A], &[B]],
            &[1, 1],
            "a~ b+",
            FROM_B,
        ),
        row(
            "does not say how long",
            &[&[limits(None), A], &[B]],
            &[1, 1],
            "a~ b+",
            FROM_B,
        ),
    ]
}

fn sicknesses() -> Vec<Row> {
    let mut rows = Vec::new();
    let overloaded = [500, 502, 503, 529].map(|status| Does::Says(Says::Overloaded(status)));
    let empty = [Says::EmptyText, Says::BlankText, Says::NoText, Says::NoAnswer].map(Does::Says);
    let protocol = Does::Says(Says::OtherJson);
    let once_more = overloaded.into_iter().chain([Does::HangsUp]).chain(empty);
    for sick in once_more {
        rows.push(
            row(
                format!("{sick:?} once"),
                &[&[sick, A], &[B]],
                &[2, 0],
                "a- a+",
                FROM_A,
            )
            .pauses([jitter(200)]),
        );
        rows.push(
            row(
                format!("{sick:?} always"),
                &[&[sick], &[B]],
                &[2, 1],
                "a- a- b+",
                FROM_B,
            )
            .pauses([jitter(200)]),
        );
    }
    for late in [Does::Silent, Does::Drips] {
        rows.push(row(
            format!("{late:?}"),
            &[&[late, A], &[B]],
            &[1, 1],
            "a- b+",
            FROM_B,
        ));
    }
    rows.extend([
        row(
            "is unreachable",
            &[&[Does::Unreachable], &[B]],
            &[2, 1],
            "a- a- b+",
            FROM_B,
        )
        .pauses([jitter(200)]),
        row(
            "breaks the protocol",
            &[&[protocol, A], &[B]],
            &[2, 0],
            "a? a+",
            FROM_A,
        )
        .pauses([jitter(200)]),
        row(
            "is overloaded like all others",
            &[&[overloaded[0]], &[overloaded[0]], &[overloaded[0]]],
            &[2, 2, 2],
            "a- a- b- b- c- c-",
            Err(ChatError::Overloaded),
        )
        .pauses([jitter(200), jitter(400), jitter(800)]),
    ]);
    rows
}

fn hopeless_and_wrong() -> Vec<Row> {
    let mut rows = Vec::new();
    let hopeless = [
        Says::Unauthorized(401),
        Says::Unauthorized(403),
        Says::NoSuchModel,
        Says::QuotaSpent,
    ];
    for hopeless in hopeless.map(Does::Says) {
        rows.push(
            row(
                format!("{hopeless:?}"),
                &[&[hopeless, A], &[B]],
                &[1, 1],
                "a! b+",
                FROM_B,
            )
            .pages(),
        );
    }
    for filtered in [Says::Refusal, Says::Filtered, Says::QuestionFiltered].map(Does::Says) {
        let servers: [&[Does]; 2] = [&[filtered, A], &[B]];
        let case = format!("{filtered:?}");
        rows.push(row(
            case,
            &servers,
            &[1, 0],
            "a~",
            Err(ChatError::ContentFiltered),
        ));
    }
    let sick = Does::Says(Says::Overloaded(503));
    let filtered = Does::Says(Says::Filtered);
    let invalid = Does::Says(Says::InvalidRequest);
    let long = Does::Says(Says::ContextTooLong);
    let code = Some("unknown_parameter".to_owned());
    rows.extend([
        row(
            "filters what the sick one before did not answer",
            &[&[sick], &[filtered], &[C]],
            &[2, 1, 0],
            "a- a- b~",
            Err(ChatError::ContentFiltered),
        )
        .pauses([jitter(200)]),
        row(
            "calls the request invalid",
            &[&[invalid, A], &[B]],
            &[1, 0],
            "a~",
            Err(ChatError::InvalidRequest { code }),
        )
        .pages(),
        row(
            "reads half of it",
            &[&[long, A], &[B], &[C]],
            &[2, 0, 0],
            "a~ a+",
            FROM_A,
        )
        .asks(Asks::TextWithHistory)
        .again(Again::Halved),
        row(
            "reads less than the others",
            &[&[long], &[B], &[C]],
            &[2, 0, 1],
            "a~ a~ c+",
            FROM_C,
        )
        .asks(Asks::TextWithHistory)
        .again(Again::Halved),
        row(
            "reads less than one question, like the largest",
            &[&[long], &[B], &[long]],
            &[1, 1, 1],
            "a~ c~ b+",
            FROM_B,
        ),
    ]);
    rows
}

fn unfit() -> Vec<Row> {
    let prose = Does::Says(Says::Structured("it is about a zebra"));
    let other = Does::Says(Says::Structured("{\"intent\":\"zebra\"}"));
    let found = whole("{\"intent\":\"other\"}");
    let schema = Again::Told("JSON Schema");
    let intent = |row: Row, again| row.asks(Asks::Intent).again(again);
    vec![
        intent(
            row(
                "writes prose once",
                &[&[prose, INTENT], &[INTENT]],
                &[2, 0],
                "a? a+",
                found.clone(),
            ),
            schema,
        ),
        intent(
            row(
                "makes an intent up",
                &[&[other, INTENT], &[INTENT]],
                &[2, 0],
                "a? a+",
                found.clone(),
            ),
            Again::Told("the zebra is no intent"),
        ),
        intent(
            row("writes prose", &[&[prose], &[INTENT]], &[2, 1], "a? a? b+", found),
            schema,
        ),
        intent(
            row(
                "writes prose, like all",
                &[&[prose], &[other]],
                &[2, 2],
                "a? a? b? b?",
                Err(ChatError::Malformed),
            ),
            schema,
        ),
    ]
}

fn truncated() -> Vec<Row> {
    let half = Does::Says(Says::CutOff("It is a zebra. And"));
    let more = Does::Says(Says::CutOff("It is a zebra. And it is yours. N"));
    let nothing = Does::Says(Says::CutOffBeforeTheFirstWord);
    let json = Does::Says(Says::StructuredCutOff("{\"intent\":\"zeb"));
    let sick = Does::Says(Says::Overloaded(500));
    let refusal = Does::Says(Says::Refusal);
    let cut = |text| Ok((text, Finish::Length));
    let rows = vec![
        row("is cut off once", &[&[half, A], &[B]], &[2, 0], "a+ a+", FROM_A),
        row(
            "is cut off later",
            &[&[half, more, A], &[B]],
            &[2, 0],
            "a+ a+",
            cut("It is a zebra. And it is yours. N"),
        ),
        row(
            "is cut off, then sick",
            &[&[half, sick], &[B]],
            &[2, 0],
            "a+ a-",
            cut("It is a zebra. And"),
        ),
        row(
            "is cut off, then declines",
            &[&[half, refusal], &[B]],
            &[2, 0],
            "a+ a~",
            Err(ChatError::ContentFiltered),
        ),
        row(
            "begins too late",
            &[&[nothing, A], &[B]],
            &[2, 0],
            "a~ a+",
            FROM_A,
        ),
        row(
            "never begins",
            &[&[nothing], &[B]],
            &[2, 0],
            "a~ a~",
            Err(ChatError::Truncated),
        ),
        row(
            "cuts JSON off",
            &[&[json, INTENT], &[B]],
            &[2, 0],
            "a~ a+",
            whole("{\"intent\":\"other\"}"),
        )
        .asks(Asks::Intent),
    ];
    rows.into_iter().map(|row| row.again(Again::Longer)).collect()
}

async fn check(rows: Vec<Row>) {
    for row in &rows {
        for pace in [Pace::AtOnce, Pace::AtTheLastMoment] {
            let servers: Vec<&[Does]> = row.servers.iter().map(Vec::as_slice).collect();
            let stage = Stage::new(&servers).await;
            let (logs, guard) = Logs::capture();
            let begun = stage.clock.now();
            let heard = stage.ask(row.asks, pace).await;
            drop(guard);
            let case = format!("a model that {}, {pace:?}", row.case);

            let end = begun + PATIENCE - RESERVE;
            assert!(stage.clock.now() <= end, "{case}: the deadline");
            for (begun, request) in stage.asked() {
                let given = request.deadline - begun;
                assert!(request.deadline <= end, "{case}: an attempt's deadline");
                assert!(
                    (MIN_USEFUL..=TIMEOUT).contains(&given),
                    "{case}: {given:?} for an attempt"
                );
            }
            let calls = stage.calls();
            let bounded = calls.iter().zip(&row.calls).all(|(asked, most)| asked <= most);
            assert!(bounded, "{case}: {calls:?} instead of {:?}", row.calls);
            check_logs(&logs, calls.iter().sum(), &case);
            if pace == Pace::AtOnce {
                assert_eq!(calls, row.calls, "{case}: calls");
                check_outcome(row, heard, &case);
                check_circuits(row, &stage, &case);
                check_second(row, &stage, &case);
                assert_eq!(pages(&logs), row.pages, "{case}: a person is called");
            }
        }
    }
}

fn check_outcome(row: &Row, heard: Result<ChatReply, ChatError>, case: &str) {
    let fallbacks = heard.as_ref().ok().map(|reply| reply.fallbacks);
    let heard = heard.map(|reply| (reply.text, reply.finish));
    let expected = row.hears.clone().map(|(text, finish)| (text.to_owned(), finish));
    assert_eq!(heard, expected, "{case}");
    let others = row.calls.iter().filter(|calls| **calls > 0).count() - 1;
    if let Some(fallbacks) = fallbacks {
        assert_eq!(usize::try_from(fallbacks).unwrap(), others, "{case}: fallbacks");
    }
}

fn check_circuits(row: &Row, stage: &Stage, case: &str) {
    let sign = |verdict| match verdict {
        Verdict::Success => '+',
        Verdict::Failure => '-',
        Verdict::Unfit => '?',
        Verdict::Hopeless => '!',
        Verdict::Neutral => '~',
    };
    let heard: Vec<String> = stage
        .verdicts()
        .into_iter()
        .map(|(model, verdict)| format!("{model}{}", sign(verdict)))
        .collect();
    assert_eq!(heard.join(" "), row.circuits, "{case}: circuits");
    let pauses = stage.clock.pauses();
    assert_eq!(pauses.len(), row.pauses.len(), "{case}: {pauses:?}");
    for (pause, (least, most)) in pauses.iter().zip(&row.pauses) {
        let due = Duration::from_millis(*least)..=Duration::from_millis(*most);
        assert!(due.contains(pause), "{case}: a pause of {pause:?}");
    }
}

fn check_second(row: &Row, stage: &Stage, case: &str) {
    let asked = stage.asked();
    let [(_, first), (_, second), ..] = &asked[..] else {
        return;
    };
    if row.calls[0] < 2 {
        return;
    }
    let second = ChatRequest {
        deadline: first.deadline,
        ..second.clone()
    };
    let mut expected = first.clone();
    match row.again {
        Again::Same => {}
        Again::Longer => expected.max_output_tokens = Some(150),
        Again::Halved => drop(expected.messages.drain(1..5)),
        Again::Told(mistake) => {
            let told = second.messages.last().unwrap().clone();
            assert_eq!(told.role, ChatRole::System, "{case}");
            assert!(told.content.contains(mistake), "{case}: {}", told.content);
            expected.messages.push(told);
        }
    }
    assert_eq!(second, expected, "{case}: the second request");
}

/// Whatever happens, each attempt is one line with its attributes, and nothing that somebody wrote is in any.
fn check_logs(logs: &Logs, calls: usize, case: &str) {
    assert!(!logs.text().contains(SAID), "{case}: {}", logs.text());
    let attempts = logs.attempts();
    assert_eq!(attempts.len(), calls, "{case}: {}", logs.text());
    for line in attempts {
        let attribute = |name: &str| &line["span"][name];
        assert_eq!(attribute("gen_ai.operation.name"), "chat", "{case}: {line}");
        assert_eq!(attribute("gen_ai.provider.name"), "openai", "{case}: {line}");
        let model = attribute("gen_ai.request.model").as_str().unwrap();
        assert!(["a", "b", "c"].contains(&model), "{case}: {line}");
        assert!(attribute("gen_ai.request.max_tokens").is_u64(), "{case}: {line}");
        if line["level"] == "INFO" {
            assert_eq!(
                attribute("gen_ai.response.model"),
                "gpt-4o-mini-2024-07-18",
                "{case}: {line}"
            );
            assert_eq!(attribute("gen_ai.response.id"), "req-4711", "{case}: {line}");
            assert_eq!(attribute("gen_ai.usage.input_tokens"), 812, "{case}: {line}");
            assert_eq!(attribute("gen_ai.usage.output_tokens"), 64, "{case}: {line}");
            assert_eq!(attribute("error.type"), &Value::Null, "{case}: {line}");
        } else {
            assert!(attribute("error.type").is_string(), "{case}: {line}");
            assert_eq!(attribute("gen_ai.response.model"), &Value::Null, "{case}: {line}");
        }
    }
}

fn pages(logs: &Logs) -> bool {
    logs.lines()
        .iter()
        .any(|line| line["level"] == "ERROR" && line["page"] == true)
}

#[tokio::test]
async fn rate_limits_are_waited_for_if_that_is_soon() {
    check(rate_limits()).await;
}

#[tokio::test]
async fn the_sick_are_asked_once_more_unless_the_time_is_gone() {
    check(sicknesses()).await;
}

#[tokio::test]
async fn what_another_try_does_not_mend_is_not_tried() {
    check(hopeless_and_wrong()).await;
}

#[tokio::test]
async fn who_replies_something_else_is_told_so() {
    check(unfit()).await;
}

#[tokio::test]
async fn who_is_cut_off_gets_more_room_once() {
    check(truncated()).await;
}

#[test]
fn every_error_has_a_name_of_its_own() {
    let timeout = |phase| ChatError::Timeout { phase };
    let errors = [
        ChatError::RateLimited { retry_after: None },
        ChatError::Overloaded,
        timeout(TimeoutPhase::Connect),
        timeout(TimeoutPhase::FirstByte),
        timeout(TimeoutPhase::Total),
        ChatError::Transport,
        ChatError::Unauthorized,
        ChatError::NotFound,
        ChatError::InvalidRequest { code: None },
        ChatError::ContextTooLong,
        ChatError::ContentFiltered,
        ChatError::Malformed,
        ChatError::Empty,
        ChatError::Truncated,
        ChatError::TooLarge,
    ];
    let names: std::collections::BTreeSet<&str> = errors.iter().map(ChatError::code).collect();
    assert_eq!(names.len(), errors.len());
}
