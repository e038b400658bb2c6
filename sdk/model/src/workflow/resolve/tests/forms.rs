//! What repeats, waits, calculates and writes.

use super::{arm, attempt, bind, block, check, field, found, id, matched, ok, step, variable};
use serde_json::{Value, json};

fn request(name: &str) -> Value {
    field(variable("request"), name)
}

fn term(term: Value) -> Value {
    let mut term = term;
    term["line"] = json!(8);
    term
}

fn literal(value: Value) -> Value {
    term(json!({ "literal": value }))
}

fn declare(name: &str, value: Value) -> Value {
    json!({ "variable": { "line": 7, "name": name, "value": value } })
}

fn assign(name: &str, value: Value) -> Value {
    json!({ "assign": { "line": 8, "name": name, "value": value } })
}

fn calculate(operator: &str, left: Value, right: Value) -> Value {
    term(json!({ "arithmetic": { "operator": operator, "left": left, "right": right } }))
}

fn statement(expression: Value) -> Value {
    json!({ "expression": expression })
}

fn sleep(time: Value, unit: &str) -> Value {
    statement(term(json!({ "sleep": { "time": time, "unit": unit } })))
}

fn repeat(condition: Value, body: &[Value]) -> Value {
    let body = json!({ "statements": body });
    statement(term(
        json!({ "while": { "at_most": 3, "condition": condition, "body": body } }),
    ))
}

fn map(list: Value, limit: u32, statements: &[Value], tail: Value) -> Value {
    let pattern = json!({ "bind": "item" });
    attempt(term(json!({
        "map": { "list": list, "limit": limit, "pattern": pattern, "body": block(statements, tail) },
    })))
}

/// A body that does this before it answers.
fn doing(statements: &[Value]) -> Value {
    block(statements, step("find", id()))
}

/// A body that answers one thing or another, as the condition says.
fn asking(condition: Value) -> Value {
    let answer = || block(&[], step("find", id()));
    block(
        &[],
        term(json!({ "if": {
            "condition": condition,
            "then": answer(),
            "otherwise": term(json!({ "block": answer() })),
        } })),
    )
}

#[test]
fn variables_have_a_type_and_a_place() {
    check(
        doing(&[
            declare("level", request("level")),
            assign("level", calculate("add", variable("level"), literal(json!(1)))),
        ]),
        &[],
    );
    check(
        doing(&[declare("owner", term(json!({ "option": null })))]),
        &["P013 desk.rs:7: nothing says of what type `owner` is"],
    );
    check(
        doing(&[assign("level", request("level"))]),
        &["P011 desk.rs:8: nothing binds `level`"],
    );
    check(
        doing(&[
            bind("level", request("level")),
            assign("level", literal(json!(1))),
        ]),
        &["P013 desk.rs:8: `level` does not change"],
    );
    check(
        doing(&[declare("text", request("text")), assign("text", request("level"))]),
        &["P010 desk.rs:8: `text` wants `String`, found `u8`"],
    );
}

#[test]
fn integers_are_of_one_kind_that_is_known() {
    let less = |left: Value| {
        term(json!({ "compare": { "operator": "less", "left": left, "right": literal(json!(9)) } }))
    };
    check(
        asking(less(calculate("multiply", request("level"), literal(json!(2))))),
        &[],
    );
    check(
        asking(less(calculate("add", request("level"), request("text")))),
        &["P010 desk.rs:8: `+` wants two integers of one type, found `String`"],
    );
    check(
        asking(less(calculate("add", request("score"), literal(json!(0.5))))),
        &["P010 desk.rs:8: `+` wants two integers of one type, found `float`"],
    );
    check(
        asking(less(calculate("subtract", literal(json!(1)), literal(json!(2))))),
        &["P013 desk.rs:8: nothing says of what type the integers of `-` are"],
    );
    let cast = |ty: &str| term(json!({ "cast": { "value": request("level"), "ty": { "integer": ty } } }));
    check(
        asking(less(calculate("subtract", cast("i32"), cast("u32")))),
        &["P010 desk.rs:8: `-` wants two integers of one type, found `u32`"],
    );
    check(
        asking(less(cast("i8"))),
        &["P013 desk.rs:8: `u8` as `i8` may lose digits"],
    );
}

#[test]
fn lists_and_texts_are_looked_into() {
    let empty = |value: Value| term(json!({ "is_empty": value }));
    check(asking(empty(request("tags"))), &[]);
    check(asking(empty(request("text"))), &[]);
    check(
        asking(empty(request("level"))),
        &["P010 desk.rs:8: `is_empty` wants a list, found `u8`"],
    );
    let contains = |list: Value, item: Value| term(json!({ "contains": { "list": list, "item": item } }));
    check(asking(contains(request("tags"), literal(json!("vip")))), &[]);
    check(
        asking(contains(request("tags"), request("level"))),
        &["P010 desk.rs:8: `contains` wants `String`, found `u8`"],
    );
    check(
        asking(contains(request("others"), variable("request"))),
        &["P013 desk.rs:8: `contains` takes no `Request`"],
    );
    let write = |piece: Value| empty(term(json!({ "format": [literal(json!("to ")), piece] })));
    check(asking(write(request("level"))), &[]);
    check(
        asking(write(variable("request"))),
        &["P013 desk.rs:2: `format!` takes no `Request`"],
    );
    check(
        asking(write(request("score"))),
        &["P013 desk.rs:2: `format!` takes no `float`"],
    );
}

