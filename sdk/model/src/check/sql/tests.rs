//! What migrations do, seen through their comments, strings and bodies.

use super::{Effect, TableName, effects};

/// Asserts what `sql` does, each effect as `+schema.table`, `-table`, `table>new`, or `line: words`.
fn check(sql: &str, expected: &[&str]) {
    let name = |TableName { schema, name }: TableName| match schema {
        Some(schema) => format!("{schema}.{name}"),
        None => name,
    };
    let found: Vec<String> = effects(sql)
        .into_iter()
        .map(|effect| match effect {
            Effect::Create(table) => format!("+{}", name(table)),
            Effect::Rename(table, new) => format!("{}>{new}", name(table)),
            Effect::Drop(table) => format!("-{}", name(table)),
            Effect::Right { line, words } => format!("{line}: {words}"),
        })
        .collect();
    assert_eq!(found, expected, "{sql}");
}

#[test]
fn tables_are_created() {
    check("create table messages (id uuid);", &["+messages"]);
    check("CREATE TABLE App.Messages (id uuid)", &["+app.messages"]);
    check("create table if not exists app.messages ()", &["+app.messages"]);
    check("create unlogged table rate_limits ()", &["+rate_limits"]);
    check("create table app . messages ()", &["+app.messages"]);
    check("create table desk.app.messages ()", &["+app.messages"]);
    check(
        "create table \"App\".\"Two \"\"words\"\"\" ()",
        &["+App.Two \"words\""],
    );
    check("create table a (); create table b as select 1", &["+a", "+b"]);
    check(
        "create table part partition of whole for values from (1) to (2)",
        &["+part"],
    );
    check(
        "create temporary table scratch (); create view v as select 1",
        &[],
    );
}

#[test]
fn tables_are_renamed_and_dropped() {
    check("alter table app.a rename to b", &["app.a>b"]);
    check("alter table if exists only a rename to b", &["a>b"]);
    check("alter table a rename column b to c; alter table a add d int", &[]);
    check("drop table if exists a, app.b cascade", &["-a", "-app.b"]);
}

#[test]
fn comments_and_strings_do_nothing() {
    check("-- create table a ();\ncreate table b ()", &["+b"]);
    check(
        "/* create table a (); /* grant */ grant */ create table b ()",
        &["+b"],
    );
    check("create table/* here */a ()", &["+a"]);
    check("select 'it''s; create table a ()'; create table b ()", &["+b"]);
    check(r"select e'it\'s; create table a ()'; create table b ()", &["+b"]);
    check(r"select 'a\'; create table b ()", &["+b"]);
    check("select $$ grant $$, $x$ create table $$ a $x$, $1", &[]);
    check(
        "comment on table a is 'grant'; create table b (\"grant\" int)",
        &["+b"],
    );
    check("select 'never closed; create table a ()", &[]);
}

#[test]
fn a_do_block_runs_now_and_a_function_later() {
    check(
        "do $$ begin create table a (); end $$; create table b ()",
        &["+a", "+b"],
    );
    check(
        "do language plpgsql $x$ begin create role r; end $x$",
        &["1: create role"],
    );
    check(
        "create function f() returns void language sql as $$\n create table a ();\n grant x to y\n$$;",
        &["3: grant"],
    );
    check(
        "do $$ begin execute $x$ create table a () $x$; end $$",
        // What is executed is a string; it cannot be known in general.
        &[],
    );
}

#[test]
fn rights_are_seen() {
    check("grant select on a to r", &["1: grant"]);
    check("\n\nGRANT ALL ON SCHEMA app TO PUBLIC", &["3: grant"]);
    check(
        "alter default privileges in schema app grant select on tables to r",
        &["1: grant"],
    );
    check(
        "create role r; alter role r login; drop role r",
        &["1: create role", "1: alter role", "1: drop role"],
    );
    check("create user u", &["1: create user"]);
    check("create user mapping for u server s", &[]);
    check(
        "revoke all on schema public from public; revoke grant option for select on a from r",
        &[],
    );
    check("select a as grant, b.grant from a", &[]);
}
