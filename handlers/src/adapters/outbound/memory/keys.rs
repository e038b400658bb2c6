//! Idempotency keys in memory.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{Claim, ConversationState, Fingerprint, KEY_KEPT, LEASE, MessageId, TenantId};

/// Every key that was claimed.
#[derive(Debug, Default)]
pub(super) struct Keys(BTreeMap<Name, Key>);

type Name = (TenantId, String, &'static str, String);

/// What the first request with a key came to.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) fingerprint: Fingerprint,
    pub(super) message_id: MessageId,
    pub(super) state: ConversationState,
    pub(super) promised: bool,
    lease_until: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl Key {
    /// Whether somebody may be at work on it.
    pub(super) fn is_leased(&self) -> bool {
        self.lease_until > Utc::now()
    }
}

fn name(tenant_id: TenantId, claim: &Claim) -> Name {
    let key = claim.key.as_str().to_owned();
    (tenant_id, claim.principal.clone(), claim.operation, key)
}

impl Keys {
    /// The key, if it was claimed and its time is not over.
    pub(super) fn find(&mut self, tenant_id: TenantId, claim: &Claim) -> Option<&mut Key> {
        self.0
            .get_mut(&name(tenant_id, claim))
            .filter(|key| key.expires_at > Utc::now())
    }

    /// Claims a key for the first time, or anew after its time was over.
    pub(super) fn claim(
        &mut self,
        tenant_id: TenantId,
        claim: &Claim,
        message_id: MessageId,
        state: ConversationState,
        promised: bool,
    ) {
        let key = Key {
            fingerprint: claim.fingerprint,
            message_id,
            state,
            promised,
            lease_until: Utc::now() + LEASE,
            expires_at: Utc::now() + KEY_KEPT,
        };
        self.0.insert(name(tenant_id, claim), key);
    }

    /// Somebody goes on with it.
    pub(super) fn resume(key: &mut Key, promised: bool) {
        key.lease_until = Utc::now() + LEASE;
        key.promised = promised;
    }

    /// Nobody is at work on it.
    pub(super) fn release(key: &mut Key) {
        key.lease_until = Utc::now();
    }

    /// Lets time pass for a tenant's keys.
    pub(super) fn age(&mut self, tenant_id: TenantId, by: TimeDelta) {
        for ((tenant, ..), key) in &mut self.0 {
            if *tenant == tenant_id {
                key.lease_until -= by;
                key.expires_at -= by;
            }
        }
    }
}
