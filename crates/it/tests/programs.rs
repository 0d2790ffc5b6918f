//! Programs over the API: access and refresh tokens for one seller, API keys, and what ends them.
#![allow(clippy::unwrap_used, missing_docs)]

use identity::SignedIn;
use it::{Answer, Ask, Site};
use serde_json::{Value, json};

async fn call(site: &Site, method: &str, uri: &str, bearer: Option<&str>, body: Option<&Value>) -> (u16, Value) {
    let text = body.map(ToString::to_string);
    let body = text.as_deref().map(|text| ("application/json", text));
    let answer: Answer = site.ask(&Ask { method, uri, session: bearer, body, ..Ask::default() }).await;
    (answer.status.as_u16(), serde_json::from_str(&answer.body).unwrap_or(Value::Null))
}

async fn tokens(site: &Site, name: &str, seller: Option<String>) -> (u16, Value) {
    let mut body = json!({ "email": format!("{name}@example.com"), "password": "a password for tests" });
    if let Some(seller) = seller {
        body["seller"] = seller.into();
    }
    call(site, "POST", "/api/v1/auth/token", None, Some(&body)).await
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("no {field} in {value}"))
}

/// Makes a user a member of another's team.
async fn add(site: &Site, owner: &SignedIn, member: &SignedIn, role: &str) {
    let sql = "INSERT INTO members (seller_id, id, user_id, role) VALUES ($1, gen_random_uuid(), $2, $3)";
    site.world.oracle.execute(sql, &[&owner.seller, &member.user, &role]).await.unwrap();
}

async fn refresh(site: &Site, token: &str) -> (u16, Value) {
    call(site, "POST", "/api/v1/auth/token/refresh", None, Some(&json!({ "refresh_token": token }))).await
}

#[tokio::test]
async fn an_access_token_opens_one_seller_and_ends_with_its_family() {
    let site = Site::start().await;
    let (ada, bob) = (site.register_seller("ada-shop").await, site.register_seller("bob-shop").await);
    add(&site, &ada, &bob, "operator").await;
    assert_eq!(tokens(&site, "bob-shop", None).await.0, 422, "he works for two and names none");
    let (status, pair) = tokens(&site, "bob-shop", Some(ada.seller.unwrap().to_string())).await;
    assert_eq!(status, 200, "{pair}");
    let access = text(&pair, "access_token");
    let orders = async |token: &str| call(&site, "GET", "/api/v1/orders", Some(token), None).await.0;
    assert_eq!(orders(access).await, 200);
    assert_eq!(
        call(&site, "GET", "/api/v1/shop", Some(access), None).await.0,
        403,
        "an operator does not see settings"
    );
    // Named another seller, though Bob works for it, the token has no place there.
    let other = bob.seller.unwrap().to_string();
    let ask =
        Ask { method: "GET", uri: "/api/v1/orders", session: Some(access), seller: Some(&other), ..Ask::default() };
    assert_eq!(site.ask(&ask).await.status, 404);
    // The account itself is not a program's.
    let (status, problem) = call(&site, "GET", "/api/v1/sessions", Some(access), None).await;
    assert_eq!((status, text(&problem, "code")), (403, "not_by_token"));
    assert_eq!(call(&site, "GET", "/api/v1/cart", Some(access), None).await.0, 200);
    // Exchanged, the pair is new; the former refresh token ends the family.
    let (status, next) = refresh(&site, text(&pair, "refresh_token")).await;
    assert_eq!(status, 200, "{next}");
    assert_eq!(orders(text(&next, "access_token")).await, 200);
    let (status, problem) = refresh(&site, text(&pair, "refresh_token")).await;
    assert_eq!((status, text(&problem, "code")), (401, "token_reused"));
    assert_eq!(orders(text(&next, "access_token")).await, 401, "at once");
    let (status, problem) = refresh(&site, text(&next, "refresh_token")).await;
    assert_eq!((status, text(&problem, "code")), (401, "token_ended"));
    assert_eq!(site.world.count("SELECT FROM token_families WHERE ended_for = 'reused'").await, 1);
    let told = "SELECT FROM mails WHERE recipient = 'bob-shop@example.com' AND kind = 'token-reused' AND text LIKE '%ada-shop%'";
    assert_eq!(site.world.count(told).await, 1, "its user is told, once");
}

#[tokio::test]
async fn programs_end_with_the_place_in_the_team_and_by_their_user() {
    let site = Site::start().await;
    let (ada, bob) = (site.register_seller("ada-shop").await, site.register_seller("bob-shop").await);
    add(&site, &ada, &bob, "viewer").await;
    let seller = ada.seller.unwrap().to_string();
    let (_, pair) = tokens(&site, "bob-shop", Some(seller.clone())).await;
    let (_, own) = tokens(&site, "bob-shop", Some(bob.seller.unwrap().to_string())).await;
    let orders =
        async |pair: &Value| call(&site, "GET", "/api/v1/orders", Some(text(pair, "access_token")), None).await.0;
    assert_eq!((orders(&pair).await, orders(&own).await), (200, 200));
    // A change of role works at the next request, and a viewer's write is refused.
    let session = site.session_of(&ada).await;
    let (_, members) = call(&site, "GET", "/api/v1/teams/members", Some(&session), None).await;
    let place = members.as_array().unwrap().iter().find(|m| m["role"] == "viewer").unwrap();
    let uri = format!("/api/v1/teams/members/{}", text(place, "id"));
    let (status, changed) =
        call(&site, "PUT", &uri, Some(&session), Some(&json!({ "denials": ["orders.view"] }))).await;
    assert_eq!(status, 200, "{changed}");
    assert_eq!(orders(&pair).await, 403);
    let (status, _) = call(&site, "PUT", &uri, Some(&session), Some(&json!({ "denials": [] }))).await;
    assert_eq!((status, orders(&pair).await), (200, 200));
    // Removed, his program is out of this team, and only of this one.
    assert_eq!(call(&site, "DELETE", &uri, Some(&session), None).await.0, 204);
    assert_eq!((orders(&pair).await, orders(&own).await), (401, 200));
    assert_eq!(refresh(&site, text(&pair, "refresh_token")).await.0, 401);
    assert_eq!(tokens(&site, "bob-shop", Some(seller)).await.0, 404);
    // Bob ends his other program himself.
    let bobs = site.session_of(&bob).await;
    let (_, programs) = call(&site, "GET", "/api/v1/sessions/programs", Some(&bobs), None).await;
    assert_eq!(programs.as_array().unwrap().len(), 1, "{programs}");
    let uri = format!("/api/v1/sessions/programs/{}", text(&programs[0], "id"));
    assert_eq!(call(&site, "DELETE", &uri, Some(&session), None).await.0, 404, "it is not Ada's");
    assert_eq!(call(&site, "DELETE", &uri, Some(&bobs), None).await.0, 204);
    assert_eq!(orders(&own).await, 401);
}

