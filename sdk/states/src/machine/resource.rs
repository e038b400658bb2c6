//! A task's `Resource` in; which service, action and way of waiting it names out.

use std::rc::Rc;

/// What a task calls. Terraform's `${placeholders}` are opaque text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// A Lambda function by its ARN: arguments are its payload and the result is what it returns.
    Function {
        /// As in the definition.
        arn: Rc<str>,
    },
    /// An activity by its ARN.
    Activity {
        /// As in the definition.
        arn: Rc<str>,
    },
    /// A service integration, such as `arn:aws:states:::lambda:invoke`.
    Service {
        /// Such as `lambda`, `sqs`, `states` or `aws-sdk:s3`.
        service: Rc<str>,
        /// Without the pattern, such as `invoke` or `sendMessage`.
        action: Rc<str>,
        /// When the task ends.
        pattern: Pattern,
        /// Action and pattern, as histories name them: `sendMessage.waitForTaskToken`.
        name: Rc<str>,
    },
}

/// When a task of a service integration ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// When the service has answered.
    RequestResponse,
    /// `.sync`: when the job the call started has ended.
    Sync,
    /// `.sync:2`: likewise, and the result's output is JSON rather than text of JSON.
    Sync2,
    /// `.waitForTaskToken`: when somebody who was given the token answers.
    WaitForTaskToken,
}

impl Pattern {
    fn split(name: &str) -> (&str, Self) {
        let suffixes = [
            (".sync:2", Self::Sync2),
            (".sync", Self::Sync),
            (".waitForTaskToken", Self::WaitForTaskToken),
        ];
        suffixes
            .into_iter()
            .find_map(|(suffix, pattern)| Some((name.strip_suffix(suffix)?, pattern)))
            .unwrap_or((name, Self::RequestResponse))
    }
}

impl Resource {
    /// Reads a `Resource`. What is neither an integration nor an activity is taken for a function, since a placeholder
    /// says nothing about what will stand there.
    ///
    /// ```
    /// use ferrovia_states::machine::{Pattern, Resource};
    ///
    /// let resource = Resource::parse("arn:${partition}:states:::sqs:sendMessage.waitForTaskToken");
    /// assert_eq!(resource.pattern(), Pattern::WaitForTaskToken);
    /// assert!(matches!(resource, Resource::Service { service, .. } if &*service == "sqs"));
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut parts = text.splitn(6, ':');
        let (scheme, service) = (parts.next(), parts.nth(1));
        let rest = parts.nth(2).unwrap_or_default();
        if scheme == Some("arn") && service == Some("states") {
            if rest.starts_with("activity:") {
                return Self::Activity { arn: text.into() };
            }
            let (path, pattern) = Pattern::split(rest);
            if let Some((service, action)) = path.rsplit_once(':') {
                let name = &rest[service.len() + 1..];
                return Self::Service {
                    service: service.into(),
                    action: action.into(),
                    pattern,
                    name: name.into(),
                };
            }
        }
        Self::Function { arn: text.into() }
    }

    /// When a task of this resource ends.
    #[must_use]
    pub fn pattern(&self) -> Pattern {
        match self {
            Self::Function { .. } | Self::Activity { .. } => Pattern::RequestResponse,
            Self::Service { pattern, .. } => *pattern,
        }
    }

    /// Whether this is the optimised integration with Lambda, whose result holds the function's under `Payload`.
    #[must_use]
    pub fn is_lambda_invoke(&self) -> bool {
        matches!(self, Self::Service { service, action, .. } if &**service == "lambda" && &**action == "invoke")
    }

    /// Whether an Express machine may use it: one that answers at once.
    pub(crate) fn is_express(&self) -> bool {
        !matches!(self, Self::Activity { .. }) && self.pattern() == Pattern::RequestResponse
    }
}
