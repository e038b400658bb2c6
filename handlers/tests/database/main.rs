//! The stores' contract: every rule over the stores in memory and over PostgreSQL; and what only PostgreSQL
//! promises.
#![cfg(feature = "runtime")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends at the first thing that should not be"
)]

mod contract;
mod exports;
mod flags;
mod handovers;
#[path = "../support/hostile.rs"]
mod hostile;
mod once;
mod outbox;
mod policies;
mod postgres;
mod privacy;
mod resources;
mod restore;
#[path = "../support/mod.rs"]
mod support;
mod upgrades;
mod upkeep;
mod walls;
mod world;

/// Runs each rule of the contract in a world of its own, of both kinds.
macro_rules! contract {
    ($($module:ident: $($rule:ident),* $(,)?;)*) => {
        mod memory {
            $($(#[tokio::test] async fn $rule() {
                super::$module::$rule(&super::world::InMemory::default()).await;
            })*)*
        }
        mod on_postgres {
            $($(#[tokio::test] async fn $rule() {
                super::$module::$rule(&super::postgres::OnPostgres::start().await).await;
            })*)*
        }
    };
}

contract! {
    contract:
    sequences_count_from_one,
    racing_messages_get_sequences_without_a_gap,
    racing_conversations_of_a_new_customer_are_all_opened,
    a_message_sent_again_is_the_same_message,
    only_active_tenants_are_served,
    a_conversation_belongs_to_one_customer_of_one_tenant,
    a_resolved_conversation_reopens_for_seven_days,
    a_history_is_whole_turns_before_the_message,
    a_history_is_the_newest_that_fits,
    an_answer_saved_twice_is_the_first,
    racing_saves_store_one_answer,
    only_questions_are_answered,
    what_is_written_comes_back_as_written,
    tenants_see_only_themselves,
    everybody_belongs_to_their_own_tenant,
    strangers_belong_to_no_tenant,
    a_message_is_found_as_it_stands,
    what_was_said_is_listed_in_pages,
    conversations_are_listed_in_pages,
    a_cursor_is_good_for_its_own_list,
    a_conversation_can_begin_without_a_message,
    a_change_of_state_is_told_once,
    racing_changes_of_state_are_one,
    feedback_is_on_answers_and_the_last_word_counts,
    nothing_of_another_tenant_is_there,
    resources_are_for_active_tenants,
    notes_are_replaced_at_the_version_that_was_read,
    usage_is_summed_by_day_and_model;

    flags:
    a_flag_is_set_at_the_version_that_was_read,
    a_variant_that_a_flag_does_not_have_is_refused,
    racing_settings_of_a_flag_are_one,
    a_tenants_flags_are_its_own,
    flags_are_for_active_tenants;

    handovers:
    a_conversation_changes_state_as_the_table_says,
    a_handover_is_asked_for_once,
    one_of_many_agents_gets_a_handover,
    an_agents_reply_answers_what_waited,
    a_completed_handover_stays_so,
    a_handover_expires_once_and_gives_back_what_waited,
    what_a_person_was_given_no_model_answers,
    handovers_are_listed_in_order,
    handovers_of_other_tenants_do_not_exist,
    a_suspended_tenants_agents_are_refused_and_its_waits_end;

    once:
    a_key_makes_one_message,
    racing_requests_with_one_key_make_one_message,
    whoever_is_not_heard_of_is_succeeded,
    a_promise_stays_a_promise,
    what_is_refused_claims_no_key,
    exactly_the_burst_passes,
    it_is_told_what_is_left,
    what_answers_took_is_counted_and_limited;

    policies:
    what_a_tenant_wants_of_answers_goes_with_the_history;
}
