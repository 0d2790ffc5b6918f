//! Naughty strings and absurd bodies, through pages and API: never a 5xx, nothing executed, and what is wrong is named.
#![allow(clippy::unwrap_used, missing_docs)]

use it::{Answer, Ask, Site, encoded};
use serde_json::{Value, json};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

fn naughty() -> Vec<String> {
    serde_json::from_str(include_str!("../../imports/tests/naughty/blns.json")).unwrap()
}

/// One query parameter, ready for an address.
fn query(path: &str, text: &str) -> String {
    format!("{path}?{}", encoded(&[("q", text)]))
}

/// One part of a path: a form's encoding, but for the space.
fn part(text: &str) -> String {
    encoded(&[("", text)]).trim_start_matches('=').replace('+', "%20")
}

/// Whether a page that holds this text as it is would hold an element of it.
fn is_markup(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.len() > 8 && bytes.windows(2).any(|w| w[0] == b'<' && (w[1].is_ascii_alphabetic() || w[1] == b'!'))
}

/// What is wrong with an answer to a naughty string.
fn fault(place: &str, text: &str, answer: &Answer) -> Option<String> {
    let kind = answer.headers.get("content-type").and_then(|k| k.to_str().ok()).unwrap_or_default();
    if answer.status.is_server_error() {
        return Some(format!("{place} with {text:?}: {}", answer.status));
    }
    if kind.starts_with("text/html") && is_markup(text) && answer.body.contains(text) {
        return Some(format!("{place} with {text:?}: stands in the page as it is"));
    }
    None
}

async fn get(site: &Site, uri: &str, session: Option<&str>) -> Answer {
    site.ask(&Ask { method: "GET", uri, session, ..Ask::default() }).await
}

async fn post(site: &Site, uri: &str, session: Option<&str>, body: (&str, &str)) -> Answer {
    site.ask(&Ask { method: "POST", uri, session, body: Some(body), key: Some("hostile"), ..Ask::default() }).await
}

