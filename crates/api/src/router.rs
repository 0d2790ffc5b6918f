//! All routes of the API, in one place.

use axum::{Router, response::IntoResponse, routing::get};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Document,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};
use utoipa_swagger_ui::SwaggerUi;
use web_kit::App;

use crate::{auth, cart, purchases, seller_orders};

#[derive(OpenApi)]
#[openapi(
    info(title = "Karum", description = "Many sellers, one marketplace. Sign in with `POST /api/v1/auth/login` and send the token as `Authorization: Bearer`. Lists page by cursor; errors are `application/problem+json` (RFC 9457)."),
    tags(
        (name = "auth", description = "Accounts and sessions"),
        (name = "cart", description = "The buyer's cart, over all sellers"),
        (name = "purchases", description = "Checkout, and what a buyer has bought"),
        (name = "orders", description = "A seller's orders"),
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
    let v1 = OpenApiRouter::new()
        .routes(routes!(auth::register))
        .routes(routes!(auth::login))
        .routes(routes!(auth::logout))
        .routes(routes!(auth::me))
        .routes(routes!(cart::show))
        .routes(routes!(cart::add))
        .routes(routes!(cart::set_quantity, cart::remove))
        .routes(routes!(cart::confirm_prices))
        .routes(routes!(purchases::place))
        .routes(routes!(purchases::list))
        .routes(routes!(purchases::show))
        .routes(routes!(seller_orders::list, seller_orders::enter))
        .routes(routes!(seller_orders::show))
        .routes(routes!(seller_orders::step));
    OpenApiRouter::with_openapi(Described::openapi()).nest("/api/v1", v1)
}

/// The document.
pub fn openapi() -> Document {
    routes().split_for_parts().1
}

/// The document as JSON.
pub fn openapi_json() -> String {
    openapi().to_pretty_json().unwrap_or_default()
}

/// The routes, the document at `/api/openapi.json`, and its reader at `/api/docs`.
pub fn router() -> Router<App> {
    let (routes, document) = routes().split_for_parts();
    let json = document.to_json().unwrap_or_default();
    let serve = move || async move { ([(axum::http::header::CONTENT_TYPE, "application/json")], json).into_response() };
    let reader = SwaggerUi::new("/api/docs").config(utoipa_swagger_ui::Config::from("/api/openapi.json"));
    routes.route("/api/openapi.json", get(serve)).merge(reader)
}
