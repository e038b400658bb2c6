//! An event that was not published in, when to try again out.

use std::time::Duration;

use uuid::Uuid;

use super::EventId;

/// How often an event is tried before it is given up: for about two hours.
pub const MAX_ATTEMPTS: u32 = 20;

/// No pause is longer.
const LONGEST: Duration = Duration::from_mins(15);

/// How long an event waits after so many attempts failed, the last one included: a second, then twice as long each time,
/// at most 15 minutes. `None` gives it up.
///
/// Less up to half of it, by the event's id, so that what failed together does not come back together.
#[must_use]
pub fn pause(event: EventId, attempts: u32) -> Option<Duration> {
    if attempts >= MAX_ATTEMPTS {
        return None;
    }
    let doubled = 2_u64.saturating_pow(attempts.saturating_sub(1));
    let longest = Duration::from_secs(doubled).min(LONGEST);
    let chance = Uuid::new_v5(&event.uuid(), &attempts.to_be_bytes()).as_bytes()[0];
    Some(longest - longest.mul_f64(f64::from(chance) / 512.0))
}

#[cfg(test)]
mod tests {
    use super::{MAX_ATTEMPTS, pause};
    use crate::domain::EventId;
    use std::collections::BTreeSet;
    use uuid::Uuid;

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour_and_end() {
        let event = EventId::from(Uuid::nil());
        for (attempts, longest) in [
            (1, 1.0),
            (2, 2.0),
            (3, 4.0),
            (10, 512.0),
            (11, 900.0),
            (19, 900.0),
        ] {
            let seconds = pause(event, attempts).map(|pause| pause.as_secs_f64());
            assert!(
                seconds.is_some_and(|seconds| seconds > longest / 2.0 && seconds <= longest),
                "after {attempts}: {seconds:?} of {longest}"
            );
        }
        assert_eq!(pause(event, MAX_ATTEMPTS), None);
    }

    #[test]
    fn what_failed_together_does_not_come_back_together() {
        let events = (0..100_u128).map(|number| EventId::from(Uuid::from_u128(number)));
        let pauses: BTreeSet<_> = events.map(|event| pause(event, 8)).collect();
        assert!(pauses.len() > 50, "{} pauses for 100 events", pauses.len());
    }
}