#[tokio::test]
async fn naughty_addresses_are_answered_calmly() {
    let site = Site::start().await;
    let owner = site.register_seller("hostile-shop").await;
    let session = site.session_of(&owner).await;
    let session = Some(session.as_str());
    let mut wrong = Vec::new();
    for text in naughty() {
        let id = part(&text);
        for uri in [
            query("/search", &text),
            query("/search/suggest", &text),
            query("/api/v1/orders", &text),
            format!(
                "/search?{}",
                encoded(&[("category", &text), ("sort", &text), ("price_min", &text), ("cursor", &text)])
            ),
            format!("/products/{id}/{id}"),
            format!("/products/seed-a/{id}"),
            format!("/s/{id}"),
            format!("/p/{id}"),
            format!("/purchases/{id}"),
            format!("/media/pictures/{id}"),
            format!("/assets/{id}"),
            format!("/sign-in?{}", encoded(&[("next", &text), ("done", &text), ("lang", &text)])),
            format!("/api/v1/orders/{id}"),
            format!("/api/v1/purchases?{}", encoded(&[("cursor", &text), ("limit", &text)])),
        ] {
            let answer = get(&site, &uri, session).await;
            wrong.extend(fault(&uri, &text, &answer));
        }
    }
    assert!(wrong.is_empty(), "{} faults\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}

#[tokio::test]
async fn naughty_bodies_are_answered_calmly() {
    let site = Site::start().await;
    let buyer = site.register_buyer("hostile-buyer").await;
    let session = site.session_of(&buyer).await;
    let session = Some(session.as_str());
    let goods = site.world.sellers[1];
    let line = json!({"seller": goods.seller, "product": goods.product, "variant": goods.variants[0]}).to_string();
    assert_eq!(post(&site, "/api/v1/cart/lines", session, (JSON, &line)).await.status, 200);
    let mut wrong = Vec::new();
    for (number, text) in naughty().into_iter().enumerate() {
        let account = json!({"name": text, "email": text, "password": text, "shop": {"name": text, "slug": text, "country": text, "currency": "EUR"}});
        let address = json!({"email": text, "name": text, "phone": text, "street": text, "extra": text, "postal_code": text, "city": text, "country": text});
        let checkout = json!({"address": address, "note": text});
        // Each sign-in costs a password hash, on purpose: a few texts are enough there.
        let signs_in = number % 20 == 0;
        for (uri, body) in [
            ("/api/v1/auth/register", account),
            ("/api/v1/auth/login", json!({"email": text, "password": text})),
            ("/api/v1/checkout", checkout),
            ("/api/v1/checkout", json!({"address": {"name": "A", &*text: text}})),
            ("/api/v1/cart/lines", json!({"seller": text, "product": text, "variant": text})),
            ("/api/v1/cart/lines", json!(text)),
        ] {
            if uri.ends_with("/login") && !signs_in {
                continue;
            }
            let answer = post(&site, uri, session, (JSON, &body.to_string())).await;
            if !answer.status.is_client_error() {
                wrong.push(format!("{uri} with {text:?}: {}", answer.status));
            }
        }
        let names = ["name", "email", "password", "shop_name", "slug", "country", "currency", "next"];
        let account = encoded(&names.map(|name| (name, text.as_str())));
        let names = ["email", "name", "phone", "line1", "line2", "postcode", "city", "country", "note"];
        let checkout = encoded(&names.map(|name| (name, text.as_str())));
        for (uri, body) in
            [("/sign-up", &account), ("/sell", &account), ("/sign-in", &account), ("/checkout", &checkout)]
        {
            if uri == "/sign-in" && !signs_in {
                continue;
            }
            let answer = post(&site, uri, session, (FORM, body)).await;
            wrong.extend(fault(uri, &text, &answer));
            if answer.status != 422 {
                wrong.push(format!("{uri} with {text:?}: {}", answer.status));
            }
        }
        let choice = encoded(&["language", "theme", "next"].map(|name| (name, text.as_str())));
        for uri in ["/language", "/theme"] {
            let answer = post(&site, uri, session, (FORM, &choice)).await;
            let to = answer.location();
            if answer.status != 303 || !to.starts_with('/') || to.starts_with("//") || to.starts_with("/\\") {
                wrong.push(format!("{uri} with {text:?}: {} to {to:?}", answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{} faults\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}

#[tokio::test]
async fn naughty_names_are_kept_and_shown_as_text() {
    let site = Site::start().await;
    let markup: Vec<_> = naughty().into_iter().filter(|t| is_markup(t) && t.len() < 60).take(6).collect();
    assert_eq!(markup.len(), 6);
    for (number, text) in markup.iter().enumerate() {
        let email = format!("naughty-{number}@example.com");
        let body = json!({"name": text, "email": email, "password": "a password for tests"}).to_string();
        let answer = post(&site, "/api/v1/auth/register", None, (JSON, &body)).await;
        assert_eq!(answer.status, 201, "{text:?} {}", answer.body);
        let token = serde_json::from_str::<Value>(&answer.body).unwrap()["token"].as_str().unwrap().to_owned();
        let me = get(&site, "/api/v1/auth/me", Some(&token)).await;
        assert_eq!(serde_json::from_str::<Value>(&me.body).unwrap()["name"].as_str().unwrap(), text.trim());
        let page = get(&site, "/cart", Some(&token)).await;
        assert_eq!(page.status, 200);
        assert!(!page.body.contains(text.trim()), "{text:?} stands in the page as it is");
    }
}

/// The fields that a problem names.
fn named(answer: &Answer) -> Vec<String> {
    let problem: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().filter_map(|e| e["field"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn absurd_json_gets_a_problem_that_names_the_field() {
    let site = Site::start().await;
    let buyer = site.register_buyer("absurd-buyer").await;
    let session = site.session_of(&buyer).await;
    let long = "x".repeat(100_000);
    let address = |field: &str, value: Value| {
        let mut address = json!({"email": "a@example.com", "name": "A", "street": "S 1", "postal_code": "1", "city": "C", "country": "LU"});
        address[field] = value;
        json!({"address": address}).to_string()
    };
    let register = |field: &str, value: Value| {
        let mut account = json!({"name": "A", "email": "new@example.com", "password": "a password too"});
        account[field] = value;
        account.to_string()
    };
    let line = |field: &str, value: Value| {
        let goods = site.world.sellers[1];
        let mut line = json!({"seller": goods.seller, "product": goods.product, "variant": goods.variants[0]});
        line[field] = value;
        line.to_string()
    };
    let shop = |slug: &str, country: &str| json!({"name": "A", "slug": slug, "country": country, "currency": "EUR"});
    for (uri, body, status, field) in [
        ("/api/v1/auth/register", String::new(), 400, ""),
        ("/api/v1/auth/register", "{\"name\":\"A\",\"ema".into(), 400, ""),
        ("/api/v1/auth/register", "{}".into(), 422, "name"),
        ("/api/v1/auth/register", "[]".into(), 422, "body"),
        ("/api/v1/auth/register", register("name", json!("")), 422, "name"),
        ("/api/v1/auth/register", register("name", json!(long)), 422, "name"),
        ("/api/v1/auth/register", register("name", json!({"a": 1})), 422, "name"),
        ("/api/v1/auth/register", register("email", json!("nobody")), 422, "email"),
        ("/api/v1/auth/register", register("email", json!(format!("{long}@example.com"))), 422, "email"),
        ("/api/v1/auth/register", register("password", json!("short")), 422, "password"),
        ("/api/v1/auth/register", register("password", json!(long)), 422, "password"),
        ("/api/v1/auth/register", register("language", json!("xx")), 422, "language"),
        ("/api/v1/auth/register", register("admin", json!(true)), 422, "admin"),
        ("/api/v1/auth/register", register("shop", shop("../etc", "LU")), 422, "slug"),
        ("/api/v1/auth/register", register("shop", shop("admin", "LU")), 422, "slug"),
        ("/api/v1/auth/register", register("shop", shop("fine-shop", "Luxembourg")), 422, "country"),
        ("/api/v1/checkout", "{\"address\":{}}".into(), 422, "address.name"),
        ("/api/v1/checkout", address("name", json!("")), 422, "address.name"),
        ("/api/v1/checkout", address("name", json!(long)), 422, "address.name"),
        ("/api/v1/checkout", address("street", json!("a\u{0}b")), 422, "address.street"),
        ("/api/v1/checkout", address("email", json!("a@")), 422, "address.email"),
        ("/api/v1/checkout", address("country", json!("LUX")), 422, "address.country"),
        ("/api/v1/cart/lines", "{}".into(), 422, "seller"),
        ("/api/v1/cart/lines", line("seller", json!("me")), 422, "seller"),
        ("/api/v1/cart/lines", line("quantity", json!(-1)), 422, "quantity"),
        ("/api/v1/cart/lines", line("quantity", json!(1.5)), 422, "quantity"),
        ("/api/v1/cart/lines", line("quantity", json!(0)), 422, "quantity"),
        ("/api/v1/cart/lines", line("quantity", json!(4_294_967_295_u64)), 422, "quantity"),
        ("/api/v1/cart/lines", line("quantity", json!(18_446_744_073_709_551_615_u64)), 422, "quantity"),
    ] {
        let answer = post(&site, uri, Some(&session), (JSON, &body)).await;
        let shown: String = body.chars().take(200).collect();
        assert_eq!(answer.status, status, "{uri} {shown} {}", answer.body);
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{uri} {shown}");
        if !field.is_empty() {
            assert!(
                named(&answer).iter().any(|f| f == field),
                "{uri} {shown}: {field} is not named in {}",
                answer.body
            );
        }
    }
    let text = post(&site, "/api/v1/checkout", Some(&session), ("text/plain", "{}")).await;
    assert_eq!(text.status, 415);
    let huge = format!("{{\"name\":\"{}\"}}", "x".repeat(2 * web_kit::BODY_LIMIT));
    assert_eq!(post(&site, "/api/v1/auth/register", None, (JSON, &huge)).await.status, 413);
}

#[tokio::test]
async fn absurd_forms_get_a_message_beside_the_field() {
    let site = Site::start().await;
    let long = "x".repeat(10_000);
    let account =
        |name: &str, email: &str, password: &str| encoded(&[("name", name), ("email", email), ("password", password)]);
    for (uri, body, field) in [
        ("/sign-up", String::new(), "name"),
        ("/sign-up", "name=%".into(), "email"),
        ("/sign-up", account(&long, "a@example.com", "a password too"), "name"),
        ("/sign-up", account("A", "a@", "a password too"), "email"),
        ("/sign-up", account("A", "a@example.com", "short"), "password"),
        ("/sell", String::new(), "shop_name"),
        ("/sell", "shop_name=A&slug=..%2F..&country=LU".into(), "slug"),
        ("/sell", "shop_name=A&slug=a-shop&country=Nowhere".into(), "country"),
    ] {
        let answer = post(&site, uri, None, (FORM, &body)).await;
        let shown: String = body.chars().take(100).collect();
        assert_eq!(answer.status, 422, "{uri} {shown}");
        let input = answer.body.split('<').find(|tag| tag.contains(&format!("name=\"{field}\"")));
        let input = input.unwrap_or_else(|| panic!("{uri} {shown}: no field {field}"));
        assert!(input.contains("aria-invalid=\"true\""), "{uri} {shown}: nothing beside {field}: <{input}");
    }
    for (uri, body) in
        [("/cart/lines", ""), ("/cart/lines", "seller=me"), ("/cart/lines/x", "quantity=1"), ("/checkout", "")]
    {
        let answer = post(&site, uri, None, (FORM, body)).await;
        assert!(!answer.status.is_server_error() && !answer.status.is_success(), "{uri} {body}: {}", answer.status);
    }
    let json = post(&site, "/sign-up", None, (JSON, "{}")).await;
    assert_eq!(json.status, 415);
}
