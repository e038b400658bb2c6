//! Databases and their migrations.

use super::super::Case;
use super::super::desk::another;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "no migration creates a table",
        change: |app| {
            app.databases[0].migrations[0].sql =
                "create table app.people (); -- create table app.messages ()".to_owned();
        },
        problems: &[
            "error[P006]: no migration of database `platform` creates table `messages`\n\
             \x20 --> resources.rs:20\n\
             \x20 help: add a migration that says `create table app.messages (…)`",
        ],
    },
    Case {
        name: "a table is created under another name",
        change: |app| {
            app.databases[0].migrations[0].sql =
                "create table app.people (); create table app.message ()".to_owned();
        },
        problems: &[
            "error[P006]: no migration of database `platform` creates table `messages`\n\
             \x20 --> resources.rs:20\n\
             \x20 help: did you mean `message`? otherwise add a migration",
        ],
    },
    Case {
        name: "a table is created in another schema",
        change: |app| {
            app.databases[0].migrations[0].sql =
                "create table app.people (); create table audit.messages ()".to_owned();
        },
        problems: &[
            "error[P006]: no migration of database `platform` creates table `messages`\n\
             \x20 --> resources.rs:20\n\
             \x20 help: one creates it in schema `audit`, the database's is `app`",
        ],
    },
    Case {
        name: "a table is created without a schema",
        change: |app| {
            app.databases[0].migrations[0].sql =
                "create table app.people (); create unlogged table if not exists messages ()".to_owned();
        },
        problems: &[],
    },
    Case {
        name: "a table is renamed away",
        change: |app| {
            app.databases[0].migrations[1]
                .sql
                .push_str("; alter table app.messages rename to sayings");
        },
        problems: &[
            "error[P006]: no migration of database `platform` creates table `messages`\n\
             \x20 --> resources.rs:20\n\
             \x20 help: add a migration that says `create table app.messages (…)`",
        ],
    },
    Case {
        name: "a table is dropped",
        change: |app| {
            app.databases[0].migrations[1]
                .sql
                .push_str("; drop table if exists app.messages cascade");
        },
        problems: &[
            "error[P006]: no migration of database `platform` creates table `messages`\n\
             \x20 --> resources.rs:20\n\
             \x20 help: add a migration that says `create table app.messages (…)`",
        ],
    },
    Case {
        name: "migrations are out of order",
        change: |app| {
            app.databases[0].migrations[0].version = 3;
        },
        problems: &[
            "error[P018]: migration 2 `names` of database `platform` comes after 3 `tables`\n\
             \x20 --> resources.rs:10\n\
             \x20 help: number migrations in the order in which they run",
        ],
    },
    Case {
        name: "two migrations share a version",
        change: |app| {
            app.databases[0].migrations[0].version = 2;
        },
        problems: &[
            "error[P018]: migration 2 `names` of database `platform` has the version of 2 `tables`\n\
             \x20 --> resources.rs:10\n\
             \x20 help: number migrations in the order in which they run",
        ],
    },
    Case {
        name: "a migration grants",
        change: |app| {
            app.databases[0].migrations[1]
                .sql
                .push_str("\ngrant select on app.messages to save;");
        },
        problems: &[
            "error[P018]: migration 2 `names` of database `platform` says `grant` in line 3\n\
             \x20 --> resources.rs:10\n\
             \x20 help: remove it: roles and their rights are generated from the handlers' signatures",
        ],
    },
    Case {
        name: "a migration makes a role",
        change: |app| {
            app.databases[0].migrations[1]
                .sql
                .push_str("\ndo $$ begin if true then create role save; end if; end $$;");
        },
        problems: &[
            "error[P018]: migration 2 `names` of database `platform` says `create role` in line 3\n\
             \x20 --> resources.rs:10\n\
             \x20 help: remove it: roles and their rights are generated from the handlers' signatures",
        ],
    },
    Case {
        name: "there are two databases",
        change: |app| {
            another(&mut app.databases, "archive", |database| {
                (&mut database.name, &mut database.source)
            });
            app.tables[0].database = "archive".to_owned();
        },
        problems: &[
            "error[P019]: the app has the database `platform` besides `archive`\n\
             \x20 --> resources.rs:10\n\
             \x20 help: an app has one database for now: move its tables there, into a schema of their own",
        ],
    },
];
