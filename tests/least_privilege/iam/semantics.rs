//! The documented semantics, as cases: a statement, a request, and what the IAM User Guide says becomes of it.

use super::{Policy, Principal, Request, Verdict, evaluate};
use serde_json::{Value, json};

/// Where the rule of a case is written: pages of the IAM User Guide.
const EVALUATION: &str = "reference_policies_evaluation-logic_policy-eval-denyallow.html";
const ACTION: &str = "reference_policies_elements_action.html";
const NOT_ACTION: &str = "reference_policies_elements_notaction.html";
const RESOURCE: &str = "reference_policies_elements_resource.html";
const NOT_RESOURCE: &str = "reference_policies_elements_notresource.html";
const OPERATORS: &str = "reference_policies_elements_condition_operators.html";
const SEVERAL: &str = "reference_policies_condition-logic-multiple-context-keys-or-values.html";
const MULTIVALUED: &str = "reference_policies_condition-single-vs-multi-valued-context-keys.html";
const PRINCIPAL: &str = "reference_policies_elements_principal.html";

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Allowed,
    Forbidden,
    NotPermitted,
    Unknown,
}
use Expected::{Allowed, Forbidden, NotPermitted};

/// Page, statements, action, resource, context, verdict.
type Case = (&'static str, Value, &'static str, &'static str, Value, Expected);

const QUEUE: &str = "arn:aws:sqs:eu-central-1:111122223333:orders";
const STREAM: &str =
    "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/f:log-stream:2026/11/22/[7]0a1b";

fn allow(action: &str, resource: &str) -> Value {
    json!({ "Effect": "Allow", "Action": action, "Resource": resource })
}

/// `sqs:SendMessage` on the queue, under this condition.
fn when(condition: Value) -> Value {
    json!([{ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": QUEUE, "Condition": condition }])
}

fn send(page: &'static str, statements: Value, context: Value, expected: Expected) -> Case {
    (page, statements, "sqs:SendMessage", QUEUE, context, expected)
}

fn resource(pattern: &str, arn: &'static str, expected: Expected) -> Case {
    (
        RESOURCE,
        json!([allow("logs:PutLogEvents", pattern)]),
        "logs:PutLogEvents",
        arn,
        json!({}),
        expected,
    )
}

#[rustfmt::skip] // one case a line
fn cases() -> Vec<Case> {
    let all = || allow("*", "*");
    let deny = |condition: Value| json!({ "Sid": "No", "Effect": "Deny", "Action": "sqs:*", "Resource": "*", "Condition": condition });
    let every = |values: &[&str]| json!({ "ForAllValues:StringEquals": { "events:source": values } });
    let some = |values: &[&str]| json!({ "ForAnyValue:StringEquals": { "events:source": values } });
    let guarded = json!({
        "ForAllValues:StringEquals": { "events:source": ["orders"] },
        "Null": { "events:source": ["false"] },
    });
    let arn = |operator: &str, pattern: &str| when(json!({ operator: { "aws:SourceArn": pattern } }));
    vec![
        // Nothing is permitted by default; a denial outweighs every permission, in whatever order.
        send(EVALUATION, json!([]), json!({}), NotPermitted),
        send(EVALUATION, json!([allow("sqs:SendMessage", QUEUE)]), json!({}), Allowed),
        send(EVALUATION, json!([deny(json!({})), all()]), json!({}), Forbidden),
        send(EVALUATION, json!([all(), deny(json!({}))]), json!({}), Forbidden),
        send(EVALUATION, json!([allow("sqs:DeleteMessage", "*"), allow("sqs:SendMessage", "*")]), json!({}), Allowed),
        // Actions: any case, wildcards within the action.
        send(ACTION, json!([allow("SQS:sendmessage", QUEUE)]), json!({}), Allowed),
        send(ACTION, json!([allow("sqs:Send*", QUEUE)]), json!({}), Allowed),
        send(ACTION, json!([allow("sqs:Send?essage", QUEUE)]), json!({}), Allowed),
        send(ACTION, json!([allow("sqs:Send?", QUEUE)]), json!({}), NotPermitted),
        send(ACTION, json!([allow("sqs:*", QUEUE)]), json!({}), Allowed),
        send(ACTION, json!([allow("sns:*", QUEUE)]), json!({}), NotPermitted),
        send(ACTION, json!([allow("*:SendMessage", QUEUE)]), json!({}), Expected::Unknown),
        send(ACTION, json!([allow("SendMessage", QUEUE)]), json!({}), Expected::Unknown),
        send(NOT_ACTION, json!([{ "Effect": "Allow", "NotAction": "sqs:SendMessage", "Resource": "*" }]), json!({}), NotPermitted),
        send(NOT_ACTION, json!([{ "Effect": "Allow", "NotAction": "iam:*", "Resource": "*" }]), json!({}), Allowed),
        // Resources: exact case; `*` and `?` within a segment; a `*` that ends a segment goes on beyond colons.
        resource("*", STREAM, Allowed),
        resource(STREAM, STREAM, Allowed),
        resource("arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/f:log-stream:*", STREAM, Allowed),
        resource("arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/F:log-stream:*", STREAM, NotPermitted),
        resource("arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/f", STREAM, NotPermitted),
        resource("arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/f*", STREAM, Allowed),
        resource("arn:aws:logs:eu-central-1:111122223333:log-group:/aws/*/f:log-stream:*", STREAM, Allowed),
        resource("arn:aws:logs:eu-central-1:111122223333:log-group:/aws/*m:*", STREAM, NotPermitted),
        resource("arn:aws:logs:*:111122223333:log-group:/aws/lambda/f:log-stream:*", STREAM, Allowed),
        resource("arn:aws:logs:eu-*-1:111122223333:*", STREAM, Allowed),
        resource("arn:aws:logs:eu-central-?:111122223333:*", STREAM, Allowed),
        resource("arn:aws:logs:eu-central-1?111122223333:*", STREAM, Expected::Unknown),
        resource("arn:aws:*:eu-central-1:111122223333:*", STREAM, Expected::Unknown),
        resource("orders", STREAM, Expected::Unknown),
        send(NOT_RESOURCE, json!([{ "Effect": "Allow", "Action": "sqs:*", "NotResource": QUEUE }]), json!({}), NotPermitted),
        send(NOT_RESOURCE, json!([{ "Effect": "Allow", "Action": "sqs:*", "NotResource": "arn:aws:sqs:*:*:other" }]), json!({}), Allowed),
        // A key that the request lacks fits nothing, and so fits a negated operator; keys in any case.
        send(OPERATORS, when(json!({ "StringEquals": { "aws:SourceAccount": "1" } })), json!({ "aws:sourceaccount": ["1"] }), Allowed),
        send(OPERATORS, when(json!({ "StringEquals": { "aws:SourceAccount": "1" } })), json!({ "aws:SourceAccount": ["2"] }), NotPermitted),
        send(OPERATORS, when(json!({ "StringEquals": { "aws:SourceAccount": "1" } })), json!({}), NotPermitted),
        send(OPERATORS, when(json!({ "StringEquals": { "aws:SourceAccount": "*" } })), json!({ "aws:SourceAccount": ["1"] }), NotPermitted),
        send(OPERATORS, when(json!({ "StringEquals": { "k": "A" } })), json!({ "k": ["a"] }), NotPermitted),
        send(OPERATORS, when(json!({ "StringNotEquals": { "k": "a" } })), json!({}), Allowed),
        send(OPERATORS, when(json!({ "StringNotEquals": { "k": ["a", "b"] } })), json!({ "k": ["b"] }), NotPermitted),
        send(OPERATORS, when(json!({ "StringLike": { "k": "a*c?" } })), json!({ "k": ["a:b:cd"] }), Allowed),
        send(OPERATORS, when(json!({ "StringLike": { "k": "a*c?" } })), json!({ "k": ["abc"] }), NotPermitted),
        send(OPERATORS, when(json!({ "StringNotLike": { "k": "a*" } })), json!({ "k": ["abc"] }), NotPermitted),
        send(OPERATORS, when(json!({ "StringEqualsIfExists": { "k": "a" } })), json!({}), Allowed),
        send(OPERATORS, when(json!({ "StringEqualsIfExists": { "k": "a" } })), json!({ "k": ["b"] }), NotPermitted),
        send(OPERATORS, json!([all(), deny(json!({ "Bool": { "aws:SecureTransport": "false" } }))]), json!({ "aws:SecureTransport": ["false"] }), Forbidden),
        send(OPERATORS, json!([all(), deny(json!({ "Bool": { "aws:SecureTransport": "false" } }))]), json!({ "aws:SecureTransport": ["true"] }), Allowed),
        send(OPERATORS, json!([all(), deny(json!({ "Bool": { "aws:SecureTransport": "false" } }))]), json!({}), Allowed),
        send(OPERATORS, json!([all(), deny(json!({ "StringNotEquals": { "aws:SourceAccount": "1" } }))]), json!({}), Forbidden),
        // ARNs: six components, each by itself; ArnEquals behaves as ArnLike.
        send(OPERATORS, arn("ArnEquals", "arn:aws:events:eu-central-1:1:rule/b/*"), json!({ "aws:SourceArn": ["arn:aws:events:eu-central-1:1:rule/b/r"] }), Allowed),
        send(OPERATORS, arn("ArnLike", "arn:aws:*:eu-central-1:1:*"), json!({ "aws:SourceArn": ["arn:aws:events:eu-central-1:1:rule/b/r"] }), Allowed),
        send(OPERATORS, arn("ArnLike", "arn:aws:events:*:rule/b/r:"), json!({ "aws:SourceArn": ["arn:aws:events:eu-central-1:1:rule/b/r"] }), NotPermitted),
        send(OPERATORS, arn("ArnLike", "arn:aws:events:*:1:rule/b"), json!({ "aws:SourceArn": ["arn:aws:events:eu-central-1:1:rule/b/r"] }), NotPermitted),
        send(OPERATORS, arn("ArnLike", "arn:aws:states:r:1:stateMachine:m:*"), json!({ "aws:SourceArn": ["arn:aws:states:r:1:stateMachine:m:live"] }), Allowed),
        send(OPERATORS, arn("ArnEquals", "arn:aws:events:eu-central-1:1:rule/b/r"), json!({}), NotPermitted),
        send(OPERATORS, arn("ArnNotEquals", "arn:aws:events:eu-central-1:1:rule/b/r"), json!({}), Allowed),
        send(OPERATORS, arn("ArnLike", "rule/b/r"), json!({ "aws:SourceArn": ["rule/b/r"] }), Expected::Unknown),
        // Null: "true" of a request without the key, "false" of one with it.
        send(OPERATORS, when(json!({ "Null": { "k": "true" } })), json!({}), Allowed),
        send(OPERATORS, when(json!({ "Null": { "k": "true" } })), json!({ "k": ["a"] }), NotPermitted),
        send(OPERATORS, when(json!({ "Null": { "k": "false" } })), json!({}), NotPermitted),
        send(OPERATORS, when(json!({ "Null": { "k": "false" } })), json!({ "k": ["a"] }), Allowed),
        send(OPERATORS, when(json!({ "Null": { "k": "no" } })), json!({}), Expected::Unknown),
        // Several operators and keys must all hold; of several values, one.
        send(SEVERAL, when(json!({ "StringEquals": { "j": "1", "k": "2" } })), json!({ "j": ["1"], "k": ["2"] }), Allowed),
        send(SEVERAL, when(json!({ "StringEquals": { "j": "1", "k": "2" } })), json!({ "j": ["1"] }), NotPermitted),
        send(SEVERAL, when(json!({ "StringEquals": { "j": "1" }, "StringLike": { "k": "2*" } })), json!({ "j": ["1"], "k": ["3"] }), NotPermitted),
        send(SEVERAL, when(json!({ "StringEquals": { "j": ["1", "2"] } })), json!({ "j": ["2"] }), Allowed),
        // Keys with several values: ForAllValues is true of none at all, ForAnyValue is not; Null closes that gap.
        send(MULTIVALUED, when(every(&["orders", "stock"])), json!({ "events:source": ["orders", "stock"] }), Allowed),
        send(MULTIVALUED, when(every(&["orders"])), json!({ "events:source": ["orders", "stock"] }), NotPermitted),
        send(MULTIVALUED, when(every(&["orders"])), json!({}), Allowed),
        send(MULTIVALUED, when(every(&["orders"])), json!({ "events:source": [""] }), Allowed),
        send(MULTIVALUED, when(guarded.clone()), json!({}), NotPermitted),
        send(MULTIVALUED, when(guarded.clone()), json!({ "events:source": [""] }), NotPermitted),
        send(MULTIVALUED, when(guarded.clone()), json!({ "events:source": ["orders"] }), Allowed),
        send(MULTIVALUED, when(guarded), json!({ "events:source": ["orders", "stock"] }), NotPermitted),
        send(MULTIVALUED, when(some(&["orders"])), json!({ "events:source": ["orders", "stock"] }), Allowed),
        send(MULTIVALUED, when(some(&["orders"])), json!({ "events:source": ["stock"] }), NotPermitted),
        send(MULTIVALUED, when(some(&["orders"])), json!({}), NotPermitted),
        send(MULTIVALUED, when(json!({ "StringEquals": { "events:source": "orders" } })), json!({ "events:source": ["orders", "stock"] }), Expected::Unknown),
        // Whom a resource's policy speaks of.
        send(PRINCIPAL, json!([{ "Effect": "Allow", "Principal": { "Service": "events.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": QUEUE }]), json!({}), NotPermitted),
        send(PRINCIPAL, json!([{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:role/r" }, "Action": "sqs:SendMessage", "Resource": QUEUE }]), json!({}), Allowed),
        send(PRINCIPAL, json!([{ "Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": QUEUE }]), json!({}), Allowed),
        send(PRINCIPAL, json!([{ "Effect": "Allow", "Principal": { "Federated": "x" }, "Action": "sqs:SendMessage", "Resource": QUEUE }]), json!({}), Expected::Unknown),
        // What is not known here is no verdict, even where another statement is clear.
        send(OPERATORS, when(json!({ "NumericLessThan": { "k": "1" } })), json!({ "k": ["0"] }), Expected::Unknown),
        send(OPERATORS, when(json!({ "ForAllValues:Null": { "k": "false" } })), json!({}), Expected::Unknown),
        send(OPERATORS, when(json!({ "StringEquals": { "k": "${aws:username}" } })), json!({ "k": ["x"] }), Expected::Unknown),
        send(OPERATORS, json!([{ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": [] }]), json!({}), Expected::Unknown),
        send(PRINCIPAL, json!([{ "Effect": "Allow", "NotPrincipal": "*", "Action": "sqs:SendMessage", "Resource": QUEUE }]), json!({}), Expected::Unknown),
        send(EVALUATION, json!([all(), allow("sqs:SendMessage", "orders")]), json!({}), Expected::Unknown),
    ]
}

#[test]
fn policies_are_judged_as_the_user_guide_says() {
    for (page, statements, action, resource, context, expected) in cases() {
        let role = Principal::Arn("arn:aws:iam::111122223333:role/r".to_owned());
        let mut request = Request::new(role, action, resource);
        for (key, values) in context.as_object().unwrap() {
            let values: Vec<_> = values
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
                .collect();
            request = request.with(key, &values);
        }
        let policy = Policy::read(&json!({ "Version": "2012-10-17", "Statement": statements }));
        let verdict = policy.and_then(|policy| evaluate(&[&policy], &request));
        let verdict = match verdict {
            Ok(Verdict::Allowed) => Allowed,
            Ok(Verdict::Forbidden(_)) => Forbidden,
            Ok(Verdict::NotPermitted) => NotPermitted,
            Err(_) => Expected::Unknown,
        };
        assert_eq!(verdict, expected, "{page}: {statements} and {request}");
    }
}

#[test]
fn only_the_current_version_of_the_language_is_known() {
    for document in [
        json!({ "Statement": [] }),
        json!({ "Version": "2008-10-17", "Statement": [] }),
        json!({ "Version": "2012-10-17" }),
    ] {
        assert!(Policy::read(&document).is_err(), "{document}");
    }
}
