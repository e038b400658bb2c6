//! The functions that touch a database in; how many instances of each may run at once, out: every one holds a connection.

use super::{ValueType, Variable};
use crate::hcl::{Expression, reference};
use ferrovia_model::{App, Function, Grant, environment};

/// The variable that says so per environment, if any function touches a database.
///
/// What an environment begins with is its share of what the scaffolded instance takes, divided so that a function that
/// answers requests, and waits for others meanwhile, has four times what a step has.
pub(super) fn variable(app: &App) -> Option<Variable> {
    let clients: Vec<&Function> = of(app).collect();
    if clients.is_empty() {
        return None;
    }
    let weight = |function: &Function| if function.route.is_some() { 4 } else { 1 };
    let weights: u32 = clients.iter().map(|function| weight(function)).sum();
    let value = |connections: u32| {
        let instances = connections / environment::CONNECTIONS_PER_INSTANCE;
        let share = |function: &Function| (instances * weight(function) / weights).max(1);
        let entry = |function: &&Function| {
            let instances = Expression::Number(f64::from(share(function)));
            (function.name.clone(), instances)
        };
        Expression::Object(clients.iter().map(entry).collect())
    };
    let names = clients.iter().map(|function| function.name.clone()).collect();
    let variable = Variable::new(
        "concurrency",
        ValueType::Keyed(names, Box::new(ValueType::Number)),
        "How many instances of each function that touches a database may run at once: the plan fails if their connections exceed what the database takes. It is taken from the account's limit, of which AWS keeps 100 for functions that reserve none; a new account's limit may be 10, and is raised on request (Service Quotas, L-B99A9384).",
    );
    // Less than what db.t4g.micro, db.t4g.small and db.m7g.large take: 84, 168 and 675 connections.
    Some(variable.values([value(40), value(120), value(500)]))
}

/// Whether there is such a variable.
pub(crate) fn is_chosen(app: &App) -> bool {
    of(app).next().is_some()
}

/// The function's reserved concurrency, if it touches a database.
pub(super) fn reserved(function: &Function) -> Option<Expression> {
    touches_database(function).then(|| reference(format!("var.concurrency.{}", function.name)))
}

/// Who may open connections, and how many instances of each.
pub(super) fn clients(app: &App) -> Expression {
    if is_chosen(app) {
        reference("var.concurrency")
    } else {
        Expression::Object(Vec::new())
    }
}

fn of(app: &App) -> impl Iterator<Item = &Function> {
    app.functions.iter().filter(|function| touches_database(function))
}

/// Not who migrates: its connection is among those that the database's module sets aside.
fn touches_database(function: &Function) -> bool {
    function.grants().any(Grant::is_on_table)
}
