//! Signing up, in and out over HTTP, by page and by API: limits, revocation, and the guest's cart and purchases.
#![allow(clippy::unwrap_used, missing_docs)]

use it::{Answer, Ask, Site, encoded};
use serde_json::{Value, json};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const PASSWORD: &str = "a password for tests";

async fn get(site: &Site, uri: &str, session: Option<&str>) -> Answer {
    site.ask(&Ask { method: "GET", uri, session, ..Ask::default() }).await
}

async fn form(site: &Site, uri: &str, session: Option<&str>, fields: &[(&str, &str)]) -> Answer {
    let body = encoded(fields);
    site.ask(&Ask { method: "POST", uri, session, body: Some((FORM, &body)), ..Ask::default() }).await
}

async fn call(site: &Site, uri: &str, session: Option<&str>, body: &Value) -> (Answer, Value) {
    let body = body.to_string();
    let answer = site.ask(&Ask { method: "POST", uri, session, body: Some((JSON, &body)), ..Ask::default() }).await;
    let value = serde_json::from_str(&answer.body).unwrap_or_default();
    (answer, value)
}

async fn me(site: &Site, session: &str) -> Value {
    serde_json::from_str(&get(site, "/api/v1/auth/me", Some(session)).await.body).unwrap()
}

/// A guest with some pieces of a seller's first variant in his cart.
async fn guest(site: &Site, seller: usize, pieces: u32) -> String {
    let s = site.world.sellers[seller];
    let line = json!({"seller": s.seller, "product": s.product, "variant": s.variants[0], "quantity": pieces});
    let (answer, _) = call(site, "/api/v1/cart/lines", None, &line).await;
    let token = answer.headers["x-guest-token"].to_str().unwrap().to_owned();
    assert_eq!(answer.session().as_deref(), Some(&*token));
    token
}

#[tokio::test]
async fn a_sign_in_ends_where_it_is_ended() {
    let site = Site::start().await;
    site.register_buyer("ada").await;
    let wrong = form(&site, "/sign-in", None, &[("email", "ada@example.com"), ("password", "wrong")]).await;
    assert_eq!((wrong.status.as_u16(), wrong.session()), (422, None));
    let signed_in =
        form(&site, "/sign-in", None, &[("email", "ada@example.com"), ("password", PASSWORD), ("next", "/purchases")])
            .await;
    assert_eq!((signed_in.status.as_u16(), signed_in.location()), (303, "/purchases"));
    let here = signed_in.session().unwrap();
    let (answer, body) =
        call(&site, "/api/v1/auth/login", None, &json!({"email": "ADA@example.com", "password": PASSWORD})).await;
    assert_eq!(answer.status, 200);
    let there = body["token"].as_str().unwrap().to_owned();
    assert_eq!(get(&site, "/api/v1/sessions", Some(&there)).await.status, 200);
    assert_eq!(form(&site, "/sign-out", Some(&here), &[]).await.location(), "/?done=signed-out");
    assert_eq!(get(&site, "/purchases", Some(&here)).await.status, 303);
    let sessions: Value = serde_json::from_str(&get(&site, "/api/v1/sessions", Some(&there)).await.body).unwrap();
    let own = sessions.as_array().unwrap().iter().find(|s| s["current"] == true).unwrap();
    let uri = format!("/api/v1/sessions/{}", own["id"].as_str().unwrap());
    assert_eq!(
        site.ask(&Ask { method: "DELETE", uri: &uri, session: Some(&there), ..Ask::default() }).await.status,
        204
    );
    assert_eq!(get(&site, "/api/v1/sessions", Some(&there)).await.status, 401, "at once");
}

#[tokio::test]
async fn too_many_tries_are_429_by_page_and_by_api() {
    let site = Site::start().await;
    site.register_buyer("ada").await;
    let login = json!({"email": "ada@example.com", "password": "wrong"});
    for _ in 0..10 {
        assert_eq!(call(&site, "/api/v1/auth/login", None, &login).await.0.status, 401);
    }
    let (refused, problem) = call(&site, "/api/v1/auth/login", None, &login).await;
    assert_eq!((refused.status.as_u16(), &problem["code"]), (429, &json!("too_many_requests")));
    let seconds: u32 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=900).contains(&seconds));
    let page = form(&site, "/sign-in", None, &[("email", "ada@example.com"), ("password", PASSWORD)]).await;
    assert_eq!(page.status, 429);
    assert!(page.main().contains("One moment, please") && page.main().contains("href=\"/sign-in\""));
}

#[tokio::test]
async fn a_guest_who_signs_up_keeps_his_cart_and_his_purchases() {
    let site = Site::start().await;
    let token = guest(&site, 0, 1).await;
    let address = json!({"email": "a@example.com", "name": "A", "street": "S 1", "postal_code": "1", "city": "C", "country": "LU"});
    let body = json!({"address": address}).to_string();
    let ask = Ask {
        method: "POST",
        uri: "/api/v1/checkout",
        session: Some(&token),
        body: Some((JSON, &body)),
        key: Some("k"),
        ..Ask::default()
    };
    assert_eq!(site.ask(&ask).await.status, 201);
    let buyer = me(&site, &token).await["buyer"].clone();
    let fields = [
        ("shop_name", "Ada's"),
        ("slug", "adas"),
        ("country", "LU"),
        ("currency", "EUR"),
        ("name", "Ada"),
        ("email", "ada@example.com"),
        ("password", PASSWORD),
    ];
    let opened = form(&site, "/sell", Some(&token), &fields).await;
    assert_eq!(opened.location(), "/seller/adas?done=welcome");
    let session = opened.session().unwrap();
    assert_eq!(me(&site, &session).await["buyer"], buyer);
    assert!(get(&site, "/purchases", Some(&session)).await.main().contains("1 item"));
    assert_eq!(get(&site, "/purchases", Some(&token)).await.status, 303, "the guest's session has ended");

    let token = guest(&site, 1, 2).await;
    let buyer = me(&site, &token).await["buyer"].clone();
    let (answer, body) = call(
        &site,
        "/api/v1/auth/register",
        Some(&token),
        &json!({"name": "E", "email": "eve@example.com", "password": PASSWORD}),
    )
    .await;
    assert_eq!((answer.status.as_u16(), &body["buyer"]), (201, &buyer));
}

#[tokio::test]
async fn signing_in_adds_the_guest_s_cart_to_one_s_own() {
    let site = Site::start().await;
    let session = site.session_of(&site.register_buyer("ada").await).await;
    let s = site.world.sellers[0];
    let line = json!({"seller": s.seller, "product": s.product, "variant": s.variants[0], "quantity": 2});
    call(&site, "/api/v1/cart/lines", Some(&session), &line).await;
    let token = guest(&site, 0, 3).await;
    let other = guest(&site, 1, 1).await; // somebody else's
    let signed_in =
        form(&site, "/sign-in", Some(&token), &[("email", "ada@example.com"), ("password", PASSWORD)]).await;
    let cart: Value =
        serde_json::from_str(&get(&site, "/api/v1/cart", signed_in.session().as_deref()).await.body).unwrap();
    let lines = cart["lines"].as_array().unwrap();
    assert_eq!((lines.len(), &lines[0]["quantity"]), (1, &json!(5)));
    assert_eq!(me(&site, &other).await["user"], Value::Null);
}
