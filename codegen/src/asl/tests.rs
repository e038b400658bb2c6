//! Formulas read as JSONata that AWS's older version computes; text stays text.

use super::jsonata::{envelope, expression, value, verbatim};
use ferrovia_model::Integer;
use ferrovia_model::workflow::flow::{Formula, Template};
use ferrovia_model::workflow::{Comparison, Operator};
use serde_json::{Value, json};

fn ticket(fields: &[&str]) -> Formula {
    let start = Formula::Variable("ticket".to_owned());
    fields
        .iter()
        .fold(start, |of, name| Formula::Field(Box::new(of), (*name).to_owned()))
}

fn or_null(of: Formula) -> Formula {
    Formula::OrElse(Box::new(of), Value::Null)
}

fn literal(value: Value) -> Box<Formula> {
    Box::new(Formula::Literal(value))
}

fn compare(comparison: Comparison, left: Formula, right: Value) -> Formula {
    Formula::Compare(comparison, Box::new(left), literal(right))
}

fn calculate(operator: Operator, kind: Integer, left: Formula) -> Formula {
    Formula::Arithmetic(operator, kind, Box::new(left), literal(json!(2)))
}

#[test]
fn formulas() {
    let open = || compare(Comparison::Equal, ticket(&["status"]), json!("open"));
    let urgent = || ticket(&["urgent"]);
    let defaults = Formula::OrElse(Box::new(ticket(&["limits"])), json!({ "b": [1, "x"], "a": null }));
    for (formula, expected) in [
        (Formula::Input, "$states.input"),
        (Formula::Result, "$states.result.Payload"),
        (Formula::Outcome, "$states.result"),
        (Formula::Branch(1), "$states.result[1]"),
        (
            Formula::ErrorData,
            "$parse($parse($states.errorOutput.Cause).errorMessage).data",
        ),
        (ticket(&["e-mail", "type"]), "$ticket.`e-mail`.`type`"),
        (ticket(&["a`b", "c"]), "$lookup($ticket, \"a`b\").`c`"),
        (
            Formula::Item(Box::new(ticket(&["place"])), 0),
            "$ticket.`place`[0]",
        ),
        (
            or_null(ticket(&["owner"])),
            "$exists($ticket.`owner`) ? $ticket.`owner` : null",
        ),
        (
            Formula::Field(Box::new(defaults), "a".to_owned()),
            "($exists($ticket.`limits`) ? $ticket.`limits` : {\"a\": null, \"b\": [1, \"x\"]}).`a`",
        ),
        (
            compare(Comparison::NotEqual, or_null(ticket(&["owner"])), Value::Null),
            "($exists($ticket.`owner`) ? $ticket.`owner` : null) != null",
        ),
        (
            compare(Comparison::NotEqual, ticket(&["status"]), json!("open")),
            "$not($ticket.`status` = \"open\")",
        ),
        (
            compare(Comparison::LessOrEqual, ticket(&["score"]), json!(-0.5)),
            "$ticket.`score` <= -0.5",
        ),
        (
            Formula::And(Box::new(urgent()), Box::new(open())),
            "$ticket.`urgent` ? ($ticket.`status` = \"open\") : false",
        ),
        (
            Formula::Or(Box::new(open()), Box::new(urgent())),
            "($ticket.`status` = \"open\") ? true : $ticket.`urgent`",
        ),
        (
            Formula::Not(Box::new(open())),
            "$not($ticket.`status` = \"open\")",
        ),
        (
            Formula::Exists(Box::new(ticket(&["status", "closed"]))),
            "$exists($ticket.`status`.`closed`)",
        ),
        (
            Formula::Index(
                Box::new(ticket(&[])),
                Box::new(Formula::Variable("at".to_owned())),
            ),
            "$ticket[$at]",
        ),
        (
            Formula::Count(Box::new(or_null(ticket(&["tags"])))),
            "$count($exists($ticket.`tags`) ? $ticket.`tags` : null)",
        ),
        (
            Formula::Contains(Box::new(ticket(&["tags"])), literal(json!("a"))),
            "\"a\" in $ticket.`tags`",
        ),
        (Formula::Next(Box::new(ticket(&["score"]))), "$ticket.`score` + 1"),
        (
            Formula::Concatenation(vec![
                *literal(json!("{% ")),
                Formula::Text(Box::new(Formula::Next(Box::new(ticket(&["score"]))))),
                or_null(ticket(&["owner"])),
            ]),
            "(\"{\" & \"% \") & $string($ticket.`score` + 1) & ($exists($ticket.`owner`) ? $ticket.`owner` : null)",
        ),
        (
            calculate(Operator::Add, Integer::U8, ticket(&["score"])),
            "($calculated := $ticket.`score` + 2; $calculated > 255 ? $error(\"attempt to add with overflow\") : $calculated)",
        ),
        (
            calculate(Operator::Subtract, Integer::U32, ticket(&["score"])),
            "($calculated := $ticket.`score` - 2; $calculated < 0 ? $error(\"attempt to subtract with overflow\") : $calculated)",
        ),
        (
            calculate(
                Operator::Multiply,
                Integer::I16,
                calculate(Operator::Add, Integer::I16, ticket(&["score"])),
            ),
            "($calculated := ($calculated := $ticket.`score` + 2; $calculated < -32768 or $calculated > 32767 ? $error(\"attempt to add with overflow\") : $calculated) * 2 + 0; $calculated < -32768 or $calculated > 32767 ? $error(\"attempt to multiply with overflow\") : $calculated)",
        ),
        (*literal(json!("say \"%}\"\n")), "(\"say \\\"%\" & \"}\\\"\\n\")"),
    ] {
        assert_eq!(expression(&formula), format!("{{% {expected} %}}"));
    }
}

#[test]
fn text_stays_text() {
    for (text, expected) in [
        ("plain", "plain"),
        ("", "{% \"\" %}"),
        ("two\nlines", "{% \"two\\nlines\" %}"),
        ("50% {off}", "50% {off}"),
        (
            "{% $states.input %}",
            "{% (\"{\" & \"% $states.input %\" & \"}\") %}",
        ),
        ("so {% what", "{% (\"so {\" & \"% what\") %}"),
        ("{%}", "{% (\"{\" & \"%\" & \"}\") %}"),
    ] {
        assert_eq!(
            verbatim(&json!({ "deep": [text] })),
            json!({ "deep": [expected] })
        );
    }
}

#[test]
fn a_template_has_one_expression_at_each_leaf() {
    let template = Template::Object(vec![
        (
            "list".to_owned(),
            Template::List(vec![
                Template::Formula(Formula::Input),
                Template::Literal(json!(1)),
            ]),
        ),
        ("text".to_owned(), Template::Literal(json!("x"))),
    ]);
    assert_eq!(
        value(&template),
        json!({ "list": ["{% $states.input %}", 1], "text": "x" })
    );
}

#[test]
fn an_envelope_is_text_in_text() {
    assert_eq!(
        envelope("DeskError.Late", "it is \"late\"", "failure"),
        "$string({\"errorMessage\": $string({\"data\": $failure, \"message\": \"it is \\\"late\\\"\"}), \"errorType\": \"DeskError.Late\"})"
    );
}
