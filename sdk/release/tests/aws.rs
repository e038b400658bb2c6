//! The commands against a server that answers as AWS does, in AWS's own shapes.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends at the first thing that should not be"
)]

mod account;

use account::{Account, Fault};
use ferrovia_release::{
    Aliases, Failure, FunctionAlias, SnapshotRequest, Watch, aliases, contract, in_flight, shift_back,
    snapshot, watch,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

const PREFIX: &str = "shop-dev";

fn silent(_: &str) {}

fn lambda(name: &str) -> String {
    format!("arn:aws:lambda:eu-west-1:111122223333:function:{name}")
}

fn machine(name: &str) -> String {
    format!("arn:aws:states:eu-west-1:111122223333:stateMachine:{name}")
}

/// A definition that calls these, in a branch and in a map as well.
fn definition(functions: &[&str]) -> String {
    let task = |function: &&str| {
        json!({ "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
                "Arguments": { "FunctionName": function, "Payload": { "FunctionName": "not:a:call" } }, "End": true })
    };
    let states = |tasks: Vec<Value>| -> Value {
        let states: serde_json::Map<String, Value> = tasks
            .into_iter()
            .enumerate()
            .map(|(index, task)| (format!("s{index}"), task))
            .collect();
        json!({ "States": states })
    };
    let mut all: Vec<Value> = functions.iter().skip(2).map(task).collect();
    if let Some(first) = functions.first() {
        all.push(json!({ "Type": "Parallel", "Branches": [states(vec![task(first)])] }));
    }
    if let Some(second) = functions.get(1) {
        all.push(json!({ "Type": "Map", "ItemProcessor": states(vec![task(second)]) }));
    }
    all.push(json!({ "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true }));
    states(all).to_string()
}

/// An environment in the middle of its life: a Standard machine whose alias leads to version 3 while executions of 1 and
/// of no version run, an Express one, and others that are not ours.
fn shop() -> Account {
    let mut account = Account::default();
    let load = lambda("shop-dev-load");
    let save = lambda("shop-dev-save");
    account
        .machine("shop-dev-order", "STANDARD")
        .machine("shop-dev-ask", "EXPRESS");
    account
        .machine("shop-devel-order", "STANDARD")
        .machine("other", "STANDARD");
    account.version(
        "shop-dev-order:1",
        &definition(&[&format!("{load}:2"), &format!("{save}:9")]),
    );
    account.version("shop-dev-order:2", &definition(&[&format!("{load}:5")]));
    account.version(
        "shop-dev-order:3",
        &definition(&[
            &format!("{load}:10"),
            &format!("{save}:9"),
            &lambda("someone-elses"),
        ]),
    );
    account.version("shop-dev-ask:7", &definition(&[&format!("{load}:11")]));
    account.version(
        "shop-devel-order:1",
        &definition(&[&format!("{}:1", lambda("shop-devel-load"))]),
    );
    account.route("shop-dev-order", &[("shop-dev-order:3", 100)]);
    account.route("shop-dev-ask", &[("shop-dev-ask:7", 100)]);
    account.run("shop-dev-order", "a", Some("shop-dev-order:1"));
    account.run("shop-dev-order", "b", Some("shop-dev-order:3"));
    account.run("shop-dev-order", "c", Some("shop-dev-order:1"));
    account
        .function("shop-dev-load", "11")
        .function("shop-dev-save", "9")
        .function("other", "1");
    account
}

async fn found(account: &Account) -> Result<Value, Failure> {
    let (aws, _server) = account.serve().await;
    let found = in_flight(&aws, PREFIX, &silent).await?;
    Ok(serde_json::to_value(found).unwrap()["versions_in_flight"].clone())
}

#[tokio::test]
async fn what_is_in_flight_is_what_live_leads_to_and_what_runs() {
    assert_eq!(
        found(&shop()).await,
        Ok(json!({
            "order": { "load": ["2", "10"], "save": ["9"] },
            "ask": { "load": ["11"] },
        }))
    );
}

#[tokio::test]
async fn nothing_is_in_flight_before_the_first_deploy() {
    assert_eq!(found(&Account::default()).await, Ok(json!({})));
    // A machine that was made, and never got its alias.
    let mut half = Account::default();
    half.machine("shop-dev-order", "STANDARD");
    assert_eq!(found(&half).await, Ok(json!({})));
}

#[tokio::test]
async fn both_versions_of_an_alias_that_shifts_are_in_flight() {
    let mut account = shop();
    account.route(
        "shop-dev-order",
        &[("shop-dev-order:2", 90), ("shop-dev-order:3", 10)],
    );
    account.route("shop-dev-ask", &[]);
    assert_eq!(
        found(&account).await,
        Ok(json!({ "order": { "load": ["2", "5", "10"], "save": ["9"] } }))
    );
}

#[tokio::test]
async fn an_execution_of_no_version_and_one_of_a_deleted_version_keep_their_functions() {
    let mut account = shop();
    let load = lambda("shop-dev-load");
    account.run("shop-dev-order", "by-hand", None);
    account.run("shop-dev-order", "of-a-deleted-one", Some("shop-dev-order:0"));
    account.began("by-hand", &definition(&[&format!("{load}:3")]));
    account.began("of-a-deleted-one", &definition(&[&format!("{load}:1")]));
    assert_eq!(
        found(&account).await.unwrap()["order"],
        json!({ "load": ["1", "2", "3", "10"], "save": ["9"] })
    );
    // It ended between two requests.
    account.run("shop-dev-order", "just-ended", None);
    assert!(found(&account).await.is_ok());
}

/// Many of everything, a page of two each, and a service that asks for fewer requests.
#[tokio::test]
async fn every_page_is_read_and_throttling_is_waited_for() {
    let mut account = shop();
    account.page = 2;
    for number in 0..7 {
        account.machine(&format!("shop-dev-m{number}"), "STANDARD");
        account.run("shop-dev-order", &format!("x{number}"), Some("shop-dev-order:2"));
        account.function(&format!("shop-dev-f{number}"), "4");
    }
    account.version(
        "shop-dev-m6:1",
        &definition(&[&format!("{}:8", lambda("shop-dev-save"))]),
    );
    account.route("shop-dev-m6", &[("shop-dev-m6:1", 100)]);
    account.fault(Fault::Throttled("ListExecutions", 2));
    account.fault(Fault::Throttled("DescribeStateMachine", 1));
    account.fault(Fault::Throttled("GetAlias", 1));
    let versions = found(&account).await.unwrap();
    assert_eq!(versions["m6"], json!({ "save": ["8"] }));
    assert_eq!(versions["order"]["load"], json!(["2", "5", "10"]));
    let (aws, _server) = account.serve().await;
    assert_eq!(aliases(&aws, PREFIX).await.unwrap().functions.len(), 9);
}

/// Better no deploy than one that ends executions.
#[tokio::test]
async fn what_cannot_be_told_is_a_failure_and_never_nothing() {
    let load = lambda("shop-dev-load");
    for (calls, why) in [
        (load.clone(), "it names no published version"),
        (format!("{load}:live"), "it names no published version"),
        (format!("{load}:$LATEST"), "it names no published version"),
        (
            "{% $states.input.function %}".to_owned(),
            "which function it calls is computed",
        ),
    ] {
        let mut account = shop();
        account.version("shop-dev-ask:7", &definition(&[&calls]));
        let failure = found(&account).await.unwrap_err();
        assert!(failure.to_string().contains(why), "{failure}");
        assert_eq!(failure.exit_code(), 1);
    }
    for operation in [
        "ListStateMachines",
        "DescribeStateMachineAlias",
        "ListExecutions",
        "DescribeStateMachine",
    ] {
        let mut account = shop();
        account.fault(Fault::Denied(operation));
        let failure = found(&account).await.unwrap_err();
        assert!(failure.to_string().contains("AccessDeniedException"), "{failure}");
        assert_eq!(failure.exit_code(), 3, "{operation}");
    }
}

fn leads(version: &str) -> FunctionAlias {
    FunctionAlias {
        version: version.to_owned(),
        shares: BTreeMap::new(),
    }
}

#[tokio::test]
async fn aliases_go_back_to_where_they_led() {
    let mut account = shop();
    account.function("shop-dev-gets-no-alias", "");
    let (aws, server) = account.serve().await;
    let before = aliases(&aws, PREFIX).await.unwrap();
    let written = Aliases {
        functions: [("shop-dev-load", "11"), ("shop-dev-save", "9")]
            .map(|(name, version)| (name.to_owned(), leads(version)))
            .into(),
        state_machines: [("shop-dev-order", "3"), ("shop-dev-ask", "7")]
            .map(|(name, version)| {
                let arn = machine(name);
                (
                    format!("{arn}:live"),
                    BTreeMap::from([(format!("{arn}:{version}"), 100)]),
                )
            })
            .into(),
    };
    assert_eq!(before, written);
    // What is written is what is read.
    let file = serde_json::to_string(&before).unwrap();
    assert_eq!(serde_json::from_str::<Aliases>(&file).unwrap(), before);

    assert_eq!(shift_back(&aws, &before, &silent).await.moved, []);
    assert_eq!(server.updates(), [] as [String; 0]);

    server.leads("shop-dev-load", "12");
    server.routes("shop-dev-order", &[("shop-dev-order:4", 100)]);
    let moves = shift_back(&aws, &before, &silent).await;
    let moved: Vec<(&str, &str)> = moves
        .moved
        .iter()
        .map(|moved| (moved.from.as_str(), moved.to.as_str()))
        .collect();
    assert_eq!((moved, moves.unchanged), (vec![("12", "11"), ("4", "3")], 2));
    assert!(moves.failed.is_empty(), "{:?}", moves.failed);
    // Only what differs is touched, and functions come first.
    assert_eq!(server.updates(), ["shop-dev-load", "shop-dev-order"]);
    assert_eq!(aliases(&aws, PREFIX).await.unwrap(), before);
    assert_eq!(shift_back(&aws, &before, &silent).await.unchanged, 4);
}

#[tokio::test]
async fn a_share_of_the_traffic_goes_back_as_well() {
    let (aws, server) = shop().serve().await;
    let before = aliases(&aws, PREFIX).await.unwrap();
    server.share("shop-dev-load", "11", Some(("12", 0.1)));
    let during = aliases(&aws, PREFIX).await.unwrap();
    assert_eq!(
        during.functions["shop-dev-load"].shares,
        BTreeMap::from([("12".to_owned(), 0.1)])
    );
    let moves = shift_back(&aws, &before, &silent).await;
    assert_eq!((moves.moved.len(), moves.failed.len()), (1, 0));
    assert_eq!(aliases(&aws, PREFIX).await.unwrap(), before);
    shift_back(&aws, &during, &silent).await;
    assert_eq!(aliases(&aws, PREFIX).await.unwrap(), during);
}

/// One alias that cannot be moved keeps none of the others from going back.
#[tokio::test]
async fn what_cannot_go_back_is_named_and_the_rest_goes() {
    let mut account = shop();
    account.fault(Fault::Denied("UpdateAlias shop-dev-load"));
    let (aws, server) = account.serve().await;
    let mut to = aliases(&aws, PREFIX).await.unwrap();
    to.functions.insert("shop-dev-removed".to_owned(), leads("3"));
    let gone = format!("{}:live", machine("shop-dev-removed"));
    to.state_machines.insert(
        gone.clone(),
        BTreeMap::from([(machine("shop-dev-removed:1"), 100)]),
    );
    for name in ["shop-dev-load", "shop-dev-save"] {
        server.leads(name, "20");
    }
    server.routes("shop-dev-ask", &[("shop-dev-ask:8", 100)]);
    let moves = shift_back(&aws, &to, &silent).await;
    let failed: Vec<&str> = moves.failed.keys().map(String::as_str).collect();
    assert_eq!(failed, [gone.as_str(), "shop-dev-load", "shop-dev-removed"]);
    assert_eq!(moves.moved.len(), 2);
    assert_eq!(server.updates(), ["shop-dev-save", "shop-dev-ask"]);
}

/// Somebody else moves the alias between the look and the move.
#[tokio::test]
async fn a_deploy_that_moves_an_alias_meanwhile_is_not_undone_unseen() {
    let mut account = shop();
    account.fault(Fault::Overtaken("shop-dev-load"));
    let (aws, server) = account.serve().await;
    let to = aliases(&aws, PREFIX).await.unwrap();
    server.leads("shop-dev-load", "12");
    let moves = shift_back(&aws, &to, &silent).await;
    assert!(
        moves.failed["shop-dev-load"].contains("PreconditionFailedException"),
        "{:?}",
        moves.failed
    );
}

#[tokio::test]
async fn rights_are_taken_away_by_the_live_version_once_nothing_older_runs() {
    let mut account = shop();
    account.function("shop-dev-migrate", "4");
    let (aws, server) = account.serve().await;
    let waiting = contract(&aws, PREFIX, "migrate", &silent).await.unwrap();
    assert_eq!(waiting.contracted, None);
    assert_eq!(waiting.waits_for, [machine("shop-dev-order:1")]);
    assert_eq!(server.invocations(), [] as [(String, Value); 0]);

    account
        .executions
        .retain(|execution| execution.version.as_deref() == Some("shop-dev-order:3"));
    let (aws, server) = account.serve().await;
    let done = contract(&aws, PREFIX, "migrate", &silent).await.unwrap();
    assert_eq!(done.contracted, Some(json!({ "expelled": [] })));
    assert_eq!(
        server.invocations(),
        [("shop-dev-migrate live".to_owned(), json!({ "phase": "contract" }))]
    );

    account.run("shop-dev-order", "by-hand", None);
    let (aws, _server) = account.serve().await;
    assert_eq!(
        contract(&aws, PREFIX, "migrate", &silent)
            .await
            .unwrap()
            .contracted,
        None
    );

    account.executions.clear();
    account.route(
        "shop-dev-order",
        &[("shop-dev-order:2", 90), ("shop-dev-order:3", 10)],
    );
    let (aws, _server) = account.serve().await;
    assert_eq!(
        contract(&aws, PREFIX, "migrate", &silent)
            .await
            .unwrap()
            .waits_for
            .len(),
        2
    );

    // The first deploy of all has nobody to ask, and a handler that fails is a failure.
    let (aws, _server) = Account::default().serve().await;
    let never = contract(&aws, PREFIX, "migrate", &silent).await.unwrap();
    assert_eq!((never.contracted, never.waits_for), (None, Vec::new()));
    let mut failing = Account::default();
    failing
        .function("shop-dev-migrate", "4")
        .fault(Fault::Fails("Invoke"));
    let (aws, _server) = failing.serve().await;
    let failure = contract(&aws, PREFIX, "migrate", &silent).await.unwrap_err();
    assert_eq!(
        failure.to_string(),
        "`shop-dev-migrate` failed with MigrateError.Rights: no"
    );
}

fn wanted(release: &str) -> SnapshotRequest {
    SnapshotRequest {
        instance: "shop-dev-db".to_owned(),
        release: release.to_owned(),
        within: Duration::from_secs(20),
        every: Duration::from_millis(5),
        keep: None,
    }
}

#[tokio::test]
async fn a_snapshot_is_taken_once_waited_for_and_has_the_instances_tags() {
    let mut account = Account::default();
    account.instance("shop-dev-db");
    account.fault(Fault::Busy(2));
    let (aws, server) = account.serve().await;
    let taken = snapshot(&aws, &wanted("v1.2.0"), &silent).await.unwrap();
    assert_eq!(
        (taken.snapshot.as_str(), taken.taken),
        ("shop-dev-db-v1-2-0", true)
    );
    assert_eq!(
        server.snapshot_tags("shop-dev-db-v1-2-0"),
        [("environment", "dev"), ("release", "v1.2.0")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
    );
    let again = snapshot(&aws, &wanted("v1.2.0"), &silent).await.unwrap();
    assert_eq!(
        (again.snapshot.as_str(), again.taken),
        ("shop-dev-db-v1-2-0", false)
    );
}

#[tokio::test]
async fn old_snapshots_of_releases_go_and_others_stay() {
    let mut account = Account::default();
    account.instance("shop-dev-db");
    for (name, tags, day) in [
        ("old", true, 1),
        ("by-hand", false, 2),
        ("newer", true, 3),
        ("newest", true, 4),
    ] {
        account.snapshot(&format!("shop-dev-db-{name}"), "available", tags, day);
    }
    let (aws, _server) = account.serve().await;
    let request = SnapshotRequest {
        keep: Some(2),
        ..wanted("now")
    };
    let taken = snapshot(&aws, &request, &silent).await.unwrap();
    assert_eq!(taken.removed, ["shop-dev-db-old", "shop-dev-db-newer"]);
    // Asked for again, the oldest of all stays if it is the one that is asked for.
    let request = SnapshotRequest {
        keep: Some(1),
        ..wanted("newest")
    };
    assert_eq!(
        snapshot(&aws, &request, &silent).await.unwrap().removed,
        ["shop-dev-db-now"]
    );
}

#[tokio::test]
async fn a_snapshot_that_cannot_be_had_is_a_failure() {
    let mut account = Account::default();
    account.instance("shop-dev-db");
    account.snapshot("shop-dev-db-failed", "failed", true, 1);
    account.snapshot("shop-dev-db-slow", "creating for ever", true, 1);
    let (aws, _server) = account.serve().await;
    let slow = SnapshotRequest {
        within: Duration::from_millis(40),
        ..wanted("slow")
    };
    let nowhere = SnapshotRequest {
        instance: "nowhere".to_owned(),
        ..wanted("x")
    };
    for (request, why) in [
        (slow, "is not there after"),
        (wanted("failed"), "is `failed`"),
        (wanted("a b"), "is no name of a snapshot"),
        (wanted("a..b"), "is no name of a snapshot"),
        (wanted(""), "is no name of a snapshot"),
        (nowhere, "there is no database instance `nowhere`"),
    ] {
        let failure = snapshot(&aws, &request, &silent).await.unwrap_err();
        assert!(failure.to_string().contains(why), "{failure}");
        assert_eq!(failure.exit_code(), 1);
    }
}

fn a_while() -> Watch {
    Watch {
        time: Duration::from_millis(60),
        every: Duration::from_millis(10),
    }
}

#[tokio::test]
async fn alarms_are_watched_on_every_page_until_one_sounds() {
    let mut account = Account::default();
    for (name, state) in [("errors", "OK"), ("latency", "INSUFFICIENT_DATA"), ("lost", "OK")] {
        account.alarm(&format!("shop-dev-{name}"), state);
    }
    account.alarm("shop-devel-errors", "ALARM");
    account.page = 2;
    let (aws, server) = account.serve().await;
    assert_eq!(watch(&aws, PREFIX, a_while(), &silent).await.unwrap().alarms, 3);
    server.sounds("shop-dev-lost");
    let failure = watch(&aws, PREFIX, a_while(), &silent).await.unwrap_err();
    assert_eq!(
        failure,
        Failure::Unfulfilled("alarm `shop-dev-lost` sounds: threshold crossed".to_owned())
    );
    let failure = watch(&aws, "shop-prod", a_while(), &silent).await.unwrap_err();
    assert!(failure.to_string().contains("nothing is watched"), "{failure}");
}

#[tokio::test]
async fn an_alarm_that_sounds_later_ends_the_watch_at_once() {
    let mut account = Account::default();
    account.alarm("shop-dev-errors", "OK");
    let (aws, server) = account.serve().await;
    let long = Watch {
        time: Duration::from_secs(600),
        every: Duration::from_millis(5),
    };
    let (ended, ()) = tokio::join!(watch(&aws, PREFIX, long, &silent), async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        server.sounds("shop-dev-errors");
    });
    assert!(ended.is_err());
}
