//! Products entered by hand and lists of products, as a seller changes them by page and by API.
#![allow(clippy::unwrap_used, missing_docs)]

use axum::http::StatusCode;
use it::{Answer, Ask, Site, encoded};
use serde_json::{Value, json};

struct Seller<'a> {
    site: &'a Site,
    session: String,
}

impl<'a> Seller<'a> {
    async fn open(site: &'a Site, name: &str) -> Self {
        let signed_in = site.register_seller(name).await;
        Self { site, session: site.session_of(&signed_in).await }
    }

    async fn get(&self, uri: &str) -> Answer {
        self.site.ask(&Ask { method: "GET", uri, session: Some(&self.session), ..Ask::default() }).await
    }

    async fn json(&self, method: &str, uri: &str, body: &Value) -> Answer {
        let text = body.to_string();
        let body = Some(("application/json", text.as_str()));
        self.site.ask(&Ask { method, uri, session: Some(&self.session), body, ..Ask::default() }).await
    }

    async fn form(&self, uri: &str, fields: &[(&str, &str)]) -> Answer {
        let text = encoded(fields);
        let body = Some(("application/x-www-form-urlencoded", text.as_str()));
        self.site.ask(&Ask { method: "POST", uri, session: Some(&self.session), body, ..Ask::default() }).await
    }

    async fn enter(&self, title: &str, brand: &str) -> Value {
        let new =
            json!({ "texts": [{ "language": "en", "title": title }], "brand": brand, "variants": [variant(690)] });
        let answer = self.json("POST", "/api/v1/products", &new).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }
}

fn variant(minor: i64) -> Value {
    json!({ "sku": "H-1", "price": { "minor": minor, "currency": "EUR" }, "stock": { "on_hand": 3 } })
}

