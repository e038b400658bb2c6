//! Routes that API Gateway or their own types would not take.

use super::super::Case;
use super::super::desk::{function, payload, route};
use ferrovia_model::{App, Field, Payload, Presence, Retirement, Source, Type, TypeDef};
use serde_json::json;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "two handlers claim a route",
        change: |app| {
            let mut other = function(app, "post_message").clone();
            other.name = "post_again".to_owned();
            other.source = Source::new("routes.rs", 90);
            other.route.as_mut().unwrap().alias = None;
            app.functions.push(other);
        },
        problems: &[
            "error[P007]: function `post_again` claims `POST /v1/tickets/{id}/messages`, as function `post_message` does\n\
             \x20 --> routes.rs:90\n\
             \x20 help: change one of the routes; the other is at routes.rs:10",
        ],
    },
    Case {
        name: "a route differs in a parameter's name alone",
        change: |app| {
            let mut other = function(app, "post_message").clone();
            other.name = "post_again".to_owned();
            other.source = Source::new("routes.rs", 90);
            let route = other.route.as_mut().unwrap();
            route.alias = None;
            route.path = "/v1/tickets/{ticket}/messages".to_owned();
            route.path_parameters = None;
            app.functions.push(other);
        },
        problems: &[
            "error[P007]: function `post_again` claims `POST /v1/tickets/{ticket}/messages`, as function `post_message` does\n\
             \x20 --> routes.rs:90\n\
             \x20 help: API Gateway cannot tell it from `POST /v1/tickets/{id}/messages` at routes.rs:10: change one",
            "error[P008]: route `POST /v1/tickets/{ticket}/messages` of function `post_again` has `{ticket}` in `/v1/tickets/{ticket}/messages`, for which its path type has no field\n\
             \x20 --> routes.rs:90\n\
             \x20 help: add the field to the second type of `Request<Body, Path, Query>`, or remove the segment",
        ],
    },
    Case {
        name: "another method is another route",
        change: |app| {
            let mut other = function(app, "post_message").clone();
            other.name = "put_message".to_owned();
            other.source = Source::new("routes.rs", 90);
            other.route.as_mut().unwrap().method = "PUT".to_owned();
            app.functions.push(other);
        },
        problems: &[],
    },
    Case {
        name: "an alias is another's route",
        change: |app| {
            let mut other = function(app, "post_message").clone();
            other.name = "post_again".to_owned();
            other.source = Source::new("routes.rs", 90);
            let route = other.route.as_mut().unwrap();
            route.path = "/v2/tickets/{id}".to_owned();
            route.alias.as_mut().unwrap().path = "/v1/tickets/{id}/messages".to_owned();
            app.functions.push(other);
        },
        problems: &[
            "error[P007]: function `post_again` claims `POST /v1/tickets/{id}/messages`, as function `post_message` does\n\
             \x20 --> routes.rs:90\n\
             \x20 help: change one of the routes; the other is at routes.rs:10",
        ],
    },
    Case {
        name: "an alias is the route itself",
        change: |app| {
            let path = route(app).path.clone();
            route(app).alias.as_mut().unwrap().path = path;
        },
        problems: &[
            "error[P007]: function `post_message` claims `POST /v1/tickets/{id}/messages` by its route and by its alias\n\
             \x20 --> routes.rs:10\n\
             \x20 help: give the alias the older path, or remove it",
        ],
    },
    Case {
        name: "a segment has no field",
        change: |app| {
            route(app).path = "/v1/desks/{desk}/tickets/{id}".to_owned();
        },
        problems: &[
            "error[P008]: route `POST /v1/desks/{desk}/tickets/{id}` of function `post_message` has `{desk}` in `/v1/desks/{desk}/tickets/{id}`, for which its path type has no field\n\
             \x20 --> routes.rs:10\n\
             \x20 help: add the field to the second type of `Request<Body, Path, Query>`, or remove the segment",
        ],
    },
    Case {
        name: "a field has no segment",
        change: |app| {
            route(app).alias.as_mut().unwrap().path = "/message".to_owned();
        },
        problems: &[
            "error[P008]: route `POST /v1/tickets/{id}/messages` of function `post_message` has no `{id}` in `/message`, but its path type has the field\n\
             \x20 --> routes.rs:10\n\
             \x20 help: add the segment in braces, or remove the field",
        ],
    },
    Case {
        name: "a path type has a segment missing in both",
        change: |app| {
            route(app).path = "/v1/messages".to_owned();
            route(app).alias = None;
        },
        problems: &[
            "error[P008]: route `POST /v1/messages` of function `post_message` has no `{id}` in `/v1/messages`, but its path type has the field\n\
             \x20 --> routes.rs:10\n\
             \x20 help: add the segment in braces, or remove the field",
        ],
    },
    Case {
        name: "a path does not begin with a slash",
        change: |app| {
            route(app).path = "v1/tickets/{id}".to_owned();
            route(app).alias = None;
        },
        problems: &[
            "error[P008]: route `POST v1/tickets/{id}` of function `post_message` has the path `v1/tickets/{id}`, which does not begin with `/`\n\
             \x20 --> routes.rs:10\n\
             \x20 help: write segments of letters, digits, `.`, `_`, `~` and `-`, or a field's name in braces: `/v1/messages/{id}`",
        ],
    },
    Case {
        name: "a path ends with a slash",
        change: |app| {
            route(app).path = "/v1/tickets/{id}/".to_owned();
        },
        problems: &[
            "error[P008]: route `POST /v1/tickets/{id}/` of function `post_message` has the path `/v1/tickets/{id}/`, in which a segment is empty\n\
             \x20 --> routes.rs:10\n\
             \x20 help: write segments of letters, digits, `.`, `_`, `~` and `-`, or a field's name in braces: `/v1/messages/{id}`",
        ],
    },
    Case {
        name: "a path has half a parameter",
        change: |app| {
            route(app).path = "/v1/tickets/{id".to_owned();
        },
        problems: &[
            "error[P008]: route `POST /v1/tickets/{id` of function `post_message` has the path `/v1/tickets/{id`, in which a segment has other characters\n\
             \x20 --> routes.rs:10\n\
             \x20 help: write segments of letters, digits, `.`, `_`, `~` and `-`, or a field's name in braces: `/v1/messages/{id}`",
        ],
    },
    Case {
        name: "a path has a greedy parameter",
        change: |app| {
            route(app).path = "/v1/tickets/{id+}".to_owned();
        },
        problems: &[
            "error[P008]: route `POST /v1/tickets/{id+}` of function `post_message` has the path `/v1/tickets/{id+}`, in which a parameter takes several segments\n\
             \x20 --> routes.rs:10\n\
             \x20 help: write segments of letters, digits, `.`, `_`, `~` and `-`, or a field's name in braces: `/v1/messages/{id}`",
        ],
    },
    Case {
        name: "a path has a parameter twice",
        change: |app| {
            route(app).path = "/v1/{id}/{id}".to_owned();
        },
        problems: &[
            "error[P008]: route `POST /v1/{id}/{id}` of function `post_message` has the path `/v1/{id}/{id}`, in which a parameter stands twice\n\
             \x20 --> routes.rs:10\n\
             \x20 help: write segments of letters, digits, `.`, `_`, `~` and `-`, or a field's name in braces: `/v1/messages/{id}`",
        ],
    },
    Case {
        name: "a path has a nameless parameter",
        change: |app| {
            route(app).path = "/v1/{}".to_owned();
        },
        problems: &[
            "error[P008]: route `POST /v1/{}` of function `post_message` has the path `/v1/{}`, in which a parameter has no name\n\
             \x20 --> routes.rs:10\n\
             \x20 help: write segments of letters, digits, `.`, `_`, `~` and `-`, or a field's name in braces: `/v1/messages/{id}`",
        ],
    },
    Case {
        name: "an alias has no such day",
        change: |app| {
            route(app).alias.as_mut().unwrap().since = "2026-02-30".to_owned();
        },
        problems: &[
            "error[P008]: route `POST /v1/tickets/{id}/messages` of function `post_message` has an alias with `since = \"2026-02-30\"`, which is no day\n\
             \x20 --> routes.rs:10\n\
             \x20 help: write a day as `YYYY-MM-DD`, such as `2027-11-01`",
        ],
    },
    Case {
        name: "an alias has a day in words",
        change: |app| {
            route(app).alias.as_mut().unwrap().sunset = "next year".to_owned();
        },
        problems: &[
            "error[P008]: route `POST /v1/tickets/{id}/messages` of function `post_message` has an alias with `sunset = \"next year\"`, which is no day\n\
             \x20 --> routes.rs:10\n\
             \x20 help: write a day as `YYYY-MM-DD`, such as `2027-11-01`",
        ],
    },
    Case {
        name: "an alias is gone before it is deprecated",
        change: |app| {
            route(app).alias.as_mut().unwrap().sunset = "2026-10-31".to_owned();
        },
        problems: &[
            "error[P008]: route `POST /v1/tickets/{id}/messages` of function `post_message` has an alias that is gone on 2026-10-31, before it is deprecated on 2026-11-01\n\
             \x20 --> routes.rs:10\n\
             \x20 help: give clients time between `since` and `sunset`",
        ],
    },
    Case {
        name: "a route ends on no day",
        change: |app| ends(app, "2026-11-01", "2027-11", "post_again"),
        problems: &[
            "error[P008]: route `POST /v1/tickets/{id}/messages` of function `post_message` is deprecated with `sunset = \"2027-11\"`, which is no day\n\
             \x20 --> routes.rs:10\n\
             \x20 help: write a day as `YYYY-MM-DD`, such as `2027-11-01`",
        ],
    },
    Case {
        name: "a route is gone before it is deprecated",
        change: |app| ends(app, "2026-11-01", "2026-10-31", "post_again"),
        problems: &[
            "error[P008]: route `POST /v1/tickets/{id}/messages` of function `post_message` is gone on 2026-10-31, before it is deprecated on 2026-11-01\n\
             \x20 --> routes.rs:10\n\
             \x20 help: give clients time between `since` and `sunset`",
        ],
    },
    Case {
        name: "a route has a successor",
        change: |app| ends(app, "2026-11-01", "2027-11-01", "post_again"),
        problems: &[],
    },
    Case {
        name: "a route is succeeded by what is not there",
        change: |app| ends(app, "2026-11-01", "2027-11-01", "post_twice"),
        problems: &[
            "error[P008]: route `POST /v1/tickets/{id}/messages` of function `post_message` is to be succeeded by `post_twice`, which is no other handler with a route\n\
             \x20 --> routes.rs:10\n\
             \x20 help: list it in the app, or name the handler that clients shall call instead",
        ],
    },
    Case {
        name: "a route is succeeded by itself",
        change: |app| ends(app, "2026-11-01", "2027-11-01", "post_message"),
        problems: &[
            "error[P008]: route `POST /v1/tickets/{id}/messages` of function `post_message` is to be succeeded by `post_message`, which is no other handler with a route\n\
             \x20 --> routes.rs:10\n\
             \x20 help: list it in the app, or name the handler that clients shall call instead",
        ],
    },
    Case {
        name: "a route is succeeded by another method",
        change: |app| {
            ends(app, "2026-11-01", "2027-11-01", "post_again");
            function(app, "post_again").route.as_mut().unwrap().method = "PUT".to_owned();
        },
        problems: &[
            "error[P008]: route `POST /v1/tickets/{id}/messages` of function `post_message` is to be succeeded by `PUT /v2/tickets/{id}/messages`, another method\n\
             \x20 --> routes.rs:10\n\
             \x20 help: name a handler with the same method: its address is all that clients are told",
        ],
    },
    Case {
        name: "a successor's place cannot be told",
        change: |app| {
            ends(app, "2026-11-01", "2027-11-01", "post_again");
            let old = route(app);
            old.path = "/v1/messages".to_owned();
            old.path_parameters = None;
            old.alias = None;
        },
        problems: &[
            "error[P008]: route `POST /v1/messages` of function `post_message` is to be succeeded by `POST /v2/tickets/{id}/messages`, whose `{id}` it does not have\n\
             \x20 --> routes.rs:10\n\
             \x20 help: call the parameter the same in both, so that an answer can say where the same thing is",
        ],
    },
    Case {
        name: "a GET has a body",
        change: |app| {
            route(app).method = "GET".to_owned();
        },
        problems: &[
            "error[P008]: route `GET /v1/tickets/{id}/messages` of function `post_message` has a body, which clients and proxies may drop\n\
             \x20 --> routes.rs:10\n\
             \x20 help: take the values from the path or the query, or use POST",
        ],
    },
    Case {
        name: "a DELETE has a body",
        change: |app| {
            route(app).method = "DELETE".to_owned();
        },
        problems: &[
            "error[P008]: route `DELETE /v1/tickets/{id}/messages` of function `post_message` has a body, which clients and proxies may drop\n\
             \x20 --> routes.rs:10\n\
             \x20 help: take the values from the path or the query, or use POST",
        ],
    },
    Case {
        name: "a path is read into no struct",
        change: |app| {
            route(app).path_parameters = Some(payload("TicketId", json!("string")));
        },
        problems: &[
            "error[P008]: route `POST /v1/tickets/{id}/messages` of function `post_message` has the path type `desk::TicketId`, whose fields cannot be known\n\
             \x20 --> routes.rs:10\n\
             \x20 help: make it a struct with a field for each parameter",
        ],
    },
    Case {
        name: "a query is read into a list",
        change: |app| {
            route(app).query = Some(Payload {
                ty: Type::List(Box::new(Type::String)),
                schema: json!({}),
            });
        },
        problems: &[
            "error[P008]: route `POST /v1/tickets/{id}/messages` of function `post_message` has the query type `Vec<String>`, whose fields cannot be known\n\
             \x20 --> routes.rs:10\n\
             \x20 help: make it a struct with a field for each parameter",
        ],
    },
    Case {
        name: "a query's field is an object",
        change: |app| {
            route(app).query = Some(payload("Filter", json!("object")));
            app.shapes.named("desk::Filter", |_| {
                TypeDef::Struct(vec![Field {
                    rust: "like".to_owned(),
                    json: "like".to_owned(),
                    ty: Type::Named("desk::Question".to_owned()),
                    presence: Presence::Required,
                }])
            });
        },
        problems: &[
            "error[P008]: route `POST /v1/tickets/{id}/messages` of function `post_message` has the query parameter `like` of type `desk::Question`\n\
             \x20 --> routes.rs:10\n\
             \x20 help: a parameter is text: make it a string, a number, a boolean, or an enum without data",
        ],
    },
    Case {
        name: "one status has two bodies",
        change: |app| {
            route(app).responses[1].status = 201;
        },
        problems: &[
            "error[P008]: route `POST /v1/tickets/{id}/messages` of function `post_message` answers 201 with two different bodies\n\
             \x20 --> routes.rs:10\n\
             \x20 help: clients read the body by the status: make them one enum",
        ],
    },
];

/// The route of `post_message` comes to an end; beside it stands `post_again`.
fn ends(app: &mut App, since: &str, sunset: &str, successor: &str) {
    let mut again = function(app, "post_message").clone();
    again.name = "post_again".to_owned();
    again.source = Source::new("routes.rs", 90);
    let next = again.route.as_mut().unwrap();
    next.alias = None;
    next.path = next.path.replace("/v1/", "/v2/");
    app.functions.push(again);
    route(app).deprecated = Some(Retirement {
        since: since.to_owned(),
        sunset: sunset.to_owned(),
        successor: successor.to_owned(),
    });
}
