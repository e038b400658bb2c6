//! Futures in, all of their answers or the first failure out.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

macro_rules! join {
    ($name:ident: $($future:ident $answer:ident $output:ident),+) => {
        /// Runs steps side by side. The first that fails ends them all, as in a Parallel state.
        ///
        /// # Errors
        /// Of the steps that have failed, the first in order.
        #[allow(clippy::too_many_arguments, reason = "as many as there are steps")]
        pub async fn $name<Error, $($output),+>(
            $($future: impl Future<Output = Result<$output, Error>>),+
        ) -> Result<($($output,)+), Error> {
            $(let (mut $future, mut $answer) = (pin!($future), None);)+
            poll_fn(|context| {
                $(
                    if $answer.is_none()
                        && let Poll::Ready(answer) = $future.as_mut().poll(context)
                    {
                        match answer {
                            Ok(answer) => $answer = Some(answer),
                            Err(error) => return Poll::Ready(Err(error)),
                        }
                    }
                )+
                match ($($answer.take(),)+) {
                    ($(Some($answer),)+) => Poll::Ready(Ok(($($answer,)+))),
                    ($($future,)+) => {
                        $($answer = $future;)+
                        Poll::Pending
                    }
                }
            })
            .await
        }
    };
}

join!(join_2: a x A, b y B);
join!(join_3: a x A, b y B, c z C);
join!(join_4: a x A, b y B, c z C, d w D);
join!(join_5: a x A, b y B, c z C, d w D, e v E);
join!(join_6: a x A, b y B, c z C, d w D, e v E, f u F);
join!(join_7: a x A, b y B, c z C, d w D, e v E, f u F, g t G);
join!(join_8: a x A, b y B, c z C, d w D, e v E, f u F, g t G, h s H);
