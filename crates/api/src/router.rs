//! All routes of the API, in one place.

use std::time::Duration;

use axum::{
    Router,
    http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue},
    middleware::map_response,
    response::{IntoResponse, Response},
    routing::get,
};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Document,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouter},
    routes,
};
use utoipa_swagger_ui::SwaggerUi;
use web_kit::{App, with_time_limit};

use crate::{
    auth, cart, common, feed_file, feeds, overrides, passwords, product, products, purchases, rejects, runs,
    seller_orders, sessions, shelf, shop, staged, staged_actions, storefront, team, tokens,
};

/// How long sending or fetching a feed may take, and work on many products.
const LONG: Duration = Duration::from_mins(15);

#[derive(OpenApi)]
#[openapi(
    info(title = "Karum", description = "Many sellers, one marketplace. Sign in with `POST /api/v1/auth/login` and send the token as `Authorization: Bearer`. Who works for several sellers names one in the header `karum-seller`, by id or by the shop's address. Lists page by cursor; errors are `application/problem+json` (RFC 9457)."),
    tags(
        (name = "auth", description = "Accounts and sessions"),
        (name = "cart", description = "The buyer's cart, over all sellers"),
        (name = "purchases", description = "Checkout, and what a buyer has bought"),
        (name = "orders", description = "A seller's orders"),
        (name = "storefront", description = "What anybody can find and read"),
        (name = "catalog", description = "A seller's products, their overrides and stock"),
        (name = "imports", description = "Feeds, import runs, their reports, and staged products"),
        (name = "shop", description = "A seller's shop"),
        (name = "team", description = "A seller's team: members, invitations, roles"),
    ),
    modifiers(&Bearer)
)]
struct Described;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut Document) {
        let scheme = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        document.components.get_or_insert_default().add_security_scheme("bearer", scheme);
    }
}

fn routes() -> OpenApiRouter<App> {
    let v1 = accounts()
        .merge(storefront())
        .merge(buying())
        .merge(catalog())
        .merge(imports())
        .merge(selling())
        .merge(teams());
    OpenApiRouter::with_openapi(Described::openapi()).nest("/api/v1", v1)
}

fn accounts() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(auth::register))
        .routes(routes!(auth::login))
        .routes(routes!(auth::logout))
        .routes(routes!(auth::me))
        .routes(routes!(sessions::list, sessions::end_others))
        .routes(routes!(sessions::end))
        .routes(routes!(passwords::change))
        .routes(routes!(passwords::forgot))
        .routes(routes!(passwords::reset))
        .routes(routes!(tokens::grant))
        .routes(routes!(tokens::refresh))
        .routes(routes!(tokens::revoke))
        .routes(routes!(tokens::keys))
        .routes(routes!(tokens::programs))
        .routes(routes!(tokens::end_program))
}

fn storefront() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(storefront::search))
        .routes(routes!(storefront::suggest))
        .routes(routes!(shelf::product))
        .routes(routes!(shelf::shops))
        .routes(routes!(shelf::shop))
}

fn buying() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(cart::show))
        .routes(routes!(cart::add))
        .routes(routes!(cart::set_quantity, cart::remove))
        .routes(routes!(cart::confirm_prices))
        .routes(routes!(purchases::place))
        .routes(routes!(purchases::list))
        .routes(routes!(purchases::show))
}

fn catalog() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(products::list, product::create))
        .routes(routes!(products::show, product::change))
        .routes(slow(routes!(products::publish)))
        .routes(slow(routes!(products::unpublish)))
        .routes(routes!(products::from_import))
        .routes(routes!(overrides::set, overrides::undo))
        .routes(routes!(overrides::set_stock))
}

fn imports() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(feeds::list, feeds::create))
        .routes(slow(routes!(feeds::show, feeds::change, feeds::delete)))
        .routes(slow(routes!(feed_file::upload)))
        .routes(slow(routes!(feed_file::analysis)))
        .routes(routes!(runs::start))
        .routes(routes!(runs::list))
        .routes(routes!(runs::show))
        .routes(routes!(runs::cancel))
        .routes(routes!(runs::decide))
        .routes(routes!(rejects::list))
        .routes(routes!(staged::of_run))
        .routes(routes!(staged::list))
        .routes(slow(routes!(staged::select)))
        .routes(slow(routes!(staged_actions::unpublish)))
        .routes(routes!(staged_actions::show))
}

fn selling() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(shop::show, shop::change, shop::open))
        .routes(routes!(seller_orders::list, seller_orders::enter))
        .routes(routes!(seller_orders::show))
        .routes(routes!(seller_orders::step))
        .routes(routes!(seller_orders::set_note))
}

