//! The whole main job as people do it, in a real browser against the real program: two sellers bring their feeds, choose,
//! publish and override; a buyer searches across both and orders from both; each seller sees his own order only. What the
//! pages say is compared with the rows in the database.
#![allow(clippy::unwrap_used, missing_docs)]

mod browser;
mod site;
mod team;

use browser::Browser;
use site::{Site, eventually, example};

const PASSWORD: &str = "clay-tablet";
const TITLE: &str = "Toaster des Hauses Assur";

async fn open_shop(b: &Browser, name: &str, slug: &str) {
    b.goto("/sell").await;
    b.fill("shop_name", name).await;
    b.fill("slug", slug).await;
    b.choose("country", "LU").await;
    b.choose("currency", "EUR").await;
    b.fill("name", name).await;
    b.fill("email", &format!("{slug}@example.com")).await;
    b.fill("password", PASSWORD).await;
    b.click("form[action='/sell'] button.btn-primary").await;
    b.at(&format!("/seller/{slug}")).await;
}

async fn sign_in(b: &Browser, slug: &str) {
    b.forget().await;
    b.goto("/sign-in").await;
    b.fill("email", &format!("{slug}@example.com")).await;
    b.fill("password", PASSWORD).await;
    b.click("form[action='/sign-in'] button.btn-primary").await;
    b.at(&format!("/seller/{slug}")).await;
}

/// Uploads a feed, looks at the mapping, and waits until the run is done.
async fn import(b: &Browser, site: &Site, slug: &str, language: &str, feed: &str) {
    b.goto(&format!("/seller/{slug}/imports/feeds/new")).await;
    b.click(&format!("label:has(input[name='language'][value='{language}'])")).await;
    b.upload("file", &example(feed)).await;
    b.click("form[action*='/imports/feeds/new'] button.btn-primary").await;
    b.at("/mapping").await;
    assert!(b.text("main").await.contains("item_group_id"), "the mapping shows the file's columns");
    b.click("button[name='do'][value='import']").await;
    b.at(&format!("/seller/{slug}/imports/runs/")).await;
    let done = format!(
        "SELECT FROM import_runs WHERE language = '{language}' AND state = 'done' AND rows_rejected = 0 AND rows_read > 0"
    );
    eventually("the import is done", async || site.count(&done).await >= 1).await;
}

/// Takes everything that is staged into the catalogue and onto the shelf.
async fn publish_all(b: &Browser, site: &Site, slug: &str, variants: i64) {
    b.goto(&format!("/seller/{slug}/staged")).await;
    b.click("label:has(input[name='scope'][value='all'])").await;
    b.click("button[name='do'][value='select_publish']").await;
    // The page before has a heading too, and a click may return before it is gone.
    b.see("form [name='confirmed']").await;
    assert!(b.text("h1").await.contains(&variants.to_string()), "it asks before it takes {variants}");
    b.click("form:has([name='confirmed']) button.btn-primary").await;
    let published = format!(
        "SELECT FROM variants v JOIN storefronts f USING (seller_id) WHERE f.slug = '{slug}' AND v.published_at IS NOT NULL"
    );
    eventually("all is on the shelf", async || site.count(&published).await == variants).await;
}

/// Puts the first product that a search finds in a shop into the cart.
async fn buy(b: &Browser, words: &str, shop: &str) {
    let path = format!("/search?q={}&shop={shop}", words.replace(' ', "+"));
    let card = format!("a[href^='/products/{shop}/']");
    eventually("it is found", async || {
        b.goto(&path).await;
        b.has(&card).await
    })
    .await;
    b.click(&card).await;
    b.at(&format!("/products/{shop}/")).await;
    b.click("form[action='/cart/lines'] button[type='submit'], form[action='/cart/lines'] button.btn-primary").await;
    b.at("/cart").await;
}

