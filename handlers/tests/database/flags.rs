//! The part of the contract that is about feature flags.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use handlers::application::{list_flags, load_history, set_flag};
use handlers::domain::{Flag, FlagSetting, Rollout, TenantId};
use handlers::ports::{AccessError, SetFlagError};
use uuid::Uuid;

use super::postgres::{FLAGS, SET_FLAG};
use super::world::World;

const FLAG: Flag = Flag::PromptAnswer;

/// So many of a hundred get the newer version.
fn newer(number: u8) -> Rollout {
    let shares = [("0.1.0", 100 - number), ("0.2.0", number)];
    let shares = shares.map(|(version, share)| (version.to_owned(), share.try_into().unwrap()));
    Rollout::try_from(BTreeMap::from(shares)).unwrap()
}

/// The tenant says so, whatever it said before.
pub(crate) async fn set(world: &dyn World, tenant: TenantId, number: u8) -> FlagSetting {
    set_flag(world.flags(SET_FLAG), tenant, FLAG, Some(newer(number)), None)
        .await
        .unwrap()
}

async fn listed(world: &dyn World, tenant: TenantId) -> Vec<FlagSetting> {
    list_flags(world.flags(FLAGS), tenant).await.unwrap()
}

/// What decides in the tenant's conversations.
async fn decides(world: &dyn World, tenant: TenantId) -> Option<u8> {
    let nothing_said = Uuid::now_v7().into();
    let recalled = load_history(world.history(), tenant, nothing_said, 1)
        .await
        .unwrap();
    recalled.rollouts.of(FLAG).map(|said| said.share("0.2.0"))
}

pub(crate) async fn a_flag_is_set_at_the_version_that_was_read(world: &dyn World) {
    let tenant = world.tenant().await;
    assert_eq!(
        listed(world, tenant).await,
        Flag::ALL.map(FlagSetting::unset),
        "every flag is listed, though nothing is said of it"
    );
    assert_eq!(decides(world, tenant).await, None);
    let set = async |number: Option<u8>, expected: Option<&[u32]>| {
        set_flag(world.flags(SET_FLAG), tenant, FLAG, number.map(newer), expected).await
    };
    let first = set(Some(30), Some(&[0])).await.unwrap();
    assert_eq!((&first.rollout, first.version), (&Some(newer(30)), 1));
    assert!(first.updated_at.is_some());
    // The same again, since its answer was lost, is done already.
    assert_eq!(set(Some(30), Some(&[0])).await, Ok(first.clone()));
    for stale in [&[][..], &[0], &[2, u32::MAX]] {
        assert_eq!(
            set(Some(31), Some(stale)).await,
            Err(SetFlagError::Changed),
            "{stale:?}"
        );
    }
    assert_eq!(listed(world, tenant).await, [first]);
    assert_eq!(decides(world, tenant).await, Some(30));
    let second = set(Some(100), Some(&[7, 1])).await.unwrap();
    assert_eq!((second.rollout, second.version), (Some(newer(100)), 2));
    // Left to the platform again: which is said, too.
    let left = set(None, None).await.unwrap();
    assert_eq!((&left.rollout, left.version), (&None, 3));
    assert_eq!(listed(world, tenant).await, [left]);
    assert_eq!(decides(world, tenant).await, None);
}

pub(crate) async fn a_variant_that_a_flag_does_not_have_is_refused(world: &dyn World) {
    let tenant = world.tenant().await;
    let first = set(world, tenant, 30).await;
    let shares = [("0.2.0", 90), ("9.9.9", 10)];
    let shares = shares.map(|(version, share)| (version.to_owned(), share.try_into().unwrap()));
    let unknown = Rollout::try_from(BTreeMap::from(shares)).unwrap();
    let refused = set_flag(world.flags(SET_FLAG), tenant, FLAG, Some(unknown), None).await;
    assert_eq!(
        refused.unwrap_err().to_string(),
        "there is no `9.9.9`, but `0.1.0`, `0.2.0`"
    );
    assert_eq!(listed(world, tenant).await, [first]);
}

pub(crate) async fn racing_settings_of_a_flag_are_one(world: &dyn World) {
    let tenant = world.tenant().await;
    for version in 0..3 {
        let expected = [version];
        let set = |number| {
            set_flag(
                world.flags(SET_FLAG),
                tenant,
                FLAG,
                Some(newer(number)),
                Some(&expected),
            )
        };
        let done = join_all((0..8).map(set)).await;
        let (set, late): (Vec<_>, Vec<_>) = done.into_iter().partition(Result::is_ok);
        assert_eq!(set.len(), 1, "{set:?}");
        assert!(
            late.iter().all(|late| *late == Err(SetFlagError::Changed)),
            "{late:?}"
        );
        assert_eq!(
            listed(world, tenant).await,
            [set.into_iter().next().unwrap().unwrap()]
        );
    }
}

pub(crate) async fn a_tenants_flags_are_its_own(world: &dyn World) {
    let (tenant, other) = (world.tenant().await, world.tenant().await);
    let own = set(world, tenant, 30).await;
    assert_eq!(listed(world, other).await, Flag::ALL.map(FlagSetting::unset));
    assert_eq!(decides(world, other).await, None);
    // Of the other's own it is the first version, and nothing of this one is touched.
    let others = set(world, other, 70).await;
    assert_eq!(others.version, 1);
    assert_eq!(listed(world, tenant).await, [own]);
    assert_eq!(listed(world, other).await, [others]);
    assert_eq!(
        (decides(world, tenant).await, decides(world, other).await),
        (Some(30), Some(70))
    );
}

pub(crate) async fn flags_are_for_active_tenants(world: &dyn World) {
    let tenant = world.tenant().await;
    set(world, tenant, 30).await;
    world.suspend(tenant).await;
    let stranger = TenantId::from(Uuid::now_v7());
    for (tenant, refusal) in [
        (tenant, AccessError::TenantSuspended),
        (stranger, AccessError::UnknownTenant),
    ] {
        assert_eq!(list_flags(world.flags(FLAGS), tenant).await, Err(refusal));
        let set = set_flag(world.flags(SET_FLAG), tenant, FLAG, None, None).await;
        assert_eq!(set, Err(refusal.into()));
    }
    assert_eq!(decides(world, stranger).await, None);
}
