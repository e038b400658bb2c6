//! Language models, by purpose.

use super::{Kind, OfKind, Resource, Secret};
use ferrovia_model::{self as model, App, Candidate, Provider};

/// A language model by purpose. The candidates are in the code, so that the policy covers exactly these; which
/// of them are active, and in what order, is the variable `<NAME>_MODEL`.
///
/// ```
/// use ferrovia::{LanguageModel, Resource, Secret};
///
/// /// The key for OpenAI.
/// #[derive(Resource)]
/// #[resource(name = "openai_api_key", kind = Secret)]
/// pub struct OpenAiKey;
///
/// let model = LanguageModel::any_of([
///     LanguageModel::openai::<OpenAiKey>("gpt-4o-mini"),
///     LanguageModel::bedrock("amazon.nova-lite-v1:0"),
/// ]);
/// # let _ = model;
/// ```
#[derive(Debug)]
pub struct LanguageModel {
    candidates: Vec<Candidate>,
}

impl LanguageModel {
    /// A model that any of these may serve; the first is the default.
    #[must_use]
    pub fn any_of(candidates: impl IntoIterator<Item = Candidate>) -> Self {
        Self {
            candidates: candidates.into_iter().collect(),
        }
    }

    /// A model on Amazon Bedrock, by its model ID.
    #[must_use]
    pub fn bedrock(model: &str) -> Candidate {
        Candidate {
            provider: Provider::Bedrock,
            model: model.to_owned(),
        }
    }

    /// A model on Amazon Bedrock through an inference profile that AWS defines, `us.amazon.nova-lite-v1:0`, with every
    /// region the profile may route to: the policy names the model in each of them.
    #[must_use]
    pub fn bedrock_profile<'a>(profile: &str, regions: impl IntoIterator<Item = &'a str>) -> Candidate {
        Candidate {
            provider: Provider::BedrockProfile {
                regions: regions.into_iter().map(str::to_owned).collect(),
            },
            model: profile.to_owned(),
        }
    }

    /// A model behind OpenAI's chat completions, whose key is in secret `S`.
    #[must_use]
    pub fn openai<S: OfKind<Secret>>(model: &str) -> Candidate {
        Candidate {
            provider: Provider::OpenAi {
                secret: S::NAME.to_owned(),
            },
            model: model.to_owned(),
        }
    }

    /// The candidates, the default first.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }
}

impl Kind for LanguageModel {
    fn declare<R: Resource<Kind = Self>>(app: &mut App) {
        app.language_models.push(model::LanguageModel {
            name: R::NAME.to_owned(),
            description: R::DESCRIPTION.to_owned(),
            source: R::source(),
            candidates: R::definition().candidates,
        });
    }
}
