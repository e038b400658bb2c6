//! Where the aliases of an environment lead, in and out: to be written down before a deploy, and gone back to after it.

use crate::failure::service;
use crate::machine::{Routes, live_arn, machines, own_name, routes};
use crate::{Aws, Failure, LIVE, Progress};
use aws_sdk_lambda::operation::get_alias::GetAliasError;
use aws_sdk_lambda::types::AliasRoutingConfiguration;
use aws_sdk_sfn::types::RoutingConfigurationListItem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Where every alias `live` leads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aliases {
    /// Of functions, by physical name.
    pub functions: BTreeMap<String, FunctionAlias>,
    /// Of state machines, by the alias's ARN: the ARN of each version it leads to, with its weight in percent.
    pub state_machines: BTreeMap<String, BTreeMap<String, i32>>,
}

/// Where an alias of a function leads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionAlias {
    /// The version.
    pub version: String,
    /// Versions that get a share of the calls, from 0 to 1.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub shares: BTreeMap<String, f64>,
}

impl fmt::Display for FunctionAlias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.version)?;
        self.shares
            .iter()
            .try_for_each(|(version, share)| write!(f, " and {version} ({share})"))
    }
}

/// What was done to go back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Moves {
    /// The aliases that were moved, in that order.
    pub moved: Vec<Move>,
    /// How many led there already.
    pub unchanged: usize,
    /// What could not be moved, and why.
    pub failed: BTreeMap<String, String>,
}

/// An alias that was moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Move {
    /// The function's physical name, or the ARN of a machine's alias.
    pub alias: String,
    /// The versions that it led to.
    pub from: String,
    /// The versions that it leads to now.
    pub to: String,
}

/// Where every alias `live` of the environment leads now. What has no such alias is left out.
///
/// # Errors
/// [`Failure`] if AWS cannot be asked.
pub async fn aliases(aws: &Aws, prefix: &str) -> Result<Aliases, Failure> {
    let mut aliases = Aliases::default();
    let mut pages = aws.lambda.list_functions().into_paginator().items().send();
    while let Some(function) = pages.next().await {
        let function = function.map_err(|error| service("list the functions", error))?;
        let name = function.function_name.unwrap_or_default();
        if own_name(prefix, &name).is_some()
            && let Some((alias, _)) = function_alias(aws, &name).await?
        {
            aliases.functions.insert(name, alias);
        }
    }
    for machine in machines(aws, prefix).await? {
        let alias = live_arn(&machine);
        if let Some(routes) = routes(aws, &alias).await? {
            aliases.state_machines.insert(alias, routes);
        }
    }
    Ok(aliases)
}

/// Points every alias of `to` back to where it led, if it leads elsewhere now. Functions come before machines: a new machine
/// with what calls it of before is what a deploy passes through, too. What cannot be moved does not keep the others from it.
/// Aliases that are not in `to` are left alone: nothing of before calls them.
pub async fn shift_back(aws: &Aws, to: &Aliases, say: Progress<'_>) -> Moves {
    let mut moves = Moves::default();
    for (name, alias) in &to.functions {
        let done = function_back(aws, name, alias).await;
        note(&mut moves, name, done, say);
    }
    for (arn, routes) in &to.state_machines {
        let done = machine_back(aws, arn, routes).await;
        note(&mut moves, arn, done, say);
    }
    moves
}

fn note(moves: &mut Moves, alias: &str, done: Result<Option<(String, String)>, Failure>, say: Progress<'_>) {
    match done {
        Ok(None) => moves.unchanged += 1,
        Ok(Some((from, to))) => {
            say(&format!("{alias}: from {from} back to {to}"));
            let alias = alias.to_owned();
            moves.moved.push(Move { alias, from, to });
        }
        Err(failure) => {
            say(&format!("{alias}: {failure}"));
            moves.failed.insert(alias.to_owned(), failure.to_string());
        }
    }
}

/// From where to where the alias was moved, if it had to be.
async fn function_back(
    aws: &Aws,
    name: &str,
    to: &FunctionAlias,
) -> Result<Option<(String, String)>, Failure> {
    let (from, revision) = function_alias(aws, name)
        .await?
        .ok_or_else(|| gone(&format!("{name}:{LIVE}")))?;
    if from == *to {
        return Ok(None);
    }
    let shares = to.shares.iter().map(|(version, share)| (version.clone(), *share));
    let shares = AliasRoutingConfiguration::builder().set_additional_version_weights(Some(shares.collect()));
    aws.lambda
        .update_alias()
        .function_name(name)
        .name(LIVE)
        .function_version(&to.version)
        // Empty, it takes away the shares of now.
        .routing_config(shares.build())
        // A deploy that moves it at the same time is not to be undone unseen.
        .set_revision_id(revision)
        .send()
        .await
        .map_err(|error| service(format!("point the alias of `{name}` at version {to}"), error))?;
    Ok(Some((from.to_string(), to.to_string())))
}

async fn machine_back(aws: &Aws, arn: &str, to: &Routes) -> Result<Option<(String, String)>, Failure> {
    let from = routes(aws, arn).await?.ok_or_else(|| gone(arn))?;
    if from == *to {
        return Ok(None);
    }
    let routes = to.iter().map(|(version, weight)| {
        RoutingConfigurationListItem::builder()
            .state_machine_version_arn(version)
            .weight(*weight)
            .build()
    });
    let routes: Vec<_> = routes
        .collect::<Result<_, _>>()
        .map_err(|error| Failure::Unfulfilled(format!("`{arn}` cannot lead there: {error}")))?;
    aws.states
        .update_state_machine_alias()
        .state_machine_alias_arn(arn)
        .set_routing_configuration(Some(routes))
        .send()
        .await
        .map_err(|error| service(format!("point `{arn}` at {}", versions(to)), error))?;
    Ok(Some((versions(&from), versions(to))))
}

fn gone(alias: &str) -> Failure {
    Failure::Unfulfilled(format!("there is no alias `{alias}` any more"))
}

fn versions(routes: &Routes) -> String {
    let versions = routes.iter().map(|(version, weight)| {
        let number = version.rsplit(':').next().unwrap_or(version);
        match weight {
            100 => number.to_owned(),
            weight => format!("{number} ({weight} %)"),
        }
    });
    versions.collect::<Vec<_>>().join(" and ")
}

/// Where the function's alias leads, and its revision; `None` if there is no such alias.
async fn function_alias(aws: &Aws, name: &str) -> Result<Option<(FunctionAlias, Option<String>)>, Failure> {
    let found = aws.lambda.get_alias().function_name(name).name(LIVE).send().await;
    let alias = match found {
        Ok(alias) => alias,
        Err(error)
            if error
                .as_service_error()
                .is_some_and(GetAliasError::is_resource_not_found_exception) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(service(format!("see where the alias of `{name}` leads"), error)),
    };
    let shares = alias
        .routing_config
        .and_then(|routing| routing.additional_version_weights);
    let leads = FunctionAlias {
        version: alias.function_version.unwrap_or_default(),
        shares: shares.unwrap_or_default().into_iter().collect(),
    };
    Ok(Some((leads, alias.revision_id)))
}
