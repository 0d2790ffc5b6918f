//! From the product's page to the purchase, as browsers and programs do it: what is said where, and what is ordered.
#![allow(clippy::unwrap_used, missing_docs)]

use it::{Answer, Ask, Site, encoded};
use serde_json::{Value, json};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

async fn get(site: &Site, uri: &str, session: Option<&str>) -> Answer {
    site.ask(&Ask { method: "GET", uri, session, ..Ask::default() }).await
}

async fn form(site: &Site, uri: &str, session: Option<&str>, fields: &[(&str, &str)]) -> Answer {
    let body = encoded(fields);
    site.ask(&Ask { method: "POST", uri, session, body: Some((FORM, &body)), ..Ask::default() }).await
}

async fn call(site: &Site, method: &str, uri: &str, session: Option<&str>, body: &Value, key: &str) -> (u16, Value) {
    let body = body.to_string();
    let ask = Ask { method, uri, session, body: Some((JSON, &body)), key: Some(key), ..Ask::default() };
    let answer = site.ask(&ask).await;
    (answer.status.as_u16(), serde_json::from_str(&answer.body).unwrap_or_default())
}

/// The ids of a seller's goods, as the form on a product's page holds them.
fn goods(site: &Site, seller: usize, variant: usize) -> [String; 3] {
    let s = site.world.sellers[seller];
    [s.seller.to_string(), s.product.to_string(), s.variants[variant].to_string()]
}

async fn add(site: &Site, session: Option<&str>, (seller, variant): (usize, usize), quantity: &str) -> Answer {
    let [seller, product, variant] = goods(site, seller, variant);
    let fields = [("seller", &*seller), ("product", &product), ("variant", &variant), ("quantity", quantity)];
    form(site, "/cart/lines", session, &fields).await
}

async fn guest(site: &Site) -> String {
    add(site, None, (0, 0), "1").await.session().unwrap()
}

/// The checkout's form, as it is shown, with a good address.
async fn checkout(site: &Site, session: &str, name: &str) -> Vec<(&'static str, String)> {
    let page = get(site, "/checkout", Some(session)).await;
    assert_eq!(page.status, 200, "{}", page.location());
    let fixed = [("email", "a@example.com"), ("line1", "Street 1"), ("postcode", "1000"), ("city", "Town")];
    let mut fields: Vec<_> = fixed.iter().map(|(field, value)| (*field, (*value).to_owned())).collect();
    fields.extend([("name", name.to_owned()), ("country", "LU".to_owned())]);
    fields.extend(["idempotency_key", "reviewed"].map(|field| (field, page.hidden(field).to_owned())));
    fields
}

