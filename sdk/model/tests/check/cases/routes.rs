//! Routes that API Gateway or their own types would not take.

use super::super::Case;
use super::super::desk::{function, payload, route};
use ferrovia_model::{Field, Payload, Presence, Source, Type, TypeDef};
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
