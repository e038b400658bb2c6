//! A pattern and a text in, whether they fit out: actions, resources, ARNs in conditions, plain strings.

use super::Unknown;

/// An action of a policy, in any case; `*` and `?` stand for anything within it.
pub(crate) fn action(pattern: &str, action: &str) -> Result<bool, Unknown> {
    if pattern != "*"
        && pattern
            .split_once(':')
            .is_none_or(|(service, _)| service.contains(['*', '?']))
    {
        return Err(Unknown(format!("the action `{pattern}`")));
    }
    Ok(glob(
        &pattern.to_ascii_lowercase(),
        &action.to_ascii_lowercase(),
        Star::Anything,
    ))
}

/// A `Resource` of a policy.
pub(crate) fn resource(pattern: &str, resource: &str) -> Result<bool, Unknown> {
    if pattern == "*" {
        return Ok(true);
    }
    match pattern.splitn(6, ':').collect::<Vec<_>>()[..] {
        ["arn", _, service, _, _, _] if !service.contains(['*', '?']) => {
            Ok(glob(pattern, resource, Star::BeyondColonsAtASegmentsEnd))
        }
        _ => Err(Unknown(format!("the resource `{pattern}`"))),
    }
}

/// An ARN of a condition: its six components are compared one by one.
pub(crate) fn arn(pattern: &str, arn: &str) -> Result<bool, Unknown> {
    let patterns: Vec<_> = pattern.splitn(6, ':').collect();
    if patterns.len() != 6 {
        return Err(Unknown(format!("the ARN `{pattern}` of a condition")));
    }
    let components: Vec<_> = arn.splitn(6, ':').collect();
    Ok(components.len() == 6
        && patterns
            .iter()
            .zip(components)
            .all(|(pattern, component)| glob(pattern, component, Star::Anything)))
}

/// A text of a `StringLike`.
pub(crate) fn like(pattern: &str, text: &str) -> bool {
    glob(pattern, text, Star::Anything)
}

/// What a `*` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Star {
    Anything,
    /// No colon, unless the star is the last character of its segment.
    BeyondColonsAtASegmentsEnd,
}

fn glob(pattern: &str, text: &str, star: Star) -> bool {
    let Some(first) = pattern.chars().next() else {
        return text.is_empty();
    };
    let rest = &pattern[first.len_utf8()..];
    match first {
        '*' => {
            let colons = star == Star::Anything || rest.is_empty() || rest.starts_with(':');
            let reach = text.find(':').filter(|_| !colons).unwrap_or(text.len());
            text.char_indices()
                .map(|(at, _)| at)
                .chain([text.len()])
                .take_while(|at| *at <= reach)
                .any(|at| glob(rest, &text[at..], star))
        }
        '?' => text.chars().next().is_some_and(|any| {
            (star == Star::Anything || any != ':') && glob(rest, &text[any.len_utf8()..], star)
        }),
        _ => text
            .strip_prefix(first)
            .is_some_and(|text| glob(rest, text, star)),
    }
}
