//! What language models charge: in US dollars, on demand, without discounts, as the providers' price pages said on
//! 2026-11-22. Estimates and bills are made from the one table.

/// What a language model charges for a million tokens; in millionths of a dollar, for one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TokenPrice {
    /// The provider's name of the model, without an inference profile's geography and a version's date.
    pub model: &'static str,
    /// Tokens read.
    pub input: f64,
    /// Tokens written.
    pub output: f64,
}

/// By model. Bedrock's in us-east-1: <https://aws.amazon.com/bedrock/pricing/>; OpenAI's:
/// <https://openai.com/api/pricing/>.
const PRICES: [TokenPrice; 5] = [
    TokenPrice {
        model: "amazon.nova-micro-v1:0",
        input: 0.035,
        output: 0.14,
    },
    TokenPrice {
        model: "amazon.nova-lite-v1:0",
        input: 0.06,
        output: 0.24,
    },
    TokenPrice {
        model: "amazon.nova-pro-v1:0",
        input: 0.80,
        output: 3.20,
    },
    TokenPrice {
        model: "gpt-4o-mini",
        input: 0.15,
        output: 0.60,
    },
    TokenPrice {
        model: "gpt-4o",
        input: 2.50,
        output: 10.00,
    },
];

/// The price of a model, if it is known here. An inference profile costs what its model costs (`eu.amazon.…`), and so does
/// a dated version, which is how OpenAI calls the model that answered (`gpt-4o-2024-08-06`).
#[must_use]
pub fn token_price(model: &str) -> Option<TokenPrice> {
    let behind_geography = model.split_once('.').map(|(_, model)| model);
    PRICES.into_iter().find(|price| {
        price.model == model
            || Some(price.model) == behind_geography
            || model.strip_prefix(price.model).is_some_and(is_date)
    })
}

/// Whether it is `-YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    text.len() == 11
        && text.bytes().enumerate().all(|(at, byte)| match at {
            0 | 5 | 8 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use super::token_price;

    #[test]
    fn a_model_is_known_by_each_of_its_names() {
        for (name, model) in [
            ("amazon.nova-pro-v1:0", Some("amazon.nova-pro-v1:0")),
            ("eu.amazon.nova-pro-v1:0", Some("amazon.nova-pro-v1:0")),
            ("gpt-4o", Some("gpt-4o")),
            ("gpt-4o-2024-08-06", Some("gpt-4o")),
            ("gpt-4o-mini-2024-07-18", Some("gpt-4o-mini")),
            ("gpt-4o-audio-preview", None),
            ("gpt-4o-2024-08-6x", None),
            ("ferrovia-stub", None),
            ("", None),
        ] {
            assert_eq!(token_price(name).map(|price| price.model), model, "{name}");
        }
    }
}
