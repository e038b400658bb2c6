//! Handlers that migrate a database.

use super::super::Case;
use super::super::desk::function;
use ferrovia_model::{App, Grant, Parameter, Source, Wait};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "one handler migrates",
        change: |app| migrates(app, "migrate", 40),
        problems: &[],
    },
    Case {
        name: "two handlers migrate one database",
        change: |app| {
            migrates(app, "migrate", 40);
            migrates(app, "also_migrate", 50);
        },
        problems: &[
            "error[P027]: `also_migrate` migrates database `platform`, which `migrate` does already\n\
             \x20 --> migrators.rs:50\n\
             \x20 help: leave `Migrate<…>` to one of them; the other is at migrators.rs:40",
        ],
    },
    Case {
        name: "a handler migrates what the app does not list",
        change: |app| {
            migrates(app, "migrate", 40);
            function(app, "migrate").parameters[0].grants =
                vec![Grant::MigrateDatabase("plattform".to_owned())];
        },
        problems: &[
            "error[P003]: parameter `database` of function `migrate` names the database `plattform`, which the app does not list\n\
             \x20 --> migrators.rs:41\n\
             \x20 help: did you mean `platform`? otherwise add `.resource::<…>()` to the app",
        ],
    },
    Case {
        name: "a handler migrates and uses tables",
        change: |app| {
            migrates(app, "migrate", 40);
            let table = Grant::ReadTable("messages".to_owned());
            function(app, "migrate").parameters[0].grants.push(table);
        },
        problems: &[
            "error[P028]: `migrate` migrates a database and uses table `messages`\n\
             \x20 --> migrators.rs:40\n\
             \x20 help: move that into a handler of its own: this one logs in as the database's master user, others as themselves",
        ],
    },
    Case {
        name: "a handler migrates and waits",
        change: |app| {
            migrates(app, "migrate", 40);
            let wait = Wait {
                seconds: 60,
                heartbeat_seconds: None,
            };
            function(app, "migrate").wait = Some(wait);
            let answer = Grant::CompleteStep("migrate".to_owned());
            function(app, "post_message").parameters[0].grants.push(answer);
        },
        problems: &[
            "error[P014]: `migrate` waits for a token, and no workflow calls it\n\
             \x20 --> migrators.rs:40\n\
             \x20 help: call it in a standard workflow, or remove it",
            "error[P028]: `migrate` migrates a database and waits for a token\n\
             \x20 --> migrators.rs:40\n\
             \x20 help: remove `wait`: Terraform invokes it before a release, and no workflow does",
        ],
    },
    Case {
        name: "a handler migrates whoever asks over HTTP",
        change: |app| {
            migrates(app, "migrate", 40);
            let mut route = function(app, "post_message").route.clone().unwrap();
            route.path = route.path.replacen("/v1/", "/v2/", 1);
            route.alias = None;
            function(app, "migrate").route = Some(route);
        },
        problems: &["error[P028]: `migrate` migrates a database and has a route\n\
             \x20 --> migrators.rs:40\n\
             \x20 help: remove the route: Terraform invokes it before a release, and nobody else may"],
    },
];

/// Another handler like `post_message`, which migrates the database and does nothing else.
fn migrates(app: &mut App, name: &str, line: u32) {
    let mut migrator = function(app, "post_message").clone();
    name.clone_into(&mut migrator.name);
    migrator.source = Source::new("migrators.rs", line);
    migrator.route = None;
    migrator.errors = Vec::new();
    migrator.parameters = vec![Parameter {
        name: "database".to_owned(),
        ty: "Migrate<Platform>".to_owned(),
        source: Source::new("migrators.rs", line + 1),
        grants: vec![Grant::MigrateDatabase("platform".to_owned())],
    }];
    app.functions.push(migrator);
}