#[tokio::test]
async fn a_key_does_what_it_was_given_as_long_as_its_maker_may() {
    let site = Site::start().await;
    let (ada, bob) = (site.register_seller("ada-shop").await, site.register_seller("bob-shop").await);
    add(&site, &ada, &bob, "admin").await;
    let (adas, bobs) = (site.session_of(&ada).await, site.session_of(&bob).await);
    let seller = ada.seller.unwrap().to_string();
    let as_bob = async |method: &str, uri: &str, body: Option<&Value>| {
        let text = body.map(ToString::to_string);
        let body = text.as_deref().map(|text| ("application/json", text));
        let ask = Ask { method, uri, session: Some(&bobs), body, seller: Some(&seller), ..Ask::default() };
        let answer = site.ask(&ask).await;
        (answer.status.as_u16(), serde_json::from_str::<Value>(&answer.body).unwrap_or(Value::Null))
    };
    for (refused, status) in
        [("billing.manage", 403), ("team.edit", 403), ("api_keys.manage", 403), ("orders.all", 422)]
    {
        let body = json!({ "name": "ERP", "permissions": ["orders.view", refused] });
        assert_eq!(as_bob("POST", "/api/v1/api-keys", Some(&body)).await.0, status, "{refused}");
    }
    let body = json!({ "name": "ERP", "permissions": ["orders.view"], "days": 30 });
    let (status, made) = as_bob("POST", "/api/v1/api-keys", Some(&body)).await;
    assert_eq!(status, 201, "{made}");
    let key = text(&made, "key").to_owned();
    assert!(key.starts_with(&format!("karum_{}_", text(&made, "prefix"))));
    let stored = "SELECT FROM api_keys WHERE name = 'ERP' AND to_jsonb(api_keys)::text LIKE '%' || $1 || '%'";
    let secret = key.rsplit('_').next().unwrap();
    assert!(site.world.oracle.query(stored, &[&secret]).await.unwrap().is_empty(), "the secret is stored nowhere");
    let with = async |uri: &str| call(&site, "GET", uri, Some(&key), None).await.0;
    assert_eq!((with("/api/v1/orders").await, with("/api/v1/products").await), (200, 403));
    let (_, listed) = call(&site, "GET", "/api/v1/api-keys", Some(&adas), None).await;
    assert_eq!(listed.as_array().unwrap().len(), 1);
    assert!(listed[0]["seen_at"].is_string() && listed[0]["expires_at"].is_string(), "{listed}");
    // Its maker loses the permission: so does the key. He is suspended: it is revoked.
    let roster = call(&site, "GET", "/api/v1/teams/members", Some(&adas), None).await.1;
    let place = roster.as_array().unwrap().iter().find(|m| m["role"] == "admin").unwrap();
    let uri = format!("/api/v1/teams/members/{}", text(place, "id"));
    let change = async |body: Value| call(&site, "PUT", &uri, Some(&adas), Some(&body)).await.0;
    assert_eq!((change(json!({ "denials": ["orders.view"] })).await, with("/api/v1/orders").await), (200, 403));
    assert_eq!((change(json!({ "denials": [] })).await, with("/api/v1/orders").await), (200, 200));
    assert_eq!((change(json!({ "state": "suspended" })).await, with("/api/v1/orders").await), (200, 401));
    assert_eq!(
        (change(json!({ "state": "active" })).await, with("/api/v1/orders").await),
        (200, 401),
        "it stays revoked"
    );
    // Expired and revoked.
    let (_, second) = as_bob("POST", "/api/v1/api-keys", Some(&body)).await;
    let (_, third) = as_bob("POST", "/api/v1/api-keys", Some(&body)).await;
    let sql = format!("UPDATE api_keys SET expires_at = now() WHERE id = '{}'", text(&second, "id"));
    site.world.oracle.batch_execute(&sql).await.unwrap();
    let revoked = as_bob("DELETE", &format!("/api/v1/api-keys/{}", text(&third, "id")), None).await.0;
    assert_eq!(revoked, 204);
    for ended in [&second, &third] {
        assert_eq!(call(&site, "GET", "/api/v1/orders", Some(text(ended, "key")), None).await.0, 401);
    }
    assert_eq!(site.world.count("SELECT FROM audit_log WHERE action LIKE 'api_key.%'").await, 4);
}