fn teams() -> OpenApiRouter<App> {
    use team::{invitations, keys, members, roles};
    OpenApiRouter::new()
        .routes(routes!(members::members))
        .routes(routes!(members::show, members::change, members::remove))
        .routes(routes!(members::leave))
        .routes(routes!(members::transfer))
        .routes(routes!(invitations::invite))
        .routes(routes!(invitations::invitations))
        .routes(routes!(invitations::resend))
        .routes(routes!(invitations::revoke))
        .routes(routes!(invitations::told))
        .routes(routes!(invitations::accept))
        .routes(routes!(roles::roles, roles::create_role))
        .routes(routes!(roles::change_role, roles::delete_role))
        .routes(routes!(roles::catalogue))
        .routes(routes!(keys::list, keys::create))
        .routes(routes!(keys::revoke))
}

/// A route that may take long.
fn slow((schemas, paths, route): UtoipaMethodRouter<App>) -> UtoipaMethodRouter<App> {
    (schemas, paths, with_time_limit(route, LONG))
}

/// The document as JSON.
pub fn openapi_json() -> String {
    written(&routes().split_for_parts().1)
}

fn written(document: &Document) -> String {
    let mut document = serde_json::to_value(document).unwrap_or_default();
    common::complete(&mut document);
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

/// What the reader needs beside the site's own policy: it sets styles on its elements. No script may be inline.
const READER_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' data:; script-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'none'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);

async fn styled(mut response: Response) -> Response {
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, READER_POLICY);
    response
}

