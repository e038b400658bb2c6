//! A list and what is to be done with each item in, all of the answers or the first failure out.

use super::compute::List;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

/// Runs `body` for each item, at most `limit` at a time; the answers have the order of the items. The first that fails
/// ends them all, as in a Map state.
///
/// # Errors
/// Of the iterations that have failed, the first in order.
pub async fn map<T, L, U, E, F, B>(list: L, limit: u32, body: B) -> Result<Vec<U>, E>
where
    L: List<T>,
    F: Future<Output = Result<U, E>>,
    B: Fn(T) -> F,
{
    let waiting = list.items();
    let mut answers: Vec<Option<U>> = waiting.iter().map(|_| None).collect();
    let mut waiting = waiting.into_iter().enumerate();
    let mut running = Vec::new();
    let limit = usize::try_from(limit).unwrap_or(usize::MAX).max(1);
    poll_fn(|context| {
        loop {
            let room = limit.saturating_sub(running.len());
            let begun = waiting.by_ref().take(room);
            running.extend(begun.map(|(number, item)| (number, Box::pin(body(item)))));
            if running.is_empty() {
                return Poll::Ready(Ok(()));
            }
            let before = running.len();
            if let Err(error) = poll_all(&mut running, &mut answers, context) {
                return Poll::Ready(Err(error));
            }
            if running.len() == before {
                return Poll::Pending;
            }
        }
    })
    .await?;
    Ok(answers.into_iter().flatten().collect())
}

/// Polls what is running, and keeps what is not done.
fn poll_all<U, E, F: Future<Output = Result<U, E>>>(
    running: &mut Vec<(usize, Pin<Box<F>>)>,
    answers: &mut [Option<U>],
    context: &mut Context<'_>,
) -> Result<(), E> {
    let mut failed = None;
    running.retain_mut(|(number, iteration)| {
        if failed.is_some() {
            return true;
        }
        match iteration.as_mut().poll(context) {
            Poll::Pending => true,
            Poll::Ready(Ok(answer)) => {
                if let Some(place) = answers.get_mut(*number) {
                    *place = Some(answer);
                }
                false
            }
            Poll::Ready(Err(error)) => {
                failed = Some(error);
                false
            }
        }
    });
    failed.map_or(Ok(()), Err)
}
