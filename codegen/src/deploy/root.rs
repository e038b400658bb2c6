//! Roles in, the root `terraform/bootstrap` out: what is applied once for each account, by a person.

use super::Roles;
use super::targets::BOUNDARY;
use crate::HEADER;
use crate::files::Files;
use crate::hcl::{self, Block, Expression, Piece, reference, text};
use crate::iam::Policy;
use crate::terraform::{self, ENVIRONMENTS};
use ferrovia_model::CheckedApp;

/// The root's files, and its policies below `iam/`.
pub(super) fn emit(app: &CheckedApp, roles: &Roles) -> Files {
    let mut files = Files::default();
    let mut add =
        |name: &str, blocks: &[Block]| files.insert(format!("{name}.tf"), hcl::file(HEADER, blocks));
    add("versions", &[terraform::versions()]);
    add("variables", &variables());
    add("main", &main(app));
    add("roles", &[deployment(roles)]);
    add("outputs", &outputs());
    let boundary = std::slice::from_ref(&roles.boundary);
    for (name, policies) in [
        ("boundary", boundary),
        ("deploy", &roles.deploy),
        ("plan", &roles.plan),
        ("publish", &roles.publish),
    ] {
        for (file, policy) in numbered(name, policies) {
            files.insert(format!("iam/{file}.json.tftpl"), policy.template().into_text());
        }
    }
    files
}

/// `deploy-1`, `deploy-2`, …; a single one has no number.
fn numbered<'a>(name: &str, policies: &'a [Policy]) -> Vec<(String, &'a Policy)> {
    match policies {
        [single] => vec![(name.to_owned(), single)],
        several => several
            .iter()
            .zip(1..)
            .map(|(policy, number)| (format!("{name}-{number}"), policy))
            .collect(),
    }
}

fn variable(name: &str, description: &str, constraint: &'static str, default: Option<Expression>) -> Block {
    let block = Block::new("variable", [name])
        .set("description", text(description))
        .set("type", Expression::Raw(constraint));
    let block = match default {
        Some(default) => block.set("default", default),
        None => block,
    };
    block.set("nullable", Expression::Bool(false))
}

fn variables() -> Vec<Block> {
    let environments = ENVIRONMENTS.map(|name| {
        let chosen = vec![("region".to_owned(), text("us-east-1"))];
        (name.to_owned(), Expression::Object(chosen))
    });
    let publishers = ["dev", "staging"].map(text).into();
    vec![
        variable(
            "region",
            "Region of the two buckets: of Terraform's state and of the packages.",
            "string",
            Some(text("us-east-1")),
        ),
        variable(
            "repository",
            "The repository on GitHub whose workflows deploy, `owner/name`.",
            "string",
            None,
        )
        .nest(
            Block::bare("validation")
                .set(
                    "condition",
                    Expression::Raw("can(regex(\"^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$\", var.repository))"),
                )
                .set(
                    "error_message",
                    text("The repository is `owner/name`, without wildcards."),
                ),
        ),
        variable(
            "default_branch",
            "The branch whose nightly plan looks for drift.",
            "string",
            Some(text("main")),
        )
        .nest(
            Block::bare("validation")
                .set(
                    "condition",
                    Expression::Raw("can(regex(\"^[A-Za-z0-9._/-]+$\", var.default_branch))"),
                )
                .set("error_message", text("The branch has no wildcards.")),
        ),
        variable(
            "environments",
            "The environments that this account holds, each with its region. Where each has an account of its own, one each.",
            "map(object({ region = string }))",
            Some(Expression::Object(environments.into())),
        ),
        variable(
            "publishers",
            "The environments whose deploys may put a new package into the artifact bucket. The others take what is there.",
            "set(string)",
            Some(Expression::List(publishers)),
        ),
    ]
}