async fn check_out(b: &Browser) {
    b.goto("/checkout").await;
    for (field, value) in [
        ("email", "buyer@example.com"),
        ("name", "A Buyer"),
        ("line1", "1, Grand-Rue"),
        ("postcode", "1661"),
        ("city", "Luxembourg"),
    ] {
        b.fill(field, value).await;
    }
    b.choose("country", "LU").await;
    b.click("form[action='/checkout'] button.btn-primary").await;
    b.at("placed=1").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_sellers_feeds_become_a_buyer_s_order_behind_the_wall() {
    let site = Site::start().await;
    let b = Browser::start(&site.address).await;

    open_shop(&b, "Haushalt", "haushalt").await;
    import(&b, &site, "haushalt", "de", "feeds/shop-haushalt-spree/feed_de.tsv").await;
    import(&b, &site, "haushalt", "fr", "feeds/shop-haushalt-spree/feed_fr.tsv").await;
    assert_eq!(site.count("SELECT FROM staged_products").await, 2 * 87);
    assert_eq!(
        site.count("SELECT DISTINCT external_id FROM staged_products").await,
        87,
        "joined across languages by id"
    );
    publish_all(&b, &site, "haushalt", 87).await;
    override_title(&b, &site).await;

    b.forget().await;
    open_shop(&b, "Mode", "mode").await;
    import(&b, &site, "mode", "en", "feeds/shop-mode-saleor/feed_en.tsv").await;
    publish_all(&b, &site, "mode", 73).await;

    b.forget().await;
    buy(&b, "Hauses Assur", "haushalt").await;
    buy(&b, "polo", "mode").await;
    b.goto("/cart?lang=de").await;
    let cart = b.text("main").await;
    assert!(cart.contains(TITLE) && cart.contains("Mode") && cart.contains("Haushalt"), "{cart}");
    check_out(&b).await;
    bought(&b, &site).await;
    own_orders_only(&b, &site).await;
    site.stop();
}

async fn override_title(b: &Browser, site: &Site) {
    let id = site.text("SELECT p.id::text FROM products p JOIN product_texts t ON t.product_id = p.id WHERE t.title LIKE '2-Scheiben-Toaster%' LIMIT 1").await;
    b.goto(&format!("/seller/haushalt/products/{id}")).await;
    b.click("details:has([name='title.de']):not([open]) summary").await;
    b.fill("title.de", TITLE).await;
    b.click("form[action$='/overrides'] button.btn-primary").await;
    let own = format!(
        "SELECT FROM overrides WHERE field = 'title' AND language = 'de' AND value = to_jsonb('{TITLE}'::text)"
    );
    eventually("the override is kept", async || site.count(&own).await == 1).await;
    assert_eq!(site.count(&format!("SELECT FROM shelf_texts WHERE language = 'de' AND title = '{TITLE}'")).await, 1);
    // the feed again: the override stays
    let feed = site.text("SELECT id::text FROM feeds WHERE language = 'de'").await;
    b.goto(&format!("/seller/haushalt/imports/feeds/{feed}")).await;
    b.click(&format!("form[action='/seller/haushalt/imports/feeds/{feed}/run'] button")).await;
    let again = "SELECT FROM import_runs WHERE language = 'de' AND state = 'done' AND rows_unchanged = 87";
    eventually("the feed is imported again", async || site.count(again).await == 1).await;
    assert_eq!(site.count(&format!("SELECT FROM shelf_texts WHERE title = '{TITLE}'")).await, 1);
}

async fn bought(b: &Browser, site: &Site) {
    assert_eq!(site.count("SELECT FROM purchases").await, 1);
    assert_eq!(site.count("SELECT FROM orders").await, 2);
    assert_eq!(site.count("SELECT FROM cart_lines").await, 0);
    let differing = "SELECT FROM purchase_orders p JOIN orders o ON o.id = p.id WHERE p.items_total <> o.items_total OR p.number <> o.number";
    assert_eq!(site.count(differing).await, 0, "the buyer's copy agrees with the orders");
    let page = b.text("main").await;
    for number in site.texts("SELECT number FROM orders").await {
        assert!(page.contains(&number), "the purchase shows order {number}: {page}");
    }
}

async fn own_orders_only(b: &Browser, site: &Site) {
    for (own, other) in [("haushalt", "mode"), ("mode", "haushalt")] {
        let number = async |slug: &str| {
            site.text(&format!(
                "SELECT o.number FROM orders o JOIN storefronts f USING (seller_id) WHERE f.slug = '{slug}'"
            ))
            .await
        };
        let id = site
            .text(&format!(
                "SELECT o.id::text FROM orders o JOIN storefronts f USING (seller_id) WHERE f.slug = '{other}'"
            ))
            .await;
        sign_in(b, own).await;
        b.goto(&format!("/seller/{own}/orders")).await;
        let page = b.text("main").await;
        assert!(page.contains(&number(own).await), "{own} sees its order: {page}");
        assert!(!page.contains(&number(other).await), "{own} sees the order of {other}");
        b.goto(&format!("/seller/{own}/orders/{id}")).await;
        assert!(!b.text("body").await.contains("A Buyer"), "{own} opens the order of {other}");
    }
}
