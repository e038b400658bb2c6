//! Resources in; calls of their modules out.

use super::{alarm_topic, concurrency, has_network, module, permissions_boundary};
use crate::hcl::{Block, Expression, number, reference, text};
use ferrovia_model::{App, CheckedApp, environment, reach};
use std::collections::BTreeSet;

pub(super) fn network(app: &CheckedApp) -> Vec<Block> {
    if !has_network(app) {
        return Vec::new();
    }
    let reaches = app
        .functions
        .iter()
        .map(|function| reach(app, function))
        .filter(|reach| reach.vpc);
    let (mut endpoints, mut gateways, mut internet) = (BTreeSet::new(), BTreeSet::new(), false);
    for reach in reaches {
        endpoints.extend(reach.aws_services);
        gateways.extend(reach.gateways);
        internet |= reach.internet;
    }
    let network = module("network", "network", None)
        .set("cidr", reference("var.network.cidr"))
        .set("availability_zones", reference("var.network.availability_zones"))
        .set("endpoint_zones", reference("var.network.endpoint_zones"))
        .set(
            "interface_endpoints",
            Expression::List(endpoints.into_iter().map(text).collect()),
        )
        .set("log_retention_days", reference("var.log_retention_days"))
        .set("permissions_boundary", permissions_boundary());
    let network = if gateways.is_empty() {
        network
    } else {
        let gateways = gateways.into_iter().map(text).collect();
        network.set("gateway_endpoints", Expression::List(gateways))
    };
    let egress = || {
        Expression::Object(vec![(
            "nat_gateways".to_owned(),
            reference("var.network.nat_gateways"),
        )])
    };
    vec![if internet {
        network.set("egress", egress())
    } else {
        network
    }]
}

pub(super) fn databases(app: &CheckedApp) -> Vec<Block> {
    let network = || {
        Expression::Object(vec![
            ("vpc_id".to_owned(), reference("module.network.vpc_id")),
            (
                "subnet_ids".to_owned(),
                reference("module.network.database_subnet_ids"),
            ),
            (
                "function_security_group_id".to_owned(),
                reference("module.network.function_security_group_id"),
            ),
        ])
    };
    let block = |name: &str| {
        let size = |field: &str| reference(format!("var.database_{name}.{field}"));
        module("database", &format!("database_{name}"), Some(name))
            .set("instance_class", size("instance_class"))
            .set("allocated_storage_gb", size("allocated_storage_gb"))
            .set("multi_az", size("multi_az"))
            .set("backup_retention_days", size("backup_retention_days"))
            .set("deletion_protection", reference("var.deletion_protection"))
            .set("log_retention_days", reference("var.log_retention_days"))
            .set("alarm_topic_arn", alarm_topic())
            .set(
                "connections_per_client",
                number(environment::CONNECTIONS_PER_INSTANCE),
            )
            .set("clients", concurrency::clients(app))
            .blank()
            .set("network", network())
    };
    app.databases
        .iter()
        .map(|database| block(&database.name))
        .collect()
}

pub(super) fn secrets(app: &App) -> Vec<Block> {
    app.secrets
        .iter()
        .map(|secret| {
            module("secret", &format!("secret_{}", secret.name), Some(&secret.name))
                .set("description", text(&secret.description))
        })
        .collect()
}

pub(super) fn event_buses(app: &App) -> Vec<Block> {
    app.event_buses
        .iter()
        .map(|bus| {
            module("event_bus", &format!("event_bus_{}", bus.name), Some(&bus.name))
                .set("description", text(&bus.description))
        })
        .collect()
}

/// How long a message is hidden from others once received, in seconds: six times Lambda's usual time-out, as its
/// documentation asks of queues that functions read.
const VISIBILITY_TIMEOUT_SECONDS: u32 = 180;

pub(super) fn queues(app: &App) -> Vec<Block> {
    app.queues
        .iter()
        .map(|queue| {
            module("queue", &format!("queue_{}", queue.name), Some(&queue.name))
                .set("visibility_timeout_seconds", number(VISIBILITY_TIMEOUT_SECONDS))
                .set("alarm_topic_arn", alarm_topic())
        })
        .collect()
}

pub(super) fn buckets(app: &App) -> Vec<Block> {
    app.buckets
        .iter()
        .map(|bucket| {
            module(
                "expiring_bucket",
                &format!("bucket_{}", bucket.name),
                Some(&bucket.name),
            )
            .set("description", text(&bucket.description))
            .set("expires_after_days", number(bucket.expires_after_days))
        })
        .collect()
}