fn main(app: &CheckedApp) -> Vec<Block> {
    let tags = Expression::Object(vec![
        ("application".to_owned(), text(&app.name)),
        ("managed-by".to_owned(), text("terraform")),
    ]);
    let provider = Block::new("provider", ["aws"])
        .set("region", reference("var.region"))
        .nest(Block::bare("default_tags").set("tags", tags));
    let data = |kind: &str| Block::new("data", [kind, "current"]);
    let locals = Block::bare("locals")
        .set("application", text(&app.name))
        .set("partition", reference("data.aws_partition.current.partition"))
        .set(
            "account",
            reference("data.aws_caller_identity.current.account_id"),
        );
    let bucket = |label: &'static str, suffix: &str, description: &str, days: u32| {
        let name = Expression::Template(vec![
            Piece::Interpolation("local.application".to_owned()),
            Piece::Text(format!("-{suffix}-")),
            Piece::Interpolation("local.account".to_owned()),
        ]);
        Block::new("module", [label])
            .set("source", text("../modules/bucket"))
            .blank()
            .set("name", name)
            .set("description", text(description))
            .set("old_version_days", hcl::number(days))
    };
    let github = Block::new("resource", ["aws_iam_openid_connect_provider", "github"])
        .set("url", text("https://token.actions.githubusercontent.com"))
        .set(
            "client_id_list",
            Expression::List(vec![text("sts.amazonaws.com")]),
        );
    vec![
        provider,
        data("aws_partition"),
        data("aws_caller_identity"),
        locals,
        bucket(
            "state",
            "state",
            "Terraform's state, one object for each environment.",
            90,
        ),
        bucket(
            "artifacts",
            "artifacts",
            "Packages, each under its own digest.",
            30,
        ),
        github,
    ]
}

/// Everything that one environment's deploys need, once for each.
fn deployment(roles: &Roles) -> Block {
    let render = |file: &str| {
        let path = Expression::Template(vec![
            Piece::Interpolation("path.module".to_owned()),
            Piece::Text(format!("/iam/{file}.json.tftpl")),
        ]);
        let names = [
            ("account", "local.account"),
            ("application", "local.application"),
            ("artifact_bucket", "module.artifacts.name"),
            ("environment", "each.key"),
            ("partition", "local.partition"),
            ("prefix", "\"${local.application}-${each.key}\""),
            ("region", "each.value.region"),
            ("state_bucket", "module.state.name"),
        ]
        .map(|(name, value)| (name.to_owned(), reference(value)));
        Expression::Call("templatefile", vec![path, Expression::Object(names.into())])
    };
    let rendered = |name: &str, policies: &[Policy]| {
        let files = numbered(name, policies);
        Expression::Object(
            files
                .into_iter()
                .map(|(file, _)| (file.clone(), render(&file)))
                .collect(),
        )
    };
    let deploy = rendered("deploy", &roles.deploy);
    Block::new("module", ["deployment"])
        .set("source", text("../modules/deployment"))
        .set("for_each", reference("var.environments"))
        .blank()
        .set("prefix", reference("\"${local.application}-${each.key}\""))
        .set("environment", reference("each.key"))
        .set("repository", reference("var.repository"))
        .set("default_branch", reference("var.default_branch"))
        .set(
            "github_provider_arn",
            reference("aws_iam_openid_connect_provider.github.arn"),
        )
        .blank()
        .set("boundary", render("boundary"))
        .blank()
        .set("deploy_policies", deploy)
        .blank()
        .set("publish", Expression::Raw("contains(var.publishers, each.key)"))
        .set("publish_policies", rendered("publish", &roles.publish))
        .blank()
        .set("plan_policies", rendered("plan", &roles.plan))
}

fn outputs() -> Vec<Block> {
    let output = |name: &str, description: &str, value: &'static str| {
        Block::new("output", [name])
            .set("description", text(description))
            .set("value", Expression::Raw(value))
    };
    vec![
        output(
            "state_bucket",
            "Name of the bucket of Terraform's state: the variable STATE_BUCKET.",
            "module.state.name",
        ),
        output(
            "artifact_bucket",
            "Name of the bucket of packages: the variable ARTIFACT_BUCKET.",
            "module.artifacts.name",
        ),
        output(
            "deploy_roles",
            "By environment, the role of its deploys: the variable DEPLOY_ROLE of the environment.",
            "{ for environment, deployment in module.deployment : environment => deployment.deploy_role_arn }",
        ),
        output(
            "plan_roles",
            "By environment, the role of pull requests and of the nightly plan: the variables PLAN_ROLE_….",
            "{ for environment, deployment in module.deployment : environment => deployment.plan_role_arn }",
        ),
    ]
}

/// The ARN of the permission boundary, as the stack says it.
pub(crate) fn boundary() -> Expression {
    let mut pieces = Vec::new();
    let mut rest = BOUNDARY;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        pieces.push(Piece::Text(before.to_owned()));
        pieces.push(Piece::Interpolation(format!("local.{name}")));
        rest = behind;
    }
    pieces.push(Piece::Text(rest.to_owned()));
    Expression::Template(pieces)
}
