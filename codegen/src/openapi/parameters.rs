//! The schema of a path's, a query's or headers' parameters in, one OpenAPI parameter for each out.

use super::document::{Header, Parameter};
use crate::schema::Definitions;
use ferrovia_model::{Payload, header_name};
use serde_json::{Map, Value, json};

/// The parameters of a path, in its order. Each is required, since the path is another one without it.
pub(super) fn of_path(
    path: &str,
    payload: Option<&Payload>,
    definitions: &mut Definitions,
) -> Vec<Parameter> {
    let properties = properties(payload, definitions);
    path.split('/')
        .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            let schema = properties
                .get(name)
                .cloned()
                .unwrap_or_else(|| json!({ "type": "string" }));
            parameter(name, "path", true, schema)
        })
        .collect()
}

/// The parameters of a query, by name.
pub(super) fn of_query(payload: Option<&Payload>, definitions: &mut Definitions) -> Vec<Parameter> {
    let fields = fields(payload, definitions).into_iter();
    let parameters = fields.map(|(name, required, schema)| parameter(&name, "query", required, schema));
    parameters.collect()
}

/// The headers that a request is read for, by name.
pub(super) fn of_headers(payload: Option<&Payload>, definitions: &mut Definitions) -> Vec<Parameter> {
    let fields = fields(payload, definitions).into_iter();
    let parameters =
        fields.map(|(field, required, schema)| parameter(&header_name(&field), "header", required, schema));
    parameters.collect()
}

/// The headers of an answer, by name.
pub(super) fn headers(payload: &Payload, definitions: &mut Definitions) -> Vec<(String, Header)> {
    let header = |(field, required, mut schema): (String, bool, Value)| {
        let description = schema
            .as_object_mut()
            .and_then(|members| members.remove("description"));
        let description = description
            .as_ref()
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        (
            header_name(&field),
            Header {
                description,
                required,
                schema: schema.into(),
            },
        )
    };
    fields(Some(payload), definitions)
        .into_iter()
        .map(header)
        .collect()
}

/// The fields of a struct whose values are text: name, whether it is always there, schema; by name.
fn fields(payload: Option<&Payload>, definitions: &mut Definitions) -> Vec<(String, bool, Value)> {
    let required: Vec<&str> = payload
        .and_then(|payload| payload.schema.get("required")?.as_array())
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let mut fields: Vec<_> = properties(payload, definitions)
        .into_iter()
        .map(|(name, schema)| {
            let required = required.contains(&name.as_str());
            (name, required, without_null(schema))
        })
        .collect();
    fields.sort_by(|(left, ..), (right, ..)| left.cmp(right));
    fields
}

fn properties(payload: Option<&Payload>, definitions: &mut Definitions) -> Map<String, Value> {
    let schema = payload.map(|payload| definitions.inline(&payload.schema));
    match schema.as_ref().and_then(|schema| schema.get("properties")) {
        Some(Value::Object(properties)) => properties.clone(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) | None => {
            Map::new()
        }
    }
}

/// Moves the description from the schema to the parameter, where readers look for it.
fn parameter(name: &str, place: &'static str, required: bool, mut schema: Value) -> Parameter {
    let description = schema
        .as_object_mut()
        .and_then(|members| members.remove("description"));
    Parameter {
        name: name.to_owned(),
        r#in: place,
        description: description.map(Into::into),
        required,
        schema: schema.into(),
    }
}

/// A query or a header is left out, and has no way to write `null`.
fn without_null(mut schema: Value) -> Value {
    let is_null = |schema: &Value| schema.get("type").is_some_and(|name| name == "null");
    if let Some(members) = schema.as_object_mut() {
        if members.get("default").is_some_and(Value::is_null) {
            members.remove("default");
        }
        if let Some(Value::Array(names)) = members.get_mut("type") {
            names.retain(|name| name != "null");
            if let [name] = names.as_slice() {
                let name = name.clone();
                members.insert("type".to_owned(), name);
            }
        }
        if let Some(Value::Array(schemas)) = members.get_mut("anyOf") {
            schemas.retain(|schema| !is_null(schema));
            if let [Value::Object(only)] = schemas.as_slice() {
                let only = only.clone();
                members.remove("anyOf");
                members.extend(only);
            }
        }
    }
    schema
}
