use super::{Definitions, of_type};
use ferrovia_model::{Field, Integer, Presence, Shapes, Tagging, Type, TypeDef, Variant, VariantData};
use serde_json::{Value, json};

/// Inlines schemas one after another into one document: what is written in place, and the definitions.
fn check(schemas: &[Value], in_place: &[Value], definitions: Value) {
    let mut all = Definitions::new("#/components/schemas/");
    let written: Vec<Value> = schemas.iter().map(|schema| all.inline(schema)).collect();
    assert_eq!(written, in_place);
    assert_eq!(all.into_value().unwrap_or_default(), definitions);
}

#[test]
fn definitions_are_hoisted_once() {
    let ticket = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Ticket",
        "type": "object",
        "properties": { "id": { "$ref": "#/$defs/Id" } },
        "$defs": { "Id": { "type": "string" } },
    });
    let in_place = json!({
        "type": "object",
        "properties": { "id": { "$ref": "#/components/schemas/Id" } },
    });
    check(
        &[ticket.clone(), ticket],
        &[in_place.clone(), in_place],
        json!({ "Id": { "type": "string" } }),
    );
}

#[test]
fn one_name_for_two_types_becomes_two_names() {
    let holder = |id: &str| {
        json!({
            "$ref": "#/$defs/Ticket",
            "$defs": {
                "Ticket": { "properties": { "id": { "$ref": "#/$defs/Id" } } },
                "Id": { "type": id },
            },
        })
    };
    // `Ticket` says the same in both, but means another `Id`.
    check(
        &[
            holder("string"),
            holder("integer"),
            holder("integer"),
            holder("string"),
        ],
        &[
            json!({ "$ref": "#/components/schemas/Ticket" }),
            json!({ "$ref": "#/components/schemas/Ticket2" }),
            json!({ "$ref": "#/components/schemas/Ticket2" }),
            json!({ "$ref": "#/components/schemas/Ticket" }),
        ],
        json!({
            "Id": { "type": "string" },
            "Id2": { "type": "integer" },
            "Ticket": { "properties": { "id": { "$ref": "#/components/schemas/Id" } } },
            "Ticket2": { "properties": { "id": { "$ref": "#/components/schemas/Id2" } } },
        }),
    );
}

#[test]
fn a_recursive_root_becomes_a_definition() {
    let node = json!({
        "title": "Node",
        "properties": { "next": { "anyOf": [{ "$ref": "#" }, { "type": "null" }] } },
    });
    let written = json!({
        "properties": { "next": { "anyOf": [{ "$ref": "#/components/schemas/Node" }, { "type": "null" }] } },
    });
    let definitions = json!({ "Node": &written });
    check(&[node], &[written], definitions);
}

#[test]
fn a_definition_that_refers_to_the_root_makes_it_one() {
    let ticket = json!({
        "title": "Ticket",
        "properties": { "thread": { "$ref": "#/$defs/Thread" } },
        "$defs": { "Thread": { "properties": { "about": { "$ref": "#" } } } },
    });
    let written = json!({ "properties": { "thread": { "$ref": "#/components/schemas/Thread" } } });
    let definitions = json!({
        "Thread": { "properties": { "about": { "$ref": "#/components/schemas/Ticket" } } },
        "Ticket": &written,
    });
    check(&[ticket], &[written], definitions);
}

#[test]
fn values_and_names_are_not_taken_for_references() {
    let schema = json!({
        "properties": {
            "default": { "$ref": "#/$defs/Id" },
            "$ref": { "type": "string", "default": { "$ref": "#/$defs/Id" } },
        },
        "$defs": { "Id": { "const": { "$ref": "#/$defs/Id" } } },
    });
    check(
        &[schema],
        &[json!({
            "properties": {
                "default": { "$ref": "#/components/schemas/Id" },
                "$ref": { "type": "string", "default": { "$ref": "#/$defs/Id" } },
            },
        })],
        json!({ "Id": { "const": { "$ref": "#/$defs/Id" } } }),
    );
}

#[test]
fn names_that_references_escape_are_found() {
    check(
        &[
            json!({ "$ref": "#/$defs/Page%3Cdesk::Ticket%3E", "$defs": { "Page<desk::Ticket>": { "type": "object" } } }),
        ],
        &[json!({ "$ref": "#/components/schemas/Page_desk__Ticket_" })],
        json!({ "Page_desk__Ticket_": { "type": "object" } }),
    );
}

fn field(json: &str, ty: Type, presence: Presence) -> Field {
    Field {
        rust: json.to_owned(),
        json: json.to_owned(),
        ty,
        presence,
    }
}

fn variant(json: &str, data: VariantData) -> Variant {
    Variant {
        rust: json.to_owned(),
        json: json.to_owned(),
        data,
    }
}

/// The schema of the type `desk::Thing`.
fn shape(definition: TypeDef, expected: Value) {
    let mut shapes = Shapes::default();
    let ty = shapes.named("desk::Thing", |_| definition);
    let schema = of_type(&ty, &shapes);
    assert_eq!(schema["$ref"], "#/$defs/desk::Thing");
    assert_eq!(schema["$defs"]["desk::Thing"], expected);
}

