//! The seller's side over HTTP: orders entered by hand, notes, settings, shops for who is signed in.
#![allow(clippy::unwrap_used, missing_docs)]

use it::{Answer, Ask, Site, encoded};
use serde_json::{Value, json};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

async fn get(site: &Site, uri: &str, session: &str) -> Answer {
    site.ask(&Ask { method: "GET", uri, session: Some(session), ..Ask::default() }).await
}

async fn form(site: &Site, uri: &str, session: &str, fields: &[(&str, &str)]) -> Answer {
    let body = encoded(fields);
    site.ask(&Ask { method: "POST", uri, session: Some(session), body: Some((FORM, &body)), ..Ask::default() }).await
}

async fn call(site: &Site, method: &str, uri: &str, session: &str, body: &Value, key: &str) -> (u16, Value) {
    let body = body.to_string();
    let ask = Ask { method, uri, session: Some(session), body: Some((JSON, &body)), key: Some(key), ..Ask::default() };
    let answer = site.ask(&ask).await;
    (answer.status.as_u16(), serde_json::from_str(&answer.body).unwrap_or_default())
}

/// A session of the first seller's owner. Nobody can sign in as him, so that he gets a row.
async fn owner(site: &Site) -> String {
    let s = site.world.sellers[0];
    let who = identity::SignedIn {
        session: types::SessionId::new(),
        user: s.owner,
        buyer: None,
        seller: Some(s.seller),
        language: types::Language::En,
    };
    site.session_of(&who).await
}

fn new_order(site: &Site, quantity: u32) -> Value {
    json!({"channel": "telephone", "note": "",
        "address": {"name": "A", "street": "S 1", "postal_code": "1", "city": "C", "country": "LU"},
        "lines": [{"variant": site.world.sellers[0].variants[1], "quantity": quantity}]})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_key_at_once_is_one_order_over_the_api() {
    let site = Site::start().await;
    let session = owner(&site).await;
    let body = new_order(&site, 1);
    let ask = || call(&site, "POST", "/api/v1/orders", &session, &body, "k");
    let answers = [ask(), ask(), ask(), ask()];
    let answers = futures_util::future::join_all(answers).await;
    for (status, order) in &answers {
        assert_eq!((*status, &order["id"]), (201, &answers[0].1["id"]), "{answers:?}");
    }
    let (status, problem) = call(&site, "POST", "/api/v1/orders", &session, &new_order(&site, 2), "k").await;
    assert_eq!((status, &problem["code"]), (422, &json!("idempotency_key_reused")));
    assert_eq!(site.world.count("SELECT FROM orders WHERE channel = 'telephone'").await, 1);
    for absurd in [-1, i64::MAX] {
        let mut body = new_order(&site, 1);
        body["shipping"] = json!(absurd);
        let (status, problem) = call(&site, "POST", "/api/v1/orders", &session, &body, "k2").await;
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("shipping")), "{absurd}");
    }
}

#[tokio::test]
async fn an_order_is_entered_on_the_page_once_and_absurd_choices_are_named() {
    let site = Site::start().await;
    let session = owner(&site).await;
    let page = get(&site, "/seller/seed-a/orders/new", &session).await;
    let key = page.hidden("idempotency_key").to_owned();
    let sku = "HAND-1".to_owned();
    let named = "UPDATE variants SET sku = $2 WHERE id = $1";
    site.world.oracle.execute(named, &[&site.world.sellers[0].variants[1], &sku]).await.unwrap();
    let fields = |change: (&'static str, &'static str)| {
        let mut fields = vec![
            ("idempotency_key", key.as_str()),
            ("channel", "counter"),
            ("delivery", "ship"),
            ("name", "A"),
            ("street", "S 1"),
            ("postal_code", "1"),
            ("city", "C"),
            ("country", "LU"),
            ("line.0.item", &sku),
            ("line.0.quantity", "1"),
            ("do", "place"),
        ];
        fields.retain(|(name, _)| *name != change.0);
        fields.push(change);
        fields
    };
    for (field, value) in
        [("channel", "pigeon"), ("delivery", "teleport"), ("country", "ZZ"), ("shipping", "99999999999")]
    {
        let refused = form(&site, "/seller/seed-a/orders/new", &session, &fields((field, value))).await;
        assert_eq!(refused.status, 422, "{field}");
        let place = refused.body.rsplit(&format!("name=\"{field}\"")).next().unwrap();
        assert!(place.split("</div></div>").next().unwrap().contains("field-error"), "{field}: nothing beside it");
    }
    let entered = form(&site, "/seller/seed-a/orders/new", &session, &fields(("note", ""))).await;
    assert_eq!(entered.status, 303, "{}", entered.main());
    let again = form(&site, "/seller/seed-a/orders/new", &session, &fields(("note", ""))).await;
    assert_eq!(again.location(), entered.location());
    assert_eq!(site.world.count("SELECT FROM orders WHERE channel = 'counter'").await, 1);
}

