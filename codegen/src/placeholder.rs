//! The values that Terraform alone knows: what the generated templates call them, and where Terraform finds them.

use crate::dashboard;
use crate::hcl::{Expression, Piece, reference, text};
use crate::iam::arn;
use crate::template::{Placeholder, Template};
use ferrovia_model::{CheckedApp, KEY_SET_OBJECT, workflow::Flow};
use std::collections::BTreeMap;

/// The ARN of a function's published version.
#[must_use]
pub fn function(name: &str) -> Placeholder {
    Placeholder::new(&format!("function_{name}_arn"))
}

/// The ARNs of the versions that a workflow's machine may call, as a list: those that its definition names, and those
/// that its executions in flight began with.
#[must_use]
pub fn functions_of(workflow: &str) -> Placeholder {
    Placeholder::new(&format!("functions_of_{workflow}"))
}

/// A database instance's resource id.
#[must_use]
pub fn database(name: &str) -> Placeholder {
    Placeholder::new(&format!("database_{name}_resource_id"))
}

/// The ARN of the secret with a database's master user.
#[must_use]
pub fn master_secret(name: &str) -> Placeholder {
    Placeholder::new(&format!("database_{name}_master_secret_arn"))
}

/// A secret's ARN.
#[must_use]
pub fn secret(name: &str) -> Placeholder {
    Placeholder::new(&format!("secret_{name}_arn"))
}

/// A bucket's ARN.
#[must_use]
pub fn bucket(name: &str) -> Placeholder {
    Placeholder::new(&format!("bucket_{name}_arn"))
}

/// The ARN of all objects of a bucket.
#[must_use]
pub fn objects(bucket: &str) -> Placeholder {
    Placeholder::new(&format!("bucket_{bucket}_objects_arn"))
}

/// The ARN of the one object in a bucket of the token issuer's keys.
#[must_use]
pub fn key_set(bucket: &str) -> Placeholder {
    Placeholder::new(&format!("bucket_{bucket}_key_set_arn"))
}

/// A configuration's ARN.
#[must_use]
pub fn configuration(name: &str) -> Placeholder {
    Placeholder::new(&format!("configuration_{name}_arn"))
}

/// An event bus's ARN.
#[must_use]
pub fn event_bus(name: &str) -> Placeholder {
    Placeholder::new(&format!("event_bus_{name}_arn"))
}

/// What the machine names, and what its executions in flight name: `local.in_flight` has those by workflow. A version
/// may be both.
fn invocable(workflow: &str, flow: &Flow) -> Expression {
    let named = flow.functions().into_iter();
    let named = named.map(|name| reference(format!("module.function_{name}.qualified_arn")));
    let in_flight = vec![
        reference("local.in_flight"),
        text(workflow),
        Expression::List(Vec::new()),
    ];
    let both = vec![
        Expression::List(named.collect()),
        Expression::Call("lookup", in_flight),
    ];
    Expression::Call("distinct", vec![Expression::Call("concat", both)])
}

/// Where Terraform finds each placeholder's value.
#[derive(Debug)]
pub struct Bindings(BTreeMap<Placeholder, Expression>);

impl Bindings {
    /// The bindings of an app.
    #[must_use]
    pub fn of(app: &CheckedApp) -> Self {
        let everywhere = [
            (arn::partition(), "local.partition".to_owned()),
            (arn::region(), "local.region".to_owned()),
            (arn::account(), "local.account".to_owned()),
            (Placeholder::new("prefix"), "local.prefix".to_owned()),
            (Placeholder::new("api_id"), "module.api.api_id".to_owned()),
        ];
        let functions = app.functions.iter().map(|it| {
            let version = format!("module.function_{}.qualified_arn", it.name);
            (function(&it.name), version)
        });
        let databases = app.databases.iter().flat_map(|it| {
            let output = |output: &str| format!("module.database_{}.{output}", it.name);
            [
                (database(&it.name), output("resource_id")),
                (master_secret(&it.name), output("master_secret_arn")),
            ]
        });
        let secrets = app
            .secrets
            .iter()
            .map(|it| (secret(&it.name), format!("module.secret_{}.arn", it.name)));
        let buses = app
            .event_buses
            .iter()
            .map(|it| (event_bus(&it.name), format!("module.event_bus_{}.arn", it.name)));
        let buckets = app.buckets.iter().flat_map(|it| {
            let output = |name: &str| format!("module.bucket_{}.{name}", it.name);
            [
                (bucket(&it.name), output("arn")),
                (objects(&it.name), output("objects_arn")),
            ]
        });
        let key_sets = app.token_keys().map(|it| {
            let arn = Piece::Interpolation(format!("module.bucket_{}.arn", it.name));
            let object = Piece::Text(format!("/{KEY_SET_OBJECT}"));
            (key_set(&it.name), Expression::Template(vec![arn, object]))
        });
        let configurations = app.configurations.iter().map(|it| {
            (
                configuration(&it.name),
                format!("module.configurations.arns[\"{}\"]", it.name),
            )
        });
        let all = everywhere
            .into_iter()
            .chain(functions)
            .chain(databases)
            .chain(secrets)
            .chain(buses)
            .chain(buckets)
            .chain(configurations);
        let workflows = app
            .flows()
            .map(|(workflow, flow)| (functions_of(&workflow.name), invocable(workflow.id(), flow)));
        let groups = dashboard::alarm_groups(app).enumerate();
        let alarms = groups.map(|(group, from)| {
            let to = from + dashboard::MODULES_OF_A_WIDGET;
            let modules = format!("slice(local.alarmed, {from}, min({to}, length(local.alarmed)))");
            let arns = Expression::each("it", reference(modules), reference("it.alarm_arns"));
            let arns = Expression::Call("flatten", vec![arns]);
            (dashboard::alarm_arns(group), arns)
        });
        Self(
            all.map(|(placeholder, path)| (placeholder, reference(path)))
                .chain(key_sets)
                .chain(workflows)
                .chain(alarms)
                .collect(),
        )
    }

    /// `templatefile("${path.module}/iam/load_history.json.tftpl", { … })`.
    #[must_use]
    pub fn render(&self, path: &str, template: &Template) -> Expression {
        let values = template.placeholders().iter().map(|placeholder| {
            let value = self.0.get(placeholder).cloned().unwrap_or(Expression::Null);
            (placeholder.name().to_owned(), value)
        });
        let path = Expression::Template(vec![
            Piece::Interpolation("path.module".to_owned()),
            Piece::Text(format!("/{path}")),
        ]);
        Expression::Call("templatefile", vec![path, Expression::Object(values.collect())])
    }
}
