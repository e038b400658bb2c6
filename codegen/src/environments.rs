//! A checked app in; one Terraform root per environment out: where the stack runs, and with what values.

mod plan_test;

use crate::HEADER;
use crate::files::Files;
use crate::hcl::{self, Block, Expression, reference, text};
use crate::terraform::{self, ENVIRONMENTS, Variable};
use ferrovia_model::CheckedApp;

/// `<environment>/main.tf`, `variables.tf` and `outputs.tf`: no logic, the same but for the name. And
/// `tests/plan.tftest.hcl`: what the environment's plan must hold, whatever the team chooses.
#[must_use]
pub fn emit(app: &CheckedApp) -> Files {
    let mut files = Files::default();
    for environment in ENVIRONMENTS {
        let mut add = |name: &str, blocks: &[Block]| {
            files.insert(format!("{environment}/{name}.tf"), hcl::file(HEADER, blocks));
        };
        add("main", &main(app, environment));
        let variables: Vec<Block> = declared(app).iter().map(Variable::block).collect();
        add("variables", &variables);
        add("outputs", &outputs(app));
        files.insert(
            format!("{environment}/tests/plan.tftest.hcl"),
            hcl::file(HEADER, &plan_test::blocks(app, environment)),
        );
    }
    files
}

/// `<environment>/terraform.tfvars`: sizes and names to begin with. Written where there is none, then the team's.
#[must_use]
pub fn values(app: &CheckedApp) -> Files {
    let mut files = Files::default();
    let header = "What this environment chooses. Yours to edit: codegen wrote it once and leaves it alone.\nThe artifact, the same bytes for every environment, and the versions in flight are not here: a deploy passes both in a var file.";
    for environment in ENVIRONMENTS {
        let chosen = declared(app).into_iter().filter_map(|variable| {
            let value = variable.value(environment)?.clone();
            Some((variable.description, variable.name, value))
        });
        let assignments: Vec<_> = chosen.collect();
        files.insert(
            format!("{environment}/terraform.tfvars"),
            hcl::assignments(header, &assignments),
        );
    }
    files
}

/// The variables that a root passes on: all but the environment's name, which it is.
fn passed(app: &CheckedApp) -> impl Iterator<Item = Variable> {
    terraform::variables(app)
        .into_iter()
        .filter(|variable| variable.name != "environment")
}

fn main(app: &CheckedApp, environment: &str) -> Vec<Block> {
    // The bucket belongs to the account: `terraform init -backend-config=bucket=…`.
    let backend = Block::new("backend", ["s3"])
        .set("key", text(format!("{}/{environment}.tfstate", app.name)))
        .set("encrypt", Expression::Bool(true))
        .set("use_lockfile", Expression::Bool(true));
    let tags = Expression::Object(vec![
        ("application".to_owned(), text(&app.name)),
        ("environment".to_owned(), text(environment)),
        ("managed-by".to_owned(), text("terraform")),
    ]);
    let provider = Block::new("provider", ["aws"])
        .set("region", reference("var.region"))
        .set(
            "allowed_account_ids",
            Expression::Call(
                "compact",
                vec![Expression::List(vec![reference("var.account_id")])],
            ),
        )
        .nest(Block::bare("default_tags").set("tags", tags));
    let stack = Block::new("module", ["stack"])
        .set("source", text("../../terraform/stack"))
        .blank()
        .set("environment", text(environment));
    let stack = passed(app).fold(stack, |stack, variable| {
        let value = reference(format!("var.{}", variable.name));
        stack.set(variable.name, value)
    });
    vec![terraform::versions().nest(backend), provider, stack]
}

/// What an environment's root declares: where its provider works, and whatever it passes on.
#[must_use]
pub fn declared(app: &CheckedApp) -> Vec<Variable> {
    terraform::of_provider().into_iter().chain(passed(app)).collect()
}

fn outputs(app: &CheckedApp) -> Vec<Block> {
    terraform::outputs(app)
        .iter()
        .map(|output| output.block(&reference(format!("module.stack.{}", output.name))))
        .collect()
}