#[tokio::test]
async fn a_note_has_its_form_its_notice_and_its_limit() {
    let site = Site::start().await;
    let session = owner(&site).await;
    let path = format!("/seller/seed-a/orders/{}", site.world.sellers[0].order);
    let uri = format!("{path}/note");
    assert!(get(&site, &path, &session).await.body.contains(&format!("action=\"{uri}\"")));
    let saved = form(&site, &uri, &session, &[("text", "ring twice")]).await;
    let shown = get(&site, saved.location(), &session).await;
    assert!(shown.body.contains("The note is saved") && shown.body.contains("ring twice"));
    let long = form(&site, &uri, &session, &[("text", &"x".repeat(2001))]).await;
    assert!(long.status == 422 && long.body.contains("id=\"text-error\"") && long.body.contains("xxxx"));
    let note = json!({"note": "by telephone"});
    let uri = uri.replace("/seller/seed-a", "/api/v1");
    let (status, order) = call(&site, "PUT", &uri, &session, &note, "").await;
    assert_eq!((status, &order["note"]), (200, &json!("by telephone")));
    assert_eq!(site.world.count("SELECT FROM audit_log WHERE action = 'order.note'").await, 2);
}

#[tokio::test]
async fn settings_name_the_field_that_is_absurd() {
    let site = Site::start().await;
    let session = owner(&site).await;
    let good = [
        ("name", "Shop"),
        ("slug", "seed-a"),
        ("about", ""),
        ("country", "LU"),
        ("language", "en"),
        ("vat_number", ""),
        ("time_zone", "Europe/Luxembourg"),
        ("shipping_flat", "4.90"),
        ("shipping_free_above", ""),
        ("open", "on"),
    ];
    for (field, value) in [
        ("shipping_flat", "92233720368547758.07"),
        ("shipping_free_above", "1000000000"),
        ("country", "ZZ"),
        ("language", "tlh"),
        ("time_zone", "Mars"),
    ] {
        let fields: Vec<_> =
            good.iter().map(|(name, kept)| (*name, if *name == field { value } else { kept })).collect();
        let refused = form(&site, "/seller/seed-a/settings", &session, &fields).await;
        assert_eq!(refused.status, 422, "{field}");
        let place = refused.body.split(&format!("id=\"{field}\"")).nth(1).unwrap();
        assert!(place.split("</div>").next().unwrap().contains("field-error"), "{field}: nothing beside it");
    }
    assert_eq!(form(&site, "/seller/seed-a/settings", &session, &good).await.status, 303);
}

#[tokio::test]
async fn who_is_signed_in_opens_a_shop_for_his_account() {
    let site = Site::start().await;
    let buyer = site.register_buyer("to-be-seller").await;
    let session = site.session_of(&buyer).await;
    let page = get(&site, "/sell", &session).await;
    assert!(page.status == 200 && !page.main().contains("name=\"password\""), "no second account");
    let shop = |country: &'static str, currency: &'static str| {
        [("shop_name", "Ada's"), ("slug", "adas"), ("country", country), ("currency", currency)]
    };
    for (country, currency, field) in [("ZZ", "EUR", "country"), ("LU", "ZZZ", "currency"), ("LU", "", "currency")] {
        let refused = form(&site, "/sell", &session, &shop(country, currency)).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.body.contains(&format!("id=\"{field}-error\"")),
            "{country} {currency}: nothing beside {field}"
        );
    }
    assert_eq!(form(&site, "/sell", &session, &shop("LU", "EUR")).await.location(), "/seller/adas?done=welcome");
    assert_eq!(get(&site, "/seller/adas", &session).await.status, 200);
    assert_eq!(get(&site, "/seller?done=welcome", &session).await.location(), "/seller/adas?done=welcome");
    assert_eq!(get(&site, "/sell", &session).await.location(), "/seller");
    let other = site.session_of(&site.register_buyer("another-one").await).await;
    let body = json!({"name": "B", "slug": "the-others", "country": "LU", "currency": "EUR"});
    assert_eq!(call(&site, "POST", "/api/v1/shop", &other, &body, "").await.0, 201);
    let (status, problem) = call(&site, "POST", "/api/v1/shop", &other, &body, "").await;
    assert_eq!((status, &problem["code"]), (422, &json!("slug_taken")));
    assert_eq!(get(&site, "/api/v1/orders", &other).await.status, 200);
    // With a second shop, a request says which of the two it is about.
    let second = json!({"name": "B", "slug": "the-others-too", "country": "LU", "currency": "EUR"});
    assert_eq!(call(&site, "POST", "/api/v1/shop", &other, &second, "").await.0, 201);
    let unnamed = get(&site, "/api/v1/orders", &other).await;
    assert!(unnamed.status == 400 && unnamed.body.contains("seller_unnamed"), "{}", unnamed.body);
}

#[tokio::test]
async fn a_buyer_sees_and_ends_his_sessions_only() {
    let site = Site::start().await;
    let (ada, eve) = (site.register_buyer("ada").await, site.register_buyer("eve").await);
    let (here, there, hers) = (site.session_of(&ada).await, site.session_of(&ada).await, site.session_of(&eve).await);
    let page = get(&site, "/account/sessions", &here).await;
    let other = page.body.split("name=\"session\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(form(&site, "/account/sessions/end", &hers, &[("session", &other)]).await.status, 404);
    assert_eq!(form(&site, "/account/sessions/end", &here, &[("session", "x")]).await.status, 404);
    assert_eq!(form(&site, "/account/sessions/end", &here, &[("session", &other)]).await.status, 303);
    form(&site, "/account/sessions/end-others", &here, &[]).await;
    assert_eq!(get(&site, "/purchases", &there).await.status, 303, "ended at once");
    for kept in [&here, &hers] {
        assert_eq!(get(&site, "/purchases", kept).await.status, 200);
    }
}
