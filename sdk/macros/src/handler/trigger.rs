//! The arguments `trigger`, `schedule`, `timezone` and `on` in, what starts a handler by itself out.

use super::arguments::{form, text};
use crate::attributes::Mistakes;
use ferrovia_model::{Schedule, ScheduleError};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, LitStr, Meta, Path};

const TRIGGER: &str = "trigger = \"pre_token_generation\"";
const SCHEDULE: &str = "schedule = \"rate(1 minute)\"";
const TIMEZONE: &str = "timezone = \"America/Sao_Paulo\"";
const ON: &str = "on = TicketClosed";

/// What starts a handler by itself.
pub(super) enum Trigger {
    PreTokenGeneration,
    Schedule {
        expression: LitStr,
        timezone: Option<LitStr>,
    },
    /// The event's type.
    Event(Path),
}

/// The arguments about it, as they stand.
#[derive(Default)]
pub(super) struct Triggers {
    /// Each with its argument: there should be one at most.
    found: Vec<(Path, Trigger)>,
    timezone: Option<(Path, LitStr)>,
}

impl Triggers {
    /// Takes in an argument, if it is one of these.
    pub(super) fn read(&mut self, name: &str, argument: &Meta) -> Option<syn::Result<()>> {
        let read = match (name, argument) {
            ("trigger", Meta::NameValue(pair)) => text(pair, TRIGGER).and_then(|name| asks(&name)),
            ("schedule", Meta::NameValue(pair)) => text(pair, SCHEDULE).map(|expression| Trigger::Schedule {
                expression,
                timezone: None,
            }),
            ("on", Meta::NameValue(pair)) => match &pair.value {
                Expr::Path(path) => Ok(Trigger::Event(path.path.clone())),
                other => Err(form(other, ON)),
            },
            ("timezone", Meta::NameValue(pair)) => {
                let read = text(pair, TIMEZONE).map(|zone| self.timezone = Some((pair.path.clone(), zone)));
                return Some(read);
            }
            ("trigger", _) => Err(form(argument, TRIGGER)),
            ("schedule", _) => Err(form(argument, SCHEDULE)),
            ("on", _) => Err(form(argument, ON)),
            ("timezone", _) => Err(form(argument, TIMEZONE)),
            _ => return None,
        };
        Some(read.map(|trigger| self.found.push((argument.path().clone(), trigger))))
    }

    /// The one thing that starts the handler. `complete` says that no argument is mistaken, so that what is missing is
    /// not there.
    pub(super) fn only(
        self,
        has_route: bool,
        waits: bool,
        complete: bool,
        mistakes: &mut Mistakes,
    ) -> Option<Trigger> {
        let mut found = self.found.into_iter();
        let Some((argument, mut only)) = found.next() else {
            if let Some((argument, _)) = self.timezone.filter(|_| complete) {
                let message = format!("`timezone` is about a schedule: add `{SCHEDULE}`, or remove it");
                mistakes.at(argument, message);
            }
            return None;
        };
        let name = argument.to_token_stream();
        if has_route {
            let message =
                format!("a handler has a `route` or a `{name}`: write two handlers over one use case");
            mistakes.at(&argument, message);
        }
        if waits {
            let message = format!("only a workflow gives a token: remove `wait`, or the `{name}`");
            mistakes.at(&argument, message);
        }
        for (other, _) in found {
            let second = other.to_token_stream();
            let message = format!(
                "one thing starts a handler, `{name}` or `{second}`: write two handlers over one use case"
            );
            mistakes.at(other, message);
        }
        match (&mut only, self.timezone) {
            (Trigger::Schedule { expression, timezone }, zone) => {
                *timezone = zone.map(|(_, zone)| zone);
                check(expression, timezone.as_ref(), mistakes);
            }
            (Trigger::PreTokenGeneration | Trigger::Event(_), Some((argument, _))) => {
                mistakes.at(argument, "`timezone` is about a schedule: remove it");
            }
            (Trigger::PreTokenGeneration | Trigger::Event(_), None) => {}
        }
        Some(only)
    }
}

fn asks(name: &LitStr) -> syn::Result<Trigger> {
    match name.value().as_str() {
        "pre_token_generation" => Ok(Trigger::PreTokenGeneration),
        other => {
            let message = format!("`{other}` is no trigger: there is `pre_token_generation`");
            Err(syn::Error::new_spanned(name, message))
        }
    }
}

/// Says at the literal what EventBridge Scheduler would say during the deploy.
fn check(expression: &LitStr, timezone: Option<&LitStr>, mistakes: &mut Mistakes) {
    let schedule = Schedule {
        expression: expression.value(),
        timezone: timezone.map(LitStr::value),
    };
    let Err(error) = schedule.rhythm() else { return };
    let blamed = match &error {
        ScheduleError::Timezone(_) | ScheduleError::TimezoneOfRate => timezone.unwrap_or(expression),
        ScheduleError::Form
        | ScheduleError::Rate
        | ScheduleError::Unit(_)
        | ScheduleError::Fields(_)
        | ScheduleError::Field { .. }
        | ScheduleError::Days => expression,
    };
    mistakes.at(blamed, error);
}

impl ToTokens for Trigger {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::PreTokenGeneration => quote!(::ferrovia::model::Trigger::PreTokenGeneration),
            Self::Schedule { expression, timezone } => {
                let timezone = match timezone {
                    Some(timezone) => quote!(::core::option::Option::Some(#timezone.into())),
                    None => quote!(::core::option::Option::None),
                };
                quote!(::ferrovia::model::Trigger::Schedule(::ferrovia::model::Schedule {
                    expression: #expression.into(),
                    timezone: #timezone,
                }))
            }
            Self::Event(event) => {
                quote!(::ferrovia::model::Trigger::Event(<#event as ::ferrovia::Event>::NAME.into()))
            }
        });
    }
}