/// The routes, the document at `/api/openapi.json`, and its reader at `/api/docs`.
pub fn router() -> Router<App> {
    let (routes, document) = routes().split_for_parts();
    let json = written(&document);
    let serve = move || async move { ([(CONTENT_TYPE, "application/json")], json).into_response() };
    let reader = SwaggerUi::new("/api/docs").config(utoipa_swagger_ui::Config::from("/api/openapi.json"));
    let reader = Router::from(reader).layer(map_response(styled));
    routes.route("/api/openapi.json", get(serve)).merge(reader)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use serde_json::Value;

    use super::*;

    const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    fn document() -> Value {
        serde_json::from_str(&openapi_json()).unwrap()
    }

    fn operations(document: &Value) -> Vec<(String, &Value)> {
        let paths = document["paths"].as_object().unwrap().iter();
        paths
            .flat_map(|(path, item)| {
                let operations = item.as_object().unwrap().iter().filter(|(name, _)| METHODS.contains(&name.as_str()));
                operations.map(move |(method, operation)| (format!("{method} {path}"), operation))
            })
            .collect()
    }

    fn codes(operation: &Value) -> Vec<&str> {
        operation["responses"].as_object().unwrap().keys().map(String::as_str).collect()
    }

    #[test]
    fn every_operation_is_described() {
        let document = document();
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{}", document["openapi"]);
        let known: Vec<_> = document["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).collect();
        for (name, operation) in operations(&document) {
            let tags = operation["tags"].as_array().unwrap();
            assert!(!tags.is_empty() && tags.iter().all(|tag| known.contains(&tag)), "{name}: {tags:?}");
            assert!(operation["summary"].as_str().is_some_and(|s| !s.is_empty()), "{name} has no summary");
            assert!(codes(operation).iter().any(|code| code.starts_with('2')), "{name} cannot succeed");
        }
    }

    #[test]
    fn what_takes_a_sign_in_says_so_and_what_can_be_refused() {
        let document = document();
        let mut signed_in = 0;
        for (name, operation) in operations(&document) {
            let codes = codes(operation);
            let team = ["catalog", "imports", "orders", "shop", "team"].iter().any(|tag| operation["tags"][0] == *tag);
            let team = team && !name.ends_with("/permissions");
            let optional =
                operation["security"].as_array().is_some_and(|all| all.iter().any(|s| s == &serde_json::json!({})));
            if team || (operation["security"].is_array() && !optional) {
                signed_in += 1;
                assert!(operation["security"][0]["bearer"].is_array() && codes.contains(&"401"), "{name}: {codes:?}");
            }
            assert!(!team || codes.contains(&"403"), "{name}: {codes:?}");
            assert!(!name.contains('{') || codes.contains(&"404"), "{name}: {codes:?}");
            assert!(
                operation["requestBody"].is_null() || codes.contains(&"422") || name.ends_with("auth/login"),
                "{name}: {codes:?}"
            );
        }
        assert!(signed_in > 30, "{signed_in}");
    }

    /// Whether an operation takes a parameter in this place.
    fn takes(operation: &Value, place: &str) -> bool {
        operation["parameters"].as_array().is_some_and(|all| all.iter().any(|p| p["in"] == place))
    }

    #[test]
    fn every_status_that_can_occur_is_told() {
        for (name, operation) in operations(&document()) {
            let codes = codes(operation);
            let mut expected = vec!["503"];
            let json = operation["requestBody"]["content"]["application/json"].is_object();
            expected.extend(if json { &["400", "413", "415", "422"][..] } else { &[] });
            expected.extend(takes(operation, "query").then_some("400"));
            expected.extend(takes(operation, "path").then_some("404"));
            expected.extend(if name.starts_with("get") { &[][..] } else { &["403", "409"] });
            let limited = ["auth/login", "auth/register"].iter().any(|path| name.ends_with(path));
            expected.extend(limited.then_some("429"));
            let missing: Vec<_> = expected.iter().filter(|code| !codes.contains(code)).collect();
            assert!(missing.is_empty(), "{name}: {missing:?} of {codes:?}");
        }
    }

    #[test]
    fn every_error_is_a_problem_and_says_when() {
        for (name, operation) in operations(&document()) {
            for (status, response) in operation["responses"].as_object().unwrap() {
                let content = response["content"].as_object();
                assert!(response["description"].as_str().is_some_and(|d| !d.is_empty()), "{name} {status}");
                if !status.starts_with('2') {
                    let types: Vec<_> = content.unwrap().keys().collect();
                    assert_eq!(types, ["application/problem+json"], "{name} {status}");
                }
                if ["429", "503"].contains(&status.as_str()) {
                    assert!(response["headers"]["Retry-After"].is_object(), "{name} {status}");
                }
            }
        }
    }

    /// Buying works for guests, and for who is signed in: both ways are told, and how a guest is known.
    #[test]
    fn cart_and_purchases_name_their_token() {
        let document = document();
        for (name, operation) in operations(&document) {
            let tag = &operation["tags"][0];
            if tag == "cart" || tag == "purchases" {
                let schemes = operation["security"].as_array().unwrap();
                assert!(schemes.iter().any(|s| s["bearer"].is_array()) && schemes.len() == 2, "{name}: {schemes:?}");
            }
        }
        let add = &document["paths"]["/api/v1/cart/lines"]["post"]["responses"]["200"];
        assert!(add["headers"]["X-Guest-Token"].is_object(), "{add}");
    }

    #[test]
    fn instants_and_states_are_described_narrowly() {
        fn walk(name: &str, schema: &Value, found: &mut usize) {
            if let Some(properties) = schema["properties"].as_object() {
                for (field, property) in properties {
                    // what something is compared at is an amount
                    if field == "at" || (field.ends_with("_at") && field != "compare_at") {
                        assert_eq!(property["format"], "date-time", "{name}.{field}");
                        *found += 1;
                    }
                }
            }
            match schema {
                Value::Object(members) => members.values().for_each(|member| walk(name, member, found)),
                Value::Array(items) => items.iter().for_each(|item| walk(name, item, found)),
                _ => {}
            }
        }
        let document = document();
        let schemas = document["components"]["schemas"].as_object().unwrap();
        let mut found = 0;
        schemas.iter().for_each(|(name, schema)| walk(name, schema, &mut found));
        assert!(found > 8, "{found} instants");
        for (name, states) in
            [("OrderStateName", 6), ("OrderChannelName", 4), ("PaymentStateName", 6), ("ObstacleName", 4)]
        {
            let schema = &schemas[name];
            let named = schema["enum"].as_array().or(schema["oneOf"].as_array()).map_or(0, Vec::len);
            assert_eq!(named, states, "{name}: {schema}");
        }
        for name in ["OrderSummary", "OrderBody", "PurchaseOrderBody"] {
            let state = schemas[name]["properties"]["state"].to_string();
            assert!(state.contains("OrderStateName"), "{name}: {state}");
        }
    }

    #[test]
    fn the_paths_that_others_rely_on_are_there() {
        let document = document();
        for path in [
            "products",
            "products/from-import/{id}",
            "marketplace/import",
            "marketplace/imports",
            "marketplace/imports/{id}/products",
            "orders",
            "auth/login",
            "auth/register",
        ] {
            assert!(document["paths"][format!("/api/v1/{path}")].is_object(), "{path}");
        }
    }

    /// Every `$ref` leads somewhere, so that clients can be generated.
    #[test]
    fn every_schema_that_is_referred_to_is_there() {
        fn refs<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
            match value {
                Value::Object(members) => {
                    found.extend(members.get("$ref").and_then(Value::as_str));
                    members.values().for_each(|member| refs(member, found));
                }
                Value::Array(items) => items.iter().for_each(|item| refs(item, found)),
                _ => {}
            }
        }
        let document = document();
        let mut found = Vec::new();
        refs(&document, &mut found);
        assert!(found.len() > 100);
        found.retain(|reference| document.pointer(reference.trim_start_matches('#')).is_none());
        assert!(found.is_empty(), "{found:?}");
    }

    /// Two routes that overlap would make this panic.
    #[test]
    fn the_routes_fit_together() {
        let _: Router<App> = router();
    }
}
