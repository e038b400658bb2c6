//! Secrets by their form: what providers put in front of their keys, PEM and JWT.

use std::sync::LazyLock;

use regex::Regex;

use super::{Candidates, PersonalData};
use crate::pattern::pattern;

/// Alternatives are tried in their order: the longer prefix first.
static SECRETS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?x)
        -----BEGIN\ [A-Z\ ]{0,30}PRIVATE\ KEY-----[A-Za-z0-9+/=\s]*(?:-----END\ [A-Z\ ]{0,30}PRIVATE\ KEY-----)?
        | \b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b
        | \b(?:aws_secret_access_key|secretaccesskey|secret_access_key)["'\s:=]{1,6}[A-Za-z0-9/+]{40}\b
        | \bgithub_pat_[A-Za-z0-9_]{30,}
        | \bgh[oprsu]_[A-Za-z0-9]{30,}
        | \bglpat-[A-Za-z0-9_\-]{20,}
        | \bnpm_[A-Za-z0-9]{36}\b
        | \bsk-(?:proj-|ant-|svcacct-|or-)?[A-Za-z0-9_\-]{20,}
        | \bxox[abeoprs]-[A-Za-z0-9\-]{10,}
        | \bxapp-[0-9]-[A-Za-z0-9\-]{10,}
        | \bhooks\.slack\.com/services/[A-Za-z0-9/]{20,}
        | \b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}
        | \bwhsec_[A-Za-z0-9+/=]{20,}
        | \bAIza[A-Za-z0-9_\-]{35}
        | \bSG\.[A-Za-z0-9_\-]{16,}\.[A-Za-z0-9_\-]{16,}
        | \bhf_[A-Za-z0-9]{30,}
        | \beyJ[A-Za-z0-9_\-]{8,}\.eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{10,}
        "#,
    )
});

pub(super) fn find(text: &str, candidates: &mut Candidates) {
    let secrets = SECRETS.find_iter(text);
    candidates.extend(secrets.map(|found| (PersonalData::Secret, found.range())));
}