async fn rows(site: &Site, sql: &str) -> String {
    site.world.oracle.query_one(&format!("SELECT coalesce(({sql})::text, '')"), &[]).await.unwrap().get(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_product_entered_by_hand_is_changed_whole_by_the_api() {
    let site = Site::start().await;
    let (own, other) = (Seller::open(&site, "anna-shop").await, Seller::open(&site, "bert-shop").await);
    let entered = own.enter("Honey", "Farm").await;
    let uri = format!("/api/v1/products/{}", entered["id"].as_str().unwrap());
    let mut first = variant(790);
    first["id"] = entered["variants"][0]["id"].clone();
    first["options"] = json!({ "size": "250 g" });
    let mut second = variant(1290);
    second["sku"] = json!("H-2");
    let new = json!({ "version": entered["version"], "brand": "Other farm", "texts": [{ "language": "en", "title": "Fine honey" }], "variants": [first, second] });
    assert_eq!(other.json("PUT", &uri, &new).await.status, StatusCode::NOT_FOUND);
    let changed = own.json("PUT", &uri, &new).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    let body: Value = serde_json::from_str(&changed.body).unwrap();
    assert_eq!((body["brand"].as_str(), body["variants"].as_array().unwrap().len()), (Some("Other farm"), 2));
    assert_eq!(own.json("PUT", &uri, &new).await.status, StatusCode::CONFLICT, "it has changed since it was read");
    let mut absurd = new.clone();
    absurd["version"] = body["version"].clone();
    absurd["variants"][1]["price"]["minor"] = json!(-1);
    let refused = own.json("PUT", &uri, &absurd).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("variants[1].price"), "{}", refused.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_changes_what_only_a_product_by_hand_has_and_adds_a_variant() {
    let site = Site::start().await;
    let own = Seller::open(&site, "anna-shop").await;
    let entered = own.enter("Honey", "Farm").await;
    let (id, variant) = (entered["id"].as_str().unwrap(), entered["variants"][0]["id"].as_str().unwrap());
    let page = own.get(&format!("/seller/anna-shop/products/{id}")).await.body;
    let at = page.rfind("name=\"version\" value=\"").unwrap() + "name=\"version\" value=\"".len();
    let version = page[at..].split('"').next().unwrap().to_owned();
    let name = |part: &str| format!("{part}.{variant}");
    let (price, stock, on_hand) = (name("price"), name("stock"), name("on_hand"));
    let (sku, gtin, color, weight, class) =
        (name("sku"), name("gtin"), name("color"), name("weight"), name("tax_class"));
    let save = format!("/seller/anna-shop/products/{id}/overrides");
    let mut fields = vec![
        ("version", version.as_str()),
        ("brand", "Other farm"),
        (&price, "7.90"),
        (&stock, "tracked"),
        (&on_hand, "9"),
        (&sku, "H-250"),
        (&gtin, "96385074"),
        (&color, "amber"),
        (&weight, "a lot"),
        (&class, "reduced"),
        ("size.new", "500 g"),
        ("price.new", "12.90"),
        ("quantity.new", "4"),
    ];
    let refused = own.form(&save, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Write whole grams") && refused.body.contains("value=\"a lot\""));
    fields[8].1 = "250";
    let saved = own.form(&save, &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let shown = format!(
        "SELECT jsonb_agg(jsonb_build_array(p.brand, v.sku, v.gtin, v.options, v.weight_grams, o.price, o.tax_class, s.on_hand) ORDER BY v.position)
         FROM products p JOIN variants v ON v.product_id = p.id JOIN offers o ON o.variant_id = v.id JOIN stock_levels s ON s.variant_id = v.id WHERE p.id = '{id}'"
    );
    assert_eq!(
        rows(&site, &shown).await,
        r#"[["Other farm", "H-250", "96385074", {"color": "amber"}, 250, 790, "reduced", 9], ["Other farm", null, null, {"size": "500 g"}, 250, 1290, "reduced", 4]]"#
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_that_match_are_published_and_an_unknown_word_does_nothing() {
    let site = Site::start().await;
    let (own, other) = (Seller::open(&site, "anna-shop").await, Seller::open(&site, "bert-shop").await);
    let honey = own.enter("Honey", "Farm").await;
    own.enter("Jam", "Kitchen").await;
    other.enter("Honey", "Farm").await;
    let published = "SELECT count(*) FROM variants WHERE published_at IS NOT NULL AND source = 'hand'";
    let fields = [("do", "zzz"), ("id", honey["id"].as_str().unwrap())];
    let refused = own.form("/seller/anna-shop/products/publish", &fields).await;
    assert_eq!((refused.status, rows(&site, published).await), (StatusCode::UNPROCESSABLE_ENTITY, "0".to_owned()));
    let list = own.get("/seller/anna-shop/products?brand=Farm").await.body;
    assert!(list.contains(">Honey<") && !list.contains(">Jam<"));
    let wanted = json!({ "matching": { "brand": "Farm" } });
    let answer = own.json("POST", "/api/v1/products/publish", &wanted).await;
    assert_eq!(serde_json::from_str::<Value>(&answer.body).unwrap()["published"], 1, "{}", answer.body);
    assert_eq!(rows(&site, published).await, "1", "not the other brand, not the other seller's");
    let both = json!({ "matching": {}, "products": [] });
    let answer = own.json("POST", "/api/v1/products/publish", &both).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("do", "unpublish"), ("scope", "all"), ("brand", "Kitchen"), ("confirmed", "yes")];
    assert_eq!(own.form("/seller/anna-shop/products/publish", &fields).await.status, StatusCode::SEE_OTHER);
    assert_eq!(rows(&site, published).await, "1");
    let fields = [("do", "unpublish"), ("scope", "all"), ("brand", "Farm"), ("confirmed", "yes")];
    own.form("/seller/anna-shop/products/publish", &fields).await;
    assert_eq!(rows(&site, published).await, "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_shop_sells_from_a_country_whose_rates_are_unknown() {
    let site = Site::start().await;
    let own = Seller::open(&site, "anna-shop").await;
    let mut shop = json!({
        "slug": "anna-shop", "name": "Anna", "country": "LI", "language": "en", "open": true, "shipping_flat": 0, "time_zone": "UTC"
    });
    let accepted = own.json("PUT", "/api/v1/shop", &shop).await;
    assert_eq!(accepted.status, StatusCode::OK, "{}", accepted.body);
    shop["country"] = json!("US");
    let refused = own.json("PUT", "/api/v1/shop", &shop).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("country"), "{}", refused.body);
    assert_eq!(rows(&site, "SELECT country FROM storefronts WHERE slug = 'anna-shop'").await, "LI");
}