#[test]
fn structs_say_what_may_be_absent() {
    let named = || Type::Named("desk::Thing".to_owned());
    shape(
        TypeDef::Struct(vec![
            field("id", Type::String, Presence::Required),
            field("parent", Type::Option(Box::new(named())), Presence::Optional),
            field("open", Type::Bool, Presence::Default(json!(true))),
            field(
                "pair",
                Type::Tuple(vec![Type::Integer(Integer::I32), Type::Float]),
                Presence::Required,
            ),
        ]),
        json!({
            "type": "object",
            "properties": {
                "id": { "type": "string" },
                "parent": { "anyOf": [{ "$ref": "#/$defs/desk::Thing" }, { "type": "null" }] },
                "open": { "type": "boolean", "default": true },
                "pair": {
                    "type": "array",
                    "prefixItems": [{ "type": "integer" }, { "type": "number" }],
                    "minItems": 2,
                    "maxItems": 2,
                },
            },
            "required": ["id", "pair"],
        }),
    );
}

#[test]
fn a_wrapper_that_json_does_not_show_is_not_in_the_schema() {
    let mut shapes = Shapes::default();
    let inner = Type::Map(Box::new(Type::List(Box::new(Type::Json))));
    let ty = shapes.named("desk::Thing", |_| TypeDef::Transparent(inner));
    let schema = of_type(&ty, &shapes);
    assert_eq!(
        schema["additionalProperties"],
        json!({ "type": "array", "items": {} })
    );
    assert_eq!(schema["type"], "object");
    assert_eq!(schema.get("$defs"), None);
}

#[test]
fn enums_are_tagged_as_serde_tags_them() {
    let variants = || {
        vec![
            variant("none", VariantData::Unit),
            variant(
                "one",
                VariantData::Struct(vec![field("id", Type::String, Presence::Required)]),
            ),
        ]
    };
    let id = || json!({ "type": "object", "properties": { "id": { "type": "string" } }, "required": ["id"] });
    let check = |tagging, schemas: Value| {
        let variants = variants();
        shape(TypeDef::Enum { tagging, variants }, json!({ "oneOf": schemas }));
    };
    check(
        Tagging::External,
        json!([
            { "const": "none" },
            { "type": "object", "properties": { "one": id() }, "required": ["one"] },
        ]),
    );
    check(
        Tagging::Internal {
            tag: "kind".to_owned(),
        },
        json!([
            { "type": "object", "properties": { "kind": { "const": "none" } }, "required": ["kind"] },
            {
                "type": "object",
                "properties": { "kind": { "const": "one" }, "id": { "type": "string" } },
                "required": ["kind", "id"],
            },
        ]),
    );
    check(
        Tagging::Adjacent {
            tag: "kind".to_owned(),
            content: "data".to_owned(),
        },
        json!([
            { "type": "object", "properties": { "kind": { "const": "none" } }, "required": ["kind"] },
            {
                "type": "object",
                "properties": { "kind": { "const": "one" }, "data": id() },
                "required": ["kind", "data"],
            },
        ]),
    );
    shape(
        TypeDef::Enum {
            tagging: Tagging::External,
            variants: vec![
                variant("low", VariantData::Unit),
                variant("high", VariantData::Unit),
            ],
        },
        json!({ "type": "string", "enum": ["low", "high"] }),
    );
}

/// Rewrites a schema for `AppConfig`.
fn check_draft_4(schema: Value, mut expected: Value) {
    expected["$schema"] = json!("http://json-schema.org/draft-04/schema#");
    assert_eq!(super::draft_4::of(&schema), expected, "{schema}");
}

#[test]
fn appconfig_reads_draft_4() {
    let cases = [
        (
            json!({ "$schema": super::DIALECT, "title": "Limit", "type": "object", "properties": { "const": { "const": 1 } } }),
            json!({ "title": "Limit", "type": "object", "properties": { "const": { "enum": [1] } } }),
        ),
        (
            json!({ "items": { "$ref": "#/$defs/Limit" }, "$defs": { "Limit": { "type": "integer", "format": "uint8", "minimum": 0 } } }),
            json!({ "items": { "$ref": "#/definitions/Limit" }, "definitions": { "Limit": { "type": "integer", "minimum": 0 } } }),
        ),
        // What stands beside a reference would be passed over.
        (
            json!({ "properties": { "limit": { "$ref": "#/$defs/Limit", "description": "Much.", "default": { "$ref": 1 } } } }),
            json!({ "properties": { "limit": { "allOf": [{ "$ref": "#/definitions/Limit" }], "description": "Much.", "default": { "$ref": 1 } } } }),
        ),
        (
            json!({ "exclusiveMinimum": 0, "exclusiveMaximum": 10, "minimum": -5, "allOf": [true] }),
            json!({ "minimum": -5, "allOf": [{}, { "maximum": 10, "exclusiveMaximum": true }, { "minimum": 0, "exclusiveMinimum": true }] }),
        ),
        (
            json!({ "prefixItems": [{ "const": "a" }], "items": false }),
            json!({ "items": [{ "enum": ["a"] }], "additionalItems": { "not": {} } }),
        ),
        (
            json!({ "anyOf": [{ "const": null }, { "format": "uri" }], "examples": [1], "if": true, "enum": [{ "const": 1 }] }),
            json!({ "anyOf": [{ "enum": [null] }, { "format": "uri" }], "enum": [{ "const": 1 }] }),
        ),
        (
            json!({ "additionalProperties": false, "patternProperties": { "^a": { "const": 1 } }, "required": ["a"], "type": ["object", "null"] }),
            json!({ "additionalProperties": false, "patternProperties": { "^a": { "enum": [1] } }, "required": ["a"], "type": ["object", "null"] }),
        ),
        (
            json!({ "additionalProperties": { "exclusiveMinimum": 1 } }),
            json!({ "additionalProperties": { "allOf": [{ "minimum": 1, "exclusiveMinimum": true }] } }),
        ),
    ];
    for (schema, expected) in cases {
        check_draft_4(schema, expected);
    }
}
