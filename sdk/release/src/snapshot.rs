//! A database and a release's name in; a snapshot that is there, out.

use crate::failure::service;
use crate::{Aws, Failure, Progress};
use aws_sdk_rds::operation::create_db_snapshot::CreateDBSnapshotError;
use aws_sdk_rds::operation::describe_db_instances::DescribeDBInstancesError;
use aws_sdk_rds::operation::describe_db_snapshots::DescribeDBSnapshotsError;
use aws_sdk_rds::types::{DbInstance, DbSnapshot, Tag};
use serde::Serialize;
use std::time::Duration;
use tokio::time::Instant;

/// The tag that says which release a snapshot was taken for; only snapshots with it are ever removed.
const TAG: &str = "release";

/// What RDS allows for a snapshot's identifier.
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html>
const LONGEST: usize = 255;

/// A snapshot that is wanted.
#[derive(Debug, Clone)]
pub struct SnapshotRequest {
    /// The instance's identifier.
    pub instance: String,
    /// The release's name: letters, digits, dots and hyphens.
    pub release: String,
    /// How long it may take.
    pub within: Duration,
    /// The pause between two looks.
    pub every: Duration,
    /// How many snapshots of releases are kept, if older ones are to go.
    pub keep: Option<usize>,
}

/// A snapshot that is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Snapshot {
    /// Its identifier: the instance's, and the release's name.
    pub snapshot: String,
    /// Whether it was taken now; otherwise it was there already.
    pub taken: bool,
    /// The older ones that were removed.
    pub removed: Vec<String>,
}

/// Takes the snapshot `INSTANCE-RELEASE` and waits until it can be restored from. One of that name is not taken again. It has
/// the instance's tags: RDS copies them only where none is asked for.
///
/// # Errors
/// [`Failure::Unfulfilled`] if the snapshot is not there in time, or the name is none; [`Failure::Service`] if RDS refuses.
pub async fn snapshot(aws: &Aws, request: &SnapshotRequest, say: Progress<'_>) -> Result<Snapshot, Failure> {
    let name = identifier(&request.instance, &request.release)?;
    let begin = Instant::now();
    let mut taken = false;
    loop {
        match find(aws, &name).await? {
            None => {
                let instance = instance(aws, &request.instance).await?;
                taken |= take(aws, &name, &instance, &request.release, say).await?;
            }
            Some(found) if found.db_instance_identifier.as_deref() != Some(request.instance.as_str()) => {
                return Err(Failure::Unfulfilled(format!(
                    "the snapshot `{name}` is of another instance, `{}`",
                    found.db_instance_identifier.unwrap_or_default()
                )));
            }
            Some(found) => match found.status.as_deref().unwrap_or_default() {
                "available" => break,
                status @ ("failed" | "deleting" | "incompatible-restore") => {
                    return Err(Failure::Unfulfilled(format!(
                        "the snapshot `{name}` is `{status}`: remove it, and take it again"
                    )));
                }
                status => say(&format!(
                    "`{name}` is {status}, {} %",
                    found.percent_progress.unwrap_or_default()
                )),
            },
        }
        if begin.elapsed() + request.every > request.within {
            return Err(Failure::Unfulfilled(format!(
                "the snapshot `{name}` is not there after {} s; RDS may still finish it, and the next call waits for it",
                request.within.as_secs()
            )));
        }
        tokio::time::sleep(request.every).await;
    }
    let removed = match request.keep {
        Some(keep) => prune(aws, &request.instance, &name, keep, say).await?,
        None => Vec::new(),
    };
    Ok(Snapshot {
        snapshot: name,
        taken,
        removed,
    })
}

/// RDS takes letters, digits and single hyphens, and keeps lower case.
fn identifier(instance: &str, release: &str) -> Result<String, Failure> {
    let allowed = |character: char| character.is_ascii_alphanumeric() || ".-_".contains(character);
    let name = format!("{instance}-{release}")
        .to_ascii_lowercase()
        .replace(['.', '_'], "-");
    let valid = !release.is_empty()
        && release.chars().all(allowed)
        && name.len() <= LONGEST
        && !name.contains("--")
        && !name.ends_with('-');
    if valid {
        return Ok(name);
    }
    Err(Failure::Unfulfilled(format!(
        "`{name}` is no name of a snapshot: RDS takes up to {LONGEST} letters, digits and single hyphens"
    )))
}

