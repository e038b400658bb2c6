//! A handler with a route in, an OpenAPI operation out.

use super::document::{MediaType, Operation, OrReference, RequestBody, Response};
use super::problems::{self, Case};
use super::{BEARER, parameters, responses};
use crate::schema::Definitions;
use ferrovia_model::{Deprecation, Function, Route};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Writes operations, and gathers what they refer to.
pub(super) struct Writer {
    pub(super) definitions: Definitions,
    pub(super) responses: Definitions,
    /// The response that is the gateway's own.
    pub(super) gateway: Value,
    /// What was made of problems before, since most operations have the same.
    pub(super) problems: Vec<(Vec<Case>, OrReference<Response>)>,
}

impl Writer {
    pub(super) fn operation(&mut self, function: &Function, route: &Route) -> Operation {
        let (summary, description) = sentence(&function.description);
        let mut parameters =
            parameters::of_path(&route.path, route.path_parameters.as_ref(), &mut self.definitions);
        parameters.extend(parameters::of_query(route.query.as_ref(), &mut self.definitions));
        parameters.extend(parameters::of_headers(
            route.headers.as_ref(),
            &mut self.definitions,
        ));
        let request_body = route.body.as_ref().map(|body| {
            let media = MediaType {
                schema: self.definitions.refer(body).into(),
                examples: BTreeMap::new(),
            };
            RequestBody {
                required: true,
                content: BTreeMap::from([("application/json", media)]),
            }
        });
        let success = responses::of_success(route, &mut self.definitions);
        let mut responses: BTreeMap<String, OrReference<Response>> = success
            .into_iter()
            .map(|(status, response)| (status, OrReference::Here(response)))
            .collect();
        for (status, cases) in problems::of_route(function, route, &mut self.definitions) {
            responses.insert(status.to_string(), self.problem(status, cases));
        }
        // Every other status is the gateway's.
        let gateway = self.responses.define("gateway", &self.gateway);
        responses.insert("default".to_owned(), OrReference::Reference(gateway.into()));
        Operation {
            operation_id: Some(function.id().to_owned()),
            summary,
            description,
            deprecated: false,
            parameters,
            request_body,
            responses,
            security: route
                .scopes
                .iter()
                .map(|scope| BTreeMap::from([(BEARER, vec![scope.clone()])]))
                .collect(),
        }
    }

    /// The response to problems with one status: a component.
    fn problem(&mut self, status: u16, cases: Vec<Case>) -> OrReference<Response> {
        if let Some((_, before)) = self.problems.iter().find(|(before, _)| *before == cases) {
            return before.clone();
        }
        let slugs: Vec<&str> = cases.iter().map(|case| case.slug.as_str()).collect();
        let response = json!(responses::of_problems(status, &cases));
        let reference = self.responses.define(&slugs.join("."), &response);
        let reference = OrReference::Reference(reference.into());
        self.problems.push((cases, reference.clone()));
        reference
    }
}

impl Operation {
    /// The same by the older path. It has no id, since ids are unique and no client is to be made for it.
    pub(super) fn by_alias(mut self, route: &Route, alias: &Deprecation) -> Self {
        self.operation_id = None;
        self.description = String::new();
        self.deprecated(&alias.since, &alias.sunset, route)
    }

    /// The same, with its end announced. Its problems are shared, so they cannot say that they too come with the headers.
    pub(super) fn deprecated(mut self, since: &str, sunset: &str, successor: &Route) -> Self {
        self.deprecated = true;
        let notice = format!(
            "Deprecated since {since}, gone after {sunset}: use `{}`.",
            successor.key()
        );
        self.description = match self.description.as_str() {
            "" => notice,
            description => format!("{notice}\n\n{description}"),
        };
        for response in self.responses.values_mut() {
            if let OrReference::Here(response) = response {
                response
                    .headers
                    .extend(responses::of_deprecated(since, sunset, &successor.path));
            }
        }
        self
    }
}

/// A doc comment's first sentence, on one line, and the rest.
fn sentence(text: &str) -> (String, String) {
    let text = text.trim();
    let paragraph = text.find("\n\n").unwrap_or(text.len());
    let ends = |(at, _): &(usize, &str)| {
        let after = &text[at + 1..];
        // `e.g. this` goes on.
        after.starts_with(char::is_whitespace)
            && after.trim_start().starts_with(|next: char| !next.is_lowercase())
    };
    let end = text[..paragraph]
        .match_indices(['.', '!', '?'])
        .find(ends)
        .map_or(paragraph, |(at, _)| at + 1);
    let (first, rest) = text.split_at(end);
    let first: Vec<&str> = first.split_whitespace().collect();
    (first.join(" "), rest.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn the_first_sentence_ends_where_a_reader_would_stop() {
        let check = |text: &str, first: &str, rest: &str| {
            assert_eq!(sentence(text), (first.to_owned(), rest.to_owned()));
        };
        check("", "", "");
        check("Posts a message", "Posts a message", "");
        check("Posts a message.", "Posts a message.", "");
        check("Posts a message. It is kept.", "Posts a message.", "It is kept.");
        check(
            "Posts a\nmessage. It\nis kept.",
            "Posts a message.",
            "It\nis kept.",
        );
        check("Posts e.g. a message.", "Posts e.g. a message.", "");
        check(
            "Takes v1.2 bodies.\n\nAnd no others.",
            "Takes v1.2 bodies.",
            "And no others.",
        );
        check(
            "A title\n\nThen text. And more.",
            "A title",
            "Then text. And more.",
        );
        check("Olá! É isto.", "Olá!", "É isto.");
    }
}