#[test]
fn loops_are_left_from_inside_and_ask_without_steps() {
    let leave = || statement(term(json!({ "break": null })));
    check(doing(&[repeat(request("urgent"), &[leave()])]), &[]);
    check(
        doing(&[leave()]),
        &["P013 desk.rs:8: `break` or `continue` without a loop"],
    );
    check(
        doing(&[repeat(
            request("urgent"),
            &[statement(term(json!({ "continue": "outer" })))],
        )]),
        &["P013 desk.rs:8: `break` or `continue` without a loop"],
    );
    let there = term(json!({ "is_some": field(attempt(step("find", id())), "owner") }));
    check(
        doing(&[repeat(there, &[])]),
        &["P013 desk.rs:8: a step in the condition of a `while`"],
    );
    let each = |over: Value| {
        statement(term(
            json!({ "for": { "pattern": "wild", "over": over, "body": {} } }),
        ))
    };
    check(
        doing(&[each(json!({ "list": request("text") }))]),
        &["P010 desk.rs:2: `for` wants a list, found `String`"],
    );
    check(
        doing(&[each(
            json!({ "range": { "start": literal(json!(0)), "end": request("text"), "inclusive": false } }),
        )]),
        &["P010 desk.rs:8: a range wants two integers of one type, found `String`"],
    );
}

#[test]
fn maps_have_a_limit_an_answer_and_an_outside() {
    let answer = || ok(variable("item"));
    let mapped = |limit: u32| map(request("tags"), limit, &[], answer());
    check(doing(&[bind("all", mapped(40))]), &[]);
    for (limit, problem) in [
        (
            0,
            "P004 desk.rs:8: a limit of 0, an inline Map runs 1 to 40 iterations at a time",
        ),
        (
            41,
            "P004 desk.rs:8: a limit of 41, an inline Map runs 1 to 40 iterations at a time",
        ),
    ] {
        check(doing(&[bind("all", mapped(limit))]), &[problem]);
    }
    check(
        doing(&[bind("all", map(request("text"), 5, &[], answer()))]),
        &["P010 desk.rs:2: `map!` wants a list, found `String`"],
    );
    let failing = json!({ "line": 9, "err": { "new": { "name": "Store.Missing", "message": "gone" } } });
    check(
        doing(&[bind("all", map(request("tags"), 5, &[], failing))]),
        &["P013 desk.rs:8: an iteration of `map!` that never answers"],
    );
    let unknown = ok(term(json!({ "option": null })));
    check(
        doing(&[bind("all", map(request("tags"), 5, &[], unknown))]),
        &["P013 desk.rs:8: nothing says of what type an iteration's answer is"],
    );
    check(
        doing(&[
            declare("level", request("level")),
            bind(
                "all",
                map(
                    request("tags"),
                    5,
                    &[assign("level", literal(json!(1)))],
                    answer(),
                ),
            ),
        ]),
        &["P013 desk.rs:8: an iteration of `map!` sets `level`, which is outside of it"],
    );
    check(
        doing(&[repeat(
            request("urgent"),
            &[bind(
                "all",
                map(
                    request("tags"),
                    5,
                    &[statement(term(json!({ "break": null })))],
                    answer(),
                ),
            )],
        )]),
        &["P013 desk.rs:8: `break` or `continue` without a loop"],
    );
}

#[test]
fn pauses_end_in_time() {
    check(doing(&[sleep(request("level"), "minutes")]), &[]);
    check(doing(&[sleep(literal(json!(24)), "seconds")]), &[]);
    check(
        doing(&[sleep(literal(json!(25)), "seconds")]),
        &["P004 desk.rs:8: a pause of 25 s in a workflow that is given up after 25 s"],
    );
    check(
        doing(&[sleep(literal(json!(1)), "hours")]),
        &["P004 desk.rs:8: a pause of 3600 s in a workflow that is given up after 25 s"],
    );
    check(
        doing(&[sleep(literal(json!(30_000)), "hours")]),
        &["P004 desk.rs:8: a pause of 108000000 s, Step Functions allows up to 99999999"],
    );
    check(
        doing(&[sleep(request("text"), "seconds")]),
        &["P010 desk.rs:8: `sleep` wants an integer of at most 32 bits, found `String`"],
    );
}

#[test]
fn errors_carry_what_they_are_declared_to() {
    let failing = |ty: Value, data: Value| {
        let failure =
            json!({ "computed": { "name": "Store.Locked", "message": "held", "ty": ty, "data": data } });
        let gone = arm(json!({ "option": null }), json!({ "line": 9, "err": failure }));
        let there = arm(json!({ "option": { "bind": "owner" } }), ok(variable("ticket")));
        block(
            &[found()],
            matched(field(variable("ticket"), "owner"), &[gone, there]),
        )
    };
    check(
        failing(json!("string"), json!({ "unnamed": [request("text")] })),
        &[],
    );
    check(
        failing(json!("string"), json!({ "unnamed": [request("level")] })),
        &["P010 desk.rs:9: `Store.Locked` wants `String`, found `u8`"],
    );
    check(
        failing(json!("string"), json!("unit")),
        &["P010 desk.rs:9: `Store.Locked` is not built as it is declared"],
    );
    check(
        failing(json!("float"), json!({ "unnamed": [request("score")] })),
        &[
            "P013 desk.rs:9: `Store.Locked` carries a float or a 64-bit integer, of which a machine writes 15 digits",
        ],
    );
}
