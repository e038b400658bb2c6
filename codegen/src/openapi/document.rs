//! The parts of an OpenAPI 3.1 document that the API uses.

use crate::json::Sorted;
use ferrovia_model::{Function, Route};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The version of the specification.
pub(super) const OPENAPI: &str = "3.1.0";

/// The document. Everything in it is named as the specification names it.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    pub(super) openapi: &'static str,
    pub(super) info: Info<'a>,
    /// By path, then by method in lower case.
    pub(super) paths: BTreeMap<&'a str, BTreeMap<String, Operation>>,
    pub(super) components: Components,
}

/// What the API is.
#[derive(Debug, Serialize)]
pub(super) struct Info<'a> {
    pub(super) title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) description: &'a str,
    pub(super) version: String,
}

/// What operations refer to.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Components {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) schemas: Option<Sorted<'static>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) responses: Option<Sorted<'static>>,
    pub(super) headers: BTreeMap<&'static str, Header>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) security_schemes: Option<BTreeMap<&'static str, SecurityScheme>>,
}

/// How callers prove who they are.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SecurityScheme {
    r#type: &'static str,
    scheme: &'static str,
    bearer_format: &'static str,
    description: String,
}

impl SecurityScheme {
    /// A JSON Web Token with OAuth scopes. The issuer differs from environment to environment, so it is no
    /// `oauth2` scheme, which would have to name its address.
    pub(super) fn jwt(routes: &[(&Function, &Route)]) -> Self {
        let scopes: BTreeSet<String> = routes
            .iter()
            .flat_map(|(_, route)| &route.scopes)
            .map(|scope| format!("`{scope}`"))
            .collect();
        let scopes: Vec<String> = scopes.into_iter().collect();
        Self {
            r#type: "http",
            scheme: "bearer",
            bearer_format: "JWT",
            description: format!(
                "An access token of the environment's issuer. Scopes: {}.",
                scopes.join(", ")
            ),
        }
    }
}

/// One method of one path.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Operation {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) operation_id: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) summary: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) description: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) deprecated: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) parameters: Vec<Parameter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request_body: Option<RequestBody>,
    /// By status.
    pub(super) responses: BTreeMap<String, OrReference<Response>>,
    /// Any of these suffices; none is a public operation.
    pub(super) security: Vec<BTreeMap<&'static str, Vec<String>>>,
}

/// A path's or a query's parameter, or a header.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) r#in: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<Sorted<'static>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) required: bool,
    pub(super) schema: Sorted<'static>,
}

/// What a request carries.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RequestBody {
    pub(super) required: bool,
    /// By media type.
    pub(super) content: BTreeMap<&'static str, MediaType>,
}

/// What one status means.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Response {
    pub(super) description: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) headers: BTreeMap<String, OrReference<Header>>,
    /// By media type.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) content: BTreeMap<&'static str, MediaType>,
}

/// A body.
#[derive(Debug, Clone, Serialize)]
pub(super) struct MediaType {
    pub(super) schema: Sorted<'static>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) examples: BTreeMap<String, Sorted<'static>>,
}

/// A header of a response.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Header {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) description: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) required: bool,
    pub(super) schema: Sorted<'static>,
}

/// A part of an operation, or where it is.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(super) enum OrReference<T> {
    /// Here.
    Here(T),
    /// Among the components: `{"$ref": "#/components/…"}`.
    Reference(Sorted<'static>),
}