async fn find(aws: &Aws, name: &str) -> Result<Option<DbSnapshot>, Failure> {
    let found = aws
        .rds
        .describe_db_snapshots()
        .db_snapshot_identifier(name)
        .send()
        .await;
    match found {
        Ok(found) => Ok(found.db_snapshots.unwrap_or_default().into_iter().next()),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(DescribeDBSnapshotsError::is_db_snapshot_not_found_fault) =>
        {
            Ok(None)
        }
        Err(error) => Err(service(format!("look for the snapshot `{name}`"), error)),
    }
}

async fn instance(aws: &Aws, name: &str) -> Result<DbInstance, Failure> {
    let missing = || Failure::Unfulfilled(format!("there is no database instance `{name}`"));
    let found = aws
        .rds
        .describe_db_instances()
        .db_instance_identifier(name)
        .send()
        .await;
    match found {
        Ok(found) => found
            .db_instances
            .unwrap_or_default()
            .into_iter()
            .next()
            .ok_or_else(missing),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(DescribeDBInstancesError::is_db_instance_not_found_fault) =>
        {
            Err(missing())
        }
        Err(error) => Err(service(format!("look for the database instance `{name}`"), error)),
    }
}

/// Whether it is being taken now. An instance that is busy with something else is asked again later.
async fn take(
    aws: &Aws,
    name: &str,
    instance: &DbInstance,
    release: &str,
    say: Progress<'_>,
) -> Result<bool, Failure> {
    // Tags that begin so are AWS's own, and nobody may set them.
    let own = |tag: &&Tag| {
        tag.key()
            .is_some_and(|key| !key.starts_with("aws:") && key != TAG)
    };
    let tags = instance.tag_list().iter().filter(own).cloned();
    let of_release = Tag::builder().key(TAG).value(release).build();
    let taken = aws
        .rds
        .create_db_snapshot()
        .db_snapshot_identifier(name)
        .set_db_instance_identifier(instance.db_instance_identifier.clone())
        .set_tags(Some(tags.chain([of_release]).collect()))
        .send()
        .await;
    let Err(error) = taken else {
        say(&format!("`{name}` is being taken"));
        return Ok(true);
    };
    match error.as_service_error() {
        Some(CreateDBSnapshotError::DbSnapshotAlreadyExistsFault(_)) => Ok(false),
        Some(CreateDBSnapshotError::InvalidDbInstanceStateFault(_)) => {
            let status = instance.db_instance_status().unwrap_or("busy");
            say(&format!("the instance is {status}, and is asked again"));
            Ok(false)
        }
        Some(_) | None => Err(service(format!("take the snapshot `{name}`"), error)),
    }
}

/// Removes the oldest snapshots of releases, but never the one that was just asked for.
async fn prune(
    aws: &Aws,
    instance: &str,
    just_taken: &str,
    keep: usize,
    say: Progress<'_>,
) -> Result<Vec<String>, Failure> {
    let mut pages = aws
        .rds
        .describe_db_snapshots()
        .db_instance_identifier(instance)
        .snapshot_type("manual")
        .into_paginator()
        .items()
        .send();
    let mut ours = Vec::new();
    while let Some(snapshot) = pages.next().await {
        let snapshot = snapshot.map_err(|error| service("list the snapshots", error))?;
        let of_release = snapshot.tag_list().iter().any(|tag| tag.key() == Some(TAG));
        if of_release
            && snapshot.status() == Some("available")
            && let (Some(name), Some(taken)) =
                (snapshot.db_snapshot_identifier, snapshot.snapshot_create_time)
        {
            ours.push((name == just_taken, taken, name));
        }
    }
    // The newest last, and the one just asked for after all.
    ours.sort();
    let surplus = ours.len().saturating_sub(keep.max(1));
    let mut removed = Vec::new();
    for (_, _, name) in ours.into_iter().take(surplus) {
        aws.rds
            .delete_db_snapshot()
            .db_snapshot_identifier(&name)
            .send()
            .await
            .map_err(|error| service(format!("remove the snapshot `{name}`"), error))?;
        say(&format!("`{name}` is removed"));
        removed.push(name);
    }
    Ok(removed)
}
