//! What every operation of the document can answer beside what it says of itself: said once, for all.

use serde_json::{Value, json};
use web_kit::PROBLEM_JSON;

/// Statuses of every operation, by what it takes. The first word of each says when.
const BUSY: (&str, &str) =
    ("503", "Too much is going on, or the database does not answer: `Retry-After` says when to try again");
const PARAMETER: (&str, &str) = ("400", "A parameter is wrong: `errors` names it");
const NOT_FOUND: (&str, &str) = ("404", "There is none, or none of yours: the two are not told apart");
const SIGN_IN: (&str, &str) = ("401", "Nobody is signed in");
const WRITE: [(&str, &str); 2] = [
    ("403", "Not allowed; or a browser's request lacks the CSRF token, which a bearer token makes unnecessary"),
    ("409", "Somebody else changed this at the same moment: try again"),
];
const JSON_BODY: [(&str, &str); 4] = [
    ("400", "The body is not JSON"),
    ("413", "The body is too large"),
    ("415", "The body is not called application/json"),
    ("422", "A field is missing or wrong: `errors` names it"),
];
const OTHER_BODY: [(&str, &str); 2] =
    [("413", "The body is too large"), ("415", "The body is of another media type than is expected")];

/// Completes the document: problems are `application/problem+json` and stand wherever they can occur, and instants are
/// `date-time`.
pub(crate) fn complete(document: &mut Value) {
    let paths = document["paths"].as_object_mut();
    for (_, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if operation["responses"].is_object() {
                describe(method, operation);
            }
        }
    }
    let schemas = document["components"]["schemas"].as_object_mut();
    schemas.into_iter().flatten().for_each(|(_, schema)| instants(schema));
}

fn describe(method: &str, operation: &mut Value) {
    let mut occur = vec![BUSY];
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let takes = |place: &str| parameters.iter().any(|parameter| parameter["in"] == place);
    if takes("query") {
        occur.push(PARAMETER);
    }
    if takes("path") {
        occur.push(NOT_FOUND);
    }
    let open = |scheme: &Value| scheme.as_object().is_some_and(serde_json::Map::is_empty);
    if operation["security"].as_array().is_some_and(|schemes| !schemes.is_empty() && !schemes.iter().any(open)) {
        occur.push(SIGN_IN);
    }
    if !["get", "head"].contains(&method) {
        occur.extend(WRITE);
    }
    match operation["requestBody"]["content"].as_object() {
        Some(content) if content.contains_key("application/json") => occur.extend(JSON_BODY),
        Some(_) => occur.extend(OTHER_BODY),
        None => {}
    }
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    for (status, description) in occur {
        responses.entry(status).or_insert_with(|| json!({ "description": description }));
    }
    for (_, response) in responses.iter_mut().filter(|(status, _)| status.starts_with('2')) {
        if response["description"].as_str().unwrap_or_default().is_empty() {
            response["description"] = "As asked for".into();
        }
    }
    for (status, response) in responses.iter_mut().filter(|(status, _)| status.starts_with(['4', '5'])) {
        response["content"] = json!({ PROBLEM_JSON: { "schema": { "$ref": "#/components/schemas/Problem" } } });
        if response["description"].as_str().unwrap_or_default().is_empty() {
            response["description"] = usual(status).into();
        }
        if ["429", "503"].contains(&status.as_str()) {
            response["headers"]["Retry-After"] =
                json!({ "description": "Whole seconds", "schema": { "type": "integer", "minimum": 1 } });
        }
    }
}

/// What a status says where the operation does not say it more narrowly.
fn usual(status: &str) -> &'static str {
    let all = [BUSY, PARAMETER, NOT_FOUND, SIGN_IN].into_iter().chain(WRITE).chain(JSON_BODY);
    all.into_iter().find(|(known, _)| *known == status).map_or(
        if status == "429" { "Too many tries: `Retry-After` says when to try again" } else { "Refused" },
        |(_, text)| text,
    )
}

/// Properties called `at` or `…_at` are instants (RFC 3339), wherever they stand.
fn instants(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(properties) = members.get_mut("properties").and_then(Value::as_object_mut) {
                let named = properties.iter_mut().filter(|(name, _)| *name == "at" || name.ends_with("_at"));
                named.filter(|(_, property)| is_text(property)).for_each(|(_, property)| {
                    property["format"] = "date-time".into();
                });
            }
            members.values_mut().for_each(instants);
        }
        Value::Array(items) => items.iter_mut().for_each(instants),
        _ => {}
    }
}

fn is_text(property: &Value) -> bool {
    let kind = &property["type"];
    kind == "string" || kind.as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "string"))
}
