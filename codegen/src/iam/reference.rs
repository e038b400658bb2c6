//! The embedded part of AWS's service authorization reference in, lookups out.
//!
//! `codegen/authorization/regenerate.mjs` makes the file and says what is in it.

use super::arn::Kind;
use super::condition::KeyType;
use super::pattern::Pattern;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

const EMBEDDED: &str = include_str!("../../authorization/reference.json");

/// What AWS's services permit to be said about them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reference {
    global_condition_keys: BTreeMap<String, KeyType>,
    services: BTreeMap<String, Service>,
}

/// One service.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Service {
    condition_keys: BTreeMap<String, KeyType>,
    resource_types: BTreeMap<String, ResourceType>,
    actions: BTreeMap<String, Action>,
}

/// One type of resource that a statement can name.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceType {
    /// Its ARNs, with `${Placeholders}`.
    pub arns: Vec<String>,
    /// The keys that count where a statement names it.
    #[serde(default)]
    pub condition_keys: BTreeSet<String>,
}

/// One action.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Action {
    /// `Read`, `Write`, `List`, `Tagging, Write`, `Permissions management, Write`.
    pub access: String,
    /// The resource types it can be limited to, `*` behind those AWS calls required, and the keys that count for
    /// one of them alone. Alternatives are called required too, so nothing can be concluded from it.
    #[serde(default)]
    resources: BTreeMap<String, BTreeSet<String>>,
    /// The keys that count whatever it is limited to.
    #[serde(default)]
    pub condition_keys: BTreeSet<String>,
    /// The other actions that a caller needs beside it.
    #[serde(default)]
    pub dependent_actions: BTreeSet<String>,
}

impl Action {
    /// The resource types it can be limited to, and the keys that count for each alone.
    pub fn resource_types(&self) -> impl Iterator<Item = (&str, &BTreeSet<String>)> {
        self.resources
            .iter()
            .map(|(name, keys)| (name.trim_end_matches('*'), keys))
    }
}

impl Reference {
    /// The embedded reference. One that could not be parsed would know no action, so that no policy passed; a
    /// test sees to it that it can.
    pub fn embedded() -> &'static Self {
        static REFERENCE: OnceLock<Reference> = OnceLock::new();
        REFERENCE.get_or_init(|| serde_json::from_str(EMBEDDED).unwrap_or_default())
    }

    /// The action by its full name, `lambda:InvokeFunction`, spelt as AWS spells it.
    #[must_use]
    pub fn action(&self, name: &str) -> Option<&Action> {
        let (service, action) = name.split_once(':')?;
        self.services.get(service)?.actions.get(action)
    }

    /// A resource type.
    #[must_use]
    pub fn resource_type(&self, service: &str, name: &str) -> Option<&ResourceType> {
        self.services.get(service)?.resource_types.get(name)
    }

    /// The resource type of that kind.
    #[must_use]
    pub fn kind(&self, kind: Kind) -> Option<&ResourceType> {
        self.resource_type(kind.service, kind.name)
    }

    /// The type of a key that any request may carry.
    #[must_use]
    pub fn global_condition_key(&self, key: &str) -> Option<KeyType> {
        self.global_condition_keys.get(key).copied()
    }

    /// The type of a key by the name that an action or resource type of the service has for it,
    /// `kms:EncryptionContext:${EncryptionContextKey}`.
    #[must_use]
    pub fn condition_key(&self, service: &str, name: &str) -> Option<KeyType> {
        self.services.get(service)?.condition_keys.get(name).copied()
    }
}

/// Whether a key of a policy is the one that the reference names, which may hold `${TagKey}`, `<key>` or
/// `tag-key` for a part that the policy chooses.
#[must_use]
pub fn names(name: &str, key: &str) -> bool {
    let name = name.replace("<key>", "${Key}").replace("/tag-key", "/${Key}");
    Pattern::reference_key(&name).meets(&Pattern::exact(key))
}

#[cfg(test)]
mod tests {
    use super::{EMBEDDED, Reference, names};

    #[test]
    fn the_embedded_file_parses_whole() {
        let reference: Reference = serde_json::from_str(EMBEDDED).unwrap();
        assert_eq!(reference.services.len(), 22);
        for service in reference.services.values() {
            for action in service.actions.values() {
                for (name, keys) in action.resource_types() {
                    assert!(service.resource_types.contains_key(name), "{name}");
                    assert!(
                        keys.iter().all(|key| service.condition_keys.contains_key(key)),
                        "{keys:?}"
                    );
                }
                assert!(
                    action
                        .condition_keys
                        .iter()
                        .all(|key| service.condition_keys.contains_key(key))
                );
            }
        }
    }

    #[test]
    fn keys_match_the_reference_s_names() {
        for (name, key, expected) in [
            (
                "kms:EncryptionContext:${EncryptionContextKey}",
                "kms:EncryptionContext:SecretARN",
                true,
            ),
            (
                "kms:EncryptionContext:${EncryptionContextKey}",
                "kms:EncryptionContextKeys",
                false,
            ),
            ("s3:ExistingObjectTag/<key>", "s3:ExistingObjectTag/team", true),
            (
                "secretsmanager:ResourceTag/tag-key",
                "secretsmanager:ResourceTag/team",
                true,
            ),
            ("aws:ResourceTag/${TagKey}", "aws:ResourceTag/", false),
            ("events:source", "events:source", true),
            ("events:source", "events:Source", false),
        ] {
            assert_eq!(names(name, key), expected, "{name} {key}");
        }
    }
}