async fn order(site: &Site, session: &str, fields: &[(&'static str, String)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    form(site, "/checkout", Some(session), &fields).await
}

#[tokio::test]
async fn absurd_quantities_are_answered_beside_them_and_change_nothing() {
    let site = Site::start().await;
    let session = guest(&site).await;
    add(&site, Some(&session), (1, 0), "2").await;
    let shown = get(&site, "/cart", Some(&session)).await;
    let line = shown.body.split("/cart/lines/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let uri = format!("/cart/lines/{line}");
    for typed in ["0", "-1", "abc", "5000", "", "1.5", "99999999999999999999"] {
        let answer = form(&site, &uri, Some(&session), &[("quantity", typed)]).await;
        assert_eq!(answer.status, 422, "{typed}");
        let input = format!("id=\"quantity-{line}\" type=\"number\" name=\"quantity\" value=\"{typed}\"");
        let field = answer.body.split(&input).nth(1).unwrap_or_else(|| panic!("{typed}: not shown again"));
        assert!(field.split('>').next().unwrap().contains("aria-invalid=\"true\""), "{typed}");
        assert_eq!(answer.body.matches("aria-invalid").count(), 1, "{typed}: the other line is in order");
    }
    assert_eq!(form(&site, &uri, Some(&session), &[]).await.status, 422, "no quantity at all");
    let quantities = "SELECT FROM cart_lines WHERE quantity = 1 OR quantity = 2";
    assert_eq!(site.world.count(quantities).await, 4, "two of the seed, two of the guest");
    assert_eq!(form(&site, &uri, Some(&session), &[("quantity", "7")]).await.status, 303);
    assert_eq!(site.world.count("SELECT FROM cart_lines WHERE quantity = 7").await, 1);
    assert_eq!(form(&site, &uri, Some(&session), &[("remove", "yes")]).await.status, 303);
    assert_eq!(form(&site, &uri, Some(&session), &[("remove", "yes")]).await.status, 303, "in two windows");
    assert_eq!(site.world.count("SELECT FROM cart_lines WHERE quantity = 7").await, 0);
}

#[tokio::test]
async fn what_is_refused_leaves_no_guest_behind() {
    let site = Site::start().await;
    let before = site.world.count("SELECT FROM buyers").await;
    for typed in ["0", "-1", "abc", "1000", ""] {
        let answer = add(&site, None, (0, 0), typed).await;
        assert_eq!((answer.status.as_u16(), answer.session()), (422, None), "{typed}");
        assert!(answer.body.contains("notice-danger"), "{typed}");
    }
    let incomplete = form(&site, "/cart/lines", None, &[("seller", "me")]).await;
    assert_eq!((incomplete.status.as_u16(), incomplete.session()), (422, None));
    let [seller, product, _] = goods(&site, 0, 0);
    let [_, _, foreign] = goods(&site, 1, 0);
    let fields = [("seller", &*seller), ("product", &product), ("variant", &foreign)];
    assert_eq!(form(&site, "/cart/lines", None, &fields).await.status, 404);
    for body in [
        json!({}),
        json!({"seller": seller, "product": product, "variant": foreign}),
        json!({"seller": seller, "product": product, "variant": foreign, "quantity": 0}),
    ] {
        let (status, _) = call(&site, "POST", "/api/v1/cart/lines", None, &body, "").await;
        assert!((400..500).contains(&status), "{body}: {status}");
    }
    assert_eq!(site.world.count("SELECT FROM buyers").await, before);
    site.world
        .oracle
        .execute("UPDATE shelf_products SET variants = jsonb_set(variants, '{0,in_stock}', 'false')", &[])
        .await
        .unwrap();
    let answer = add(&site, None, (0, 0), "1").await;
    assert_eq!(answer.status, 409, "sold out: said at the cart");
    assert!(answer.body.contains("sold out") && answer.session().is_none());
}

#[tokio::test]
async fn a_form_sent_again_from_the_history_leads_to_what_was_ordered() {
    let site = Site::start().await;
    let session = guest(&site).await;
    let mut fields = checkout(&site, &session, "Ada").await;
    let without: Vec<_> = fields.iter().filter(|(name, _)| *name != "idempotency_key").cloned().collect();
    assert_eq!(order(&site, &session, &without).await.status, 422, "no key: the form again");
    let mut long = fields.clone();
    long.iter_mut().find(|(name, _)| *name == "idempotency_key").unwrap().1 = "k".repeat(201);
    assert_eq!(order(&site, &session, &long).await.status, 422);
    let placed = order(&site, &session, &fields).await;
    assert!(placed.location().starts_with("/p/"), "{}", placed.location());
    assert_eq!(get(&site, placed.location(), None).await.status, 200, "the guest's link opens it without his cookie");
    let again = order(&site, &session, &fields).await;
    assert!(
        again.location().starts_with("/purchases/") && again.location().ends_with("placed=1"),
        "{}",
        again.location()
    );
    // another address, the same key, and by now an empty cart
    fields.iter_mut().find(|(name, _)| *name == "name").unwrap().1 = "Eve".into();
    let changed = order(&site, &session, &fields).await;
    assert_eq!((changed.status.as_u16(), changed.location().ends_with("done=ordered")), (303, true));
    let shown = get(&site, changed.location(), Some(&session)).await;
    assert!(shown.status == 200 && shown.body.contains("nothing was ordered twice") && shown.body.contains("Ada"));
    fields.iter_mut().find(|(name, _)| *name == "idempotency_key").unwrap().1 = "new".into();
    assert_eq!(order(&site, &session, &fields).await.location(), "/cart?done=nothing");
    assert_eq!(site.world.count("SELECT FROM purchases WHERE number NOT LIKE 'P-SEED%'").await, 1);
}

#[tokio::test]
async fn what_was_not_reviewed_is_not_ordered() {
    let site = Site::start().await;
    let session = guest(&site).await;
    let fields = checkout(&site, &session, "Ada").await;
    add(&site, Some(&session), (1, 0), "1").await; // in another tab
    let refused = order(&site, &session, &fields).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("changed since you saw this page") && refused.body.contains("value=\"Ada\""));
    let mut again = fields.clone();
    again.iter_mut().find(|(name, _)| *name == "reviewed").unwrap().1 = refused.hidden("reviewed").to_owned();
    assert!(order(&site, &session, &again).await.location().starts_with("/p/"));
    let list = get(&site, "/purchases", Some(&session)).await;
    assert!(list.main().contains("2 items"), "counted: {}", list.main());

    // a program says which totals it saw
    add(&site, Some(&session), (0, 0), "1").await;
    let address = json!({"email": "a@example.com", "name": "A", "street": "S 1", "postal_code": "1", "city": "C", "country": "LU"});
    let order = |minor: i64| json!({"address": address, "expected_totals": [{"minor": minor, "currency": "EUR"}]});
    let (status, problem) = call(&site, "POST", "/api/v1/checkout", Some(&session), &order(1000), "k").await;
    assert_eq!((status, &problem["code"]), (409, &json!("review_changed")));
    let (status, placed) = call(&site, "POST", "/api/v1/checkout", Some(&session), &order(1490), "k").await;
    assert_eq!(status, 201, "{placed}");
    let (status, same) = call(&site, "POST", "/api/v1/checkout", Some(&session), &order(1490), "k").await;
    assert_eq!((status, &same["purchases"][0]["id"]), (201, &placed["purchases"][0]["id"]));
    let (status, problem) = call(&site, "POST", "/api/v1/checkout", Some(&session), &order(1), "k").await;
    assert_eq!((status, &problem["code"]), (422, &json!("idempotency_key_reused")));
}

#[tokio::test]
async fn more_than_there_is_is_said_beside_the_quantity() {
    let site = Site::start().await;
    let session = guest(&site).await;
    add(&site, Some(&session), (0, 1), "11").await; // ten are there
    let fields = checkout(&site, &session, "Ada").await;
    let refused = order(&site, &session, &fields).await;
    assert_eq!(refused.status, 409);
    assert_eq!(refused.body.matches("aria-invalid=\"true\"").count(), 1, "the line that there is not enough of");
    assert!(refused.body.contains("not that many left"));
}

#[tokio::test]
async fn two_currencies_are_two_purchases_under_one_link() {
    let site = Site::start().await;
    let chf = "UPDATE shelf_products SET currency = 'CHF' WHERE seller_id = $1";
    site.world.oracle.execute(chf, &[&site.world.sellers[1].seller]).await.unwrap();
    let session = guest(&site).await;
    add(&site, Some(&session), (1, 0), "1").await;
    let placed = order(&site, &session, &checkout(&site, &session, "Ada").await).await;
    let first = get(&site, placed.location(), None).await;
    let token = placed.location().split('?').next().unwrap();
    let link = first.body.split(&format!("href=\"{token}?purchase=")).nth(1).expect("names the other purchase");
    let other = get(&site, &format!("{token}?purchase={}", link.split('"').next().unwrap()), None).await;
    assert_eq!(other.status, 200);
    assert!(other.body.contains(&format!("href=\"{token}?purchase=")), "and back");
    let foreign = format!("{token}?purchase={}", site.world.sellers[0].purchase);
    assert_eq!(get(&site, &foreign, None).await.status, 404, "a token opens its own checkout only");
    assert!(first.main().contains("CHF") && other.main().contains("CHF"), "one is in CHF, the other names it");
}

#[tokio::test]
async fn prices_are_confirmed_as_they_were_shown() {
    let site = Site::start().await;
    let session = guest(&site).await;
    let dearer = "UPDATE shelf_products SET variants = jsonb_set(variants, '{0,price}', '1100')";
    site.world.oracle.execute(dearer, &[]).await.unwrap();
    assert_eq!(get(&site, "/checkout", Some(&session)).await.status, 303, "not before they are confirmed");
    let shown = get(&site, "/cart", Some(&session)).await;
    let line = shown.hidden("line").to_owned();
    assert!(line.ends_with(":1100"), "{line}");
    let other = line.replace(":1100", ":1000");
    assert_eq!(form(&site, "/cart/confirm-prices", Some(&session), &[("line", &other)]).await.status, 303);
    assert_eq!(get(&site, "/checkout", Some(&session)).await.status, 303, "another price than the one shown");
    form(&site, "/cart/confirm-prices", Some(&session), &[("line", &line)]).await;
    assert_eq!(get(&site, "/checkout", Some(&session)).await.status, 200);

    let again = "UPDATE shelf_products SET variants = jsonb_set(variants, '{0,price}', '1200')";
    site.world.oracle.execute(again, &[]).await.unwrap();
    let cart: Value = serde_json::from_str(&get(&site, "/api/v1/cart", Some(&session)).await.body).unwrap();
    assert_eq!((&cart["lines"][0]["obstacle"], &cart["ready"]), (&json!("price_changed"), &json!(false)));
    let shown = json!([{"line": cart["lines"][0]["id"], "price": 1200}]);
    let (status, cart) = call(&site, "POST", "/api/v1/cart/confirm-prices", Some(&session), &shown, "").await;
    assert_eq!((status, &cart["ready"]), (200, &json!(true)));
}

#[tokio::test]
async fn a_page_of_a_hundred_purchases_names_the_next() {
    let site = Site::start().await;
    let buyer = site.register_buyer("collector").await;
    let session = site.session_of(&buyer).await;
    let sql = "INSERT INTO purchases (buyer_id, id, number, currency, items_total, shipping_total, tax_total, total, language, token_hash)
        SELECT $1, gen_random_uuid(), 'N-' || n, 'EUR', 1, 0, 0, 1, 'en', sha256(n::text::bytea) FROM generate_series(1, 101) n";
    site.world.oracle.execute(sql, &[&buyer.buyer.unwrap()]).await.unwrap();
    let first: Value =
        serde_json::from_str(&get(&site, "/api/v1/purchases?limit=100", Some(&session)).await.body).unwrap();
    assert_eq!(first["items"].as_array().unwrap().len(), 100);
    let next = format!("/api/v1/purchases?limit=100&cursor={}", first["next"].as_str().unwrap());
    let second: Value = serde_json::from_str(&get(&site, &next, Some(&session)).await.body).unwrap();
    assert_eq!((second["items"].as_array().unwrap().len(), &second["next"]), (1, &Value::Null));
    let page = get(&site, "/purchases?limit=100", Some(&session)).await;
    assert!(page.main().contains("rel=\"next\""));
}
