//! What of a history a model is shown that reads only so much.

use std::sync::Arc;
use std::time::Duration;

use ferrovia::language_model::{ChatMessage, ChatModel as _, ChatRequest, ChatRole};
use handlers::adapters::outbound::{Chain, CircuitsInMemory, Link, ScriptedModel};
use handlers::ports::Clock as _;

use crate::still_clock::StillClock;

/// Of each message: with its four for the wrapping, 104 tokens.
const BYTES: usize = 300;

#[tokio::test]
async fn the_newest_whole_turns_that_fit_are_shown() {
    // Instructions and question are 208 tokens, each turn is 208 more; 100 may be written, and a twentieth is kept back.
    let cases = [
        (None, 20, 20),
        (Some(128_000), 20, 20),
        // (208 + 20 * 208 + 100) / 0.95
        (Some(4704), 20, 20),
        (Some(4700), 20, 19),
        (Some(1000), 20, 3),
        (Some(548), 20, 1),
        // The last turn in any case: what is too long even so, the model says.
        (Some(1), 20, 1),
        (Some(1), 1, 1),
        (Some(1), 0, 0),
    ];
    for (context_tokens, turns, shown) in cases {
        let clock = Arc::new(StillClock::default());
        let circuits = CircuitsInMemory::new(clock.clone());
        let model = Arc::new(ScriptedModel::new([ScriptedModel::says("Yes.")]));
        let link = Link {
            model: model.clone(),
            timeout: Duration::from_secs(1),
            min_useful: Duration::ZERO,
            context_tokens,
        };
        let mut request = ChatRequest::new(clock.now() + Duration::from_secs(1));
        let words = |number: usize| format!("{number:0BYTES$}");
        request.messages.push(ChatMessage::system(words(0)));
        for turn in 1..=turns {
            request.messages.push(ChatMessage::user(words(turn)));
            request.messages.push(ChatMessage::assistant(words(turn)));
        }
        request.messages.push(ChatMessage::user(words(turns + 1)));
        request.max_output_tokens = Some(100);
        Chain::new(vec![link], Duration::ZERO, &*clock, &circuits)
            .complete(&request)
            .await
            .unwrap();
        let asked = &model.requests()[0].messages;
        let case = format!("{turns} turns for {context_tokens:?}");
        assert_eq!(asked.len(), 2 + 2 * shown, "{case}");
        assert_eq!(asked[0].role, ChatRole::System, "{case}");
        // Without a hole, and with the question.
        let rest = &request.messages[request.messages.len() - 1 - 2 * shown..];
        assert_eq!(&asked[1..], rest, "{case}");
    }
}
