//! Each owner's rule, at its edges.

use super::{Name, NameError, keywords};

/// Asserts what a rule says of each name: nothing, or what follows the name in the message.
fn check(rule: impl Fn(&str) -> Result<Name, NameError>, cases: &[(&str, &str)]) {
    for (name, expected) in cases {
        let found = rule(name).err().map(|error| error.to_string());
        assert_eq!(found.as_deref().unwrap_or_default(), *expected, "`{name}`");
    }
}

fn of_length(length: usize) -> String {
    "a".repeat(length)
}

#[test]
fn an_apps_name_leaves_room_behind_it() {
    check(
        Name::of_app,
        &[
            ("atendimento", ""),
            ("help-desk2", ""),
            (&of_length(20), ""),
            (&of_length(21), "has 21 characters, 20 are allowed"),
            ("", "is empty"),
            (
                "help_desk",
                "has the character `_`, allowed are lower-case letters, digits and `-`",
            ),
            ("2desk", "begins with `2`, not with a lower-case letter"),
            ("desk-", "ends with a hyphen or has two in a row"),
            ("help--desk", "ends with a hyphen or has two in a row"),
        ],
    );
}

#[test]
fn names_behind_the_prefix_have_the_rest_of_the_limit() {
    // `desk-staging-` has 13 characters.
    type Rule = fn(&str, &str) -> Result<Name, NameError>;
    let limits: [(Rule, usize); 6] = [
        (Name::of_function, 64 - 13),
        (Name::of_workflow, 64 - 13 - "-workflow".len()),
        (Name::of_database, 55 - 13),
        (Name::of_event_bus, 256 - 13),
        (Name::of_queue, 80 - 13 - "-dead-letter".len()),
        (Name::of_secret, 512 - 13),
    ];
    for (rule, limit) in limits {
        let message = format!("has {} characters, {limit} are allowed", limit + 1);
        check(
            |name| rule("desk", name),
            &[
                (&of_length(limit), ""),
                (&of_length(limit + 1), &message),
                ("", "is empty"),
                ("Big", "begins with `B`, not with a lower-case letter"),
            ],
        );
    }
}

#[test]
fn a_database_is_an_rds_identifier_and_a_postgresql_name() {
    check(
        |name| Name::of_database("desk", name),
        &[
            ("platform", ""),
            ("data-store", ""),
            (
                "data_store",
                "has the character `_`, allowed are lower-case letters, digits and `-`",
            ),
            ("user", "is reserved by PostgreSQL"),
            ("current-user", "is reserved by PostgreSQL"),
        ],
    );
}

#[test]
fn tables_schemas_and_users_need_no_quotes() {
    for rule in [Name::of_table, Name::of_schema, Name::of_database_user] {
        check(
            rule,
            &[
                ("messages", ""),
                (&of_length(63), ""),
                (&of_length(64), "has 64 characters, 63 are allowed"),
                ("Messages", "begins with `M`, not with a lower-case letter"),
                (
                    "my-table",
                    "has the character `-`, allowed are lower-case letters, digits and `_`",
                ),
                (
                    "größe",
                    "has the character `ö`, allowed are lower-case letters, digits and `_`",
                ),
                ("pg_stat", "is reserved by PostgreSQL"),
                ("user", "is reserved by PostgreSQL"),
                ("order", "is reserved by PostgreSQL"),
                ("orders", ""),
            ],
        );
    }
    check(Name::of_schema, &[("public", ""), ("none", "")]);
    check(
        Name::of_database_user,
        &[
            ("public", "is reserved by PostgreSQL, as the name of a role"),
            ("none", "is reserved by PostgreSQL, as the name of a role"),
            ("master", "is reserved by RDS, as the name of a role"),
            ("rds_iam", "is reserved by RDS, as the name of a role"),
        ],
    );
}

#[test]
fn events_say_what_and_whence() {
    check(
        Name::of_event,
        &[
            ("ConversationAnswered", ""),
            (&of_length(129), "has 129 characters, 128 are allowed"),
            (
                "Conversation.Answered",
                "has the character `.`, allowed are letters, digits and `_`",
            ),
        ],
    );
    check(
        Name::of_origin,
        &[
            ("atendimento.messages", ""),
            ("awsome.messages", ""),
            (
                "aws.messages",
                "is reserved by AWS, which begins the sources of its own events with `aws.`",
            ),
            ("", "is empty"),
            (
                "my app",
                "has the character ` `, allowed are letters, digits, `.`, `_`, `-` and `/`",
            ),
        ],
    );
}

#[test]
fn candidates_stand_in_a_list_with_commas() {
    let allowed = "allowed are printable characters but no comma or space";
    check(
        Name::of_candidate,
        &[
            ("amazon.nova-lite-v1:0", ""),
            ("gpt-4o,gpt-4o-mini", &format!("has the character `,`, {allowed}")),
            ("gpt 4o", &format!("has the character ` `, {allowed}")),
        ],
    );
}

#[test]
fn slugs_are_words_with_hyphens() {
    check(
        Name::of_slug,
        &[
            ("not-found", ""),
            (
                "not_found",
                "has the character `_`, allowed are lower-case letters, digits and `-`",
            ),
            (
                "notFound",
                "has the character `F`, allowed are lower-case letters, digits and `-`",
            ),
            ("not-", "ends with a hyphen or has two in a row"),
        ],
    );
}

#[test]
fn key_words_are_sorted() {
    assert!(keywords::RESERVED.is_sorted());
}
