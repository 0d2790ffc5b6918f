//! Whatever is done in whatever order: the shelf shows exactly what is published, as a second reading of the tables,
//! written in Rust and not in SQL, works it out.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use catalog::{
    CatalogError,
    feed::{AndPublish, FeedVariant, apply},
    overrides::{Edit, Field, set, undo},
    publish::{Which, publish, unpublish},
    stock::{self, Line, Stock},
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::{Value, json};
use test_support::World;
use types::{Currency, Language, Money, ProductId, VariantId};

use crate::fixture::{eur, item};

/// Something that happens to the catalogue of the first seller. Numbers name variants and groups of the feed.
#[derive(Debug, Clone)]
enum Step {
    Feed(Vec<FeedVariant>, bool),
    Publish(u8),
    Unpublish(u8),
    Title(u8, Language, String),
    Price(u8, i64),
    CompareAt(u8, Option<i64>),
    Images(u8, Vec<String>),
    Category(u8, String),
    Undo(u8, u8),
    Stock(u8, Stock),
    Reserve(u8, u32),
    Release(u8, u32),
}

const VARIANTS: u8 = 6;

fn feed_row() -> impl Strategy<Value = FeedVariant> {
    let words = prop::sample::select(vec!["Hemd – Rot", "Hemd – Blau", "Hemd", "Hose, lang", "Hose, kurz"]);
    let numbers = (1..5_i64, prop::option::of(1..5_i64), prop::option::of(0..4_u32));
    (0..VARIANTS, 0..4_u8, words, numbers, any::<(bool, bool, bool)>()).prop_map(
        |(id, group, title, (price, sale, quantity), (in_stock, french, swiss))| {
            let mut row = item(&id.to_string(), &format!("g{group}"), title);
            let currency = if swiss && id == 0 { Currency::Chf } else { Currency::Eur };
            row.price = Money::new(price * 100, currency);
            row.sale_price = sale.map(|minor| Money::new(minor * 100, currency));
            (row.quantity, row.in_stock) = (quantity, in_stock);
            row.category = Some(format!("Kategorie {group}"));
            if french {
                row.texts.push((Language::Fr, format!("fr {title}"), format!("fr {id}")));
            }
            row
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let batch = prop::collection::btree_map(0..VARIANTS, feed_row(), 1..5).prop_map(|rows| {
        rows.into_iter().map(|(id, row)| FeedVariant { external_id: id.to_string(), ..row }).collect()
    });
    let language = prop::sample::select(Language::ALL.to_vec());
    let pieces = prop_oneof![
        (0..5_u32).prop_map(|on_hand| Stock::Tracked { on_hand }),
        any::<bool>().prop_map(|in_stock| Stock::Untracked { in_stock })
    ];
    prop_oneof![
        4 => (batch, any::<bool>()).prop_map(|(rows, publish)| Step::Feed(rows, publish)),
        2 => (0..VARIANTS).prop_map(Step::Publish),
        2 => (0..VARIANTS).prop_map(Step::Unpublish),
        1 => (0..VARIANTS, language, "[a-z]{1,4}").prop_map(|(v, l, t)| Step::Title(v, l, t)),
        1 => (0..VARIANTS, 1..600_i64).prop_map(|(v, p)| Step::Price(v, p)),
        1 => (0..VARIANTS, prop::option::of(600..900_i64)).prop_map(|(v, p)| Step::CompareAt(v, p)),
        1 => (0..VARIANTS, prop::collection::vec("/media/[a-c]", 0..2)).prop_map(|(v, i)| Step::Images(v, i)),
        1 => (0..VARIANTS, "[A-Z]{2}").prop_map(|(v, c)| Step::Category(v, c)),
        2 => (0..VARIANTS, any::<u8>()).prop_map(|(v, n)| Step::Undo(v, n)),
        1 => (0..VARIANTS, pieces).prop_map(|(v, s)| Step::Stock(v, s)),
        2 => (0..VARIANTS, 1..3_u32).prop_map(|(v, n)| Step::Reserve(v, n)),
        1 => (0..VARIANTS, 1..3_u32).prop_map(|(v, n)| Step::Release(v, n)),
    ]
}

async fn named(world: &World, id: u8) -> Option<(VariantId, ProductId)> {
    let sql = "SELECT id, product_id FROM variants WHERE seller_id = $1 AND external_id = $2";
    let row = world.oracle.query_opt(sql, &[&world.sellers[0].seller, &id.to_string()]).await.unwrap()?;
    Some((row.get(0), row.get(1)))
}

/// Reserves as a checkout does, without the seller's rights.
async fn check_out(world: &World, lines: &[Line]) {
    let mut q = world.pools.checkout(world.buyers[0], None).write().await.unwrap();
    q.enter_seller(world.sellers[0].seller).unwrap();
    match stock::reserve(&q, lines).await {
        Ok(()) => q.commit().await.unwrap(),
        Err(CatalogError::OutOfStock(_)) => {}
        Err(other) => panic!("{other:?}"),
    }
}

/// Takes a step in a transaction of its own; a step that is refused is no step.
async fn take(world: &World, step: &Step) {
    let q = world.seller(0).write().await.unwrap();
    let done = if let Step::Feed(rows, at_once) = step {
        apply(&q, rows, if *at_once { AndPublish::Yes } else { AndPublish::No }).await.map(drop)
    } else {
        let (Step::Publish(v)
        | Step::Unpublish(v)
        | Step::Title(v, ..)
        | Step::Price(v, _)
        | Step::CompareAt(v, _)
        | Step::Images(v, _)
        | Step::Category(v, _)
        | Step::Undo(v, _)
        | Step::Stock(v, _)
        | Step::Reserve(v, _)
        | Step::Release(v, _)) = step
        else {
            unreachable!()
        };
        let Some((variant, product)) = named(world, *v).await else { return };
        let line = |quantity: &u32| [Line { variant, quantity: *quantity }];
        match step {
            Step::Publish(_) => publish(&q, Which::Variants(&[variant])).await.map(drop),
            Step::Unpublish(_) => unpublish(&q, Which::Variants(&[variant])).await.map(drop),
            Step::Title(_, language, text) => set(&q, product, Edit::Title(*language, text.clone())).await.map(drop),
            Step::Price(_, minor) => set(&q, product, Edit::Price(variant, eur(*minor))).await.map(drop),
            Step::CompareAt(_, minor) => set(&q, product, Edit::CompareAt(variant, minor.map(eur))).await.map(drop),
            Step::Images(_, images) => set(&q, product, Edit::Images(variant, images.clone())).await.map(drop),
            Step::Category(_, path) => set(&q, product, Edit::Category(path.clone())).await.map(drop),
            Step::Undo(_, n) => {
                let fields = [
                    Field::Title(Language::De),
                    Field::Title(Language::Fr),
                    Field::Category,
                    Field::Price(variant),
                    Field::CompareAt(variant),
                    Field::Images(variant),
                ];
                undo(&q, product, fields[usize::from(*n) % fields.len()]).await.map(drop)
            }
            Step::Stock(_, stock) => stock::set(&q, &[(variant, *stock)]).await.map(drop),
            Step::Reserve(_, n) => return check_out(world, &line(n)).await,
            Step::Release(_, n) => stock::release(&q, &line(n)).await,
            Step::Feed(..) => unreachable!(),
        }
    };
    match done {
        Ok(()) => q.commit().await.unwrap(),
        Err(CatalogError::Db(error)) => panic!("{step:?}: {error:?}"),
        Err(_) => {}
    }
}

/// A table of the first seller as JSON rows, in the order of `order`.
async fn table(world: &World, name: &str, order: &str) -> Vec<Value> {
    let sql = format!("SELECT to_jsonb(x) FROM {name} x WHERE seller_id = $1 ORDER BY {order}");
    world.oracle.query(&sql, &[&world.sellers[0].seller]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

fn find<'a>(rows: &'a [Value], wanted: &[(&str, &Value)]) -> Option<&'a Value> {
    rows.iter().find(|row| wanted.iter().all(|(name, value)| row[*name] == **value))
}

/// The value of an override.
fn own<'a>(overrides: &'a [Value], product: &Value, variant: &Value, field: &str, language: &str) -> Option<&'a Value> {
    let wanted =
        [("product_id", product), ("variant_id", variant), ("field", &json!(field)), ("language", &json!(language))];
    find(overrides, &wanted).map(|row| &row["value"])
}

/// What the shelf must show: product → (columns, texts).
async fn expected(world: &World) -> BTreeMap<String, (Value, BTreeMap<String, Value>)> {
    let (products, texts) = (table(world, "products", "id").await, table(world, "product_texts", "language").await);
    let (variants, offers) = (table(world, "variants", "position, id").await, table(world, "offers", "id").await);
    let (levels, overrides) = (table(world, "stock_levels", "id").await, table(world, "overrides", "id").await);
    let mut shelf = BTreeMap::new();
    for product in &products {
        let id = &product["id"];
        let mut shown: Vec<Value> = Vec::new();
        let mut currency: Option<Value> = None;
        for variant in variants.iter().filter(|v| v["product_id"] == *id && !v["published_at"].is_null()) {
            let offer = find(&offers, &[("variant_id", &variant["id"])]).unwrap();
            let level = find(&levels, &[("variant_id", &variant["id"])]).unwrap();
            if *currency.get_or_insert_with(|| offer["currency"].clone()) != offer["currency"] {
                continue;
            }
            let own = |field| own(&overrides, id, &variant["id"], field, "");
            let price =
                own("price").filter(|p| p["currency"] == offer["currency"]).map_or(&offer["price"], |p| &p["minor"]);
            let before = match own("compare_at") {
                Some(Value::Null) => &Value::Null,
                Some(own) if own["currency"] == offer["currency"] => &own["minor"],
                _ => &offer["compare_at"],
            };
            let before = if before.as_i64() > price.as_i64() { before.clone() } else { Value::Null };
            let left = level["on_hand"].as_i64() > level["reserved"].as_i64();
            shown.push(json!({
                "id": variant["id"], "sku": variant["external_id"], "title": variant["titles"], "options": variant["options"],
                "price": price, "compare_at": before, "images": own("images").unwrap_or(&variant["images"]),
                "in_stock": level["available"] == true && (level["tracked"] == false || left), "tax_class": offer["tax_class"],
                "gtin": variant["gtin"], "mpn": variant["mpn"], "weight_grams": variant["weight_grams"], "condition": variant["condition"],
            }));
        }
        let Some(cheapest) = shown.iter().min_by_key(|v| v["price"].as_i64()) else { continue };
        let row = json!({
            "handle": product["handle"], "brand": product["brand"], "currency": currency,
            "category": own(&overrides, id, &Value::Null, "category", "").unwrap_or(&product["category"]),
            "price_min": cheapest["price"], "price_max": shown.iter().map(|v| v["price"].as_i64()).max(),
            "compare_at": cheapest["compare_at"], "in_stock": shown.iter().any(|v| v["in_stock"] == true),
            "image": shown.iter().find_map(|v| v["images"].get(0)), "variants": shown,
        });
        let mut shown_texts = BTreeMap::new();
        for language in ["de", "en", "fr"] {
            let feed = find(&texts, &[("product_id", id), ("language", &json!(language))]);
            let text = |field| own(&overrides, id, &Value::Null, field, language).or(feed.map(|t| &t[field]));
            if let Some(title) = text("title") {
                shown_texts.insert(language.to_owned(), json!([title, text("description").unwrap_or(&json!(""))]));
            }
        }
        shelf.insert(id.as_str().unwrap().to_owned(), (row, shown_texts));
    }
    shelf
}

async fn actual(world: &World) -> BTreeMap<String, (Value, BTreeMap<String, Value>)> {
    let mut shelf = BTreeMap::new();
    for mut row in table(world, "shelf_products", "id").await {
        let columns = row.as_object_mut().unwrap();
        let id = columns.remove("id").unwrap();
        for column in ["seller_id", "published_at", "updated_at"] {
            columns.remove(column);
        }
        shelf.insert(id.as_str().unwrap().to_owned(), (row, BTreeMap::new()));
    }
    for text in table(world, "shelf_texts", "language").await {
        let (_, texts) = shelf.get_mut(text["product_id"].as_str().unwrap()).unwrap();
        texts.insert(text["language"].as_str().unwrap().to_owned(), json!([text["title"], text["description"]]));
    }
    shelf
}

async fn changed_products(world: &World) -> BTreeSet<String> {
    let rows = table(world, "shelf_changes", "seq").await;
    rows.iter().map(|row| row["product_id"].as_str().unwrap().to_owned()).collect()
}

/// Takes all steps in a world of their own. After each the shelf must be right, and whatever changed on it be told to
/// those who follow it.
async fn walk(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let world = World::start().await;
    // The seed's rows are not written by this crate.
    let q = world.seller(0).write().await.unwrap();
    unpublish(&q, Which::Products(&[world.sellers[0].product])).await.unwrap();
    q.commit().await.unwrap();
    let other = crate::fixture::versions_of(&world, world.sellers[1].seller).await;
    let mut before = actual(&world).await;
    for (at, step) in steps.iter().enumerate() {
        world
            .oracle
            .execute("DELETE FROM shelf_changes WHERE seller_id = $1", &[&world.sellers[0].seller])
            .await
            .unwrap();
        take(&world, step).await;
        let after = actual(&world).await;
        prop_assert_eq!(&after, &expected(&world).await, "after step {} of {:#?}", at, &steps[..=at]);
        let ids: BTreeSet<_> = before.keys().chain(after.keys()).cloned().collect();
        let differ: BTreeSet<_> = ids.into_iter().filter(|id| before.get(id) != after.get(id)).collect();
        prop_assert_eq!(changed_products(&world).await, differ, "told after step {} of {:#?}", at, &steps[..=at]);
        before = after;
    }
    prop_assert_eq!(crate::fixture::versions_of(&world, world.sellers[1].seller).await, other);
    Ok(())
}

#[test]
fn the_shelf_is_what_is_published() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let config =
        ProptestConfig { cases: 8, failure_persistence: None, max_shrink_iters: 60, ..ProptestConfig::default() };
    let mut runner = TestRunner::new(config);
    runner.run(&prop::collection::vec(step(), 5..25), |steps| runtime.block_on(walk(steps))).unwrap();
}

/// All kinds of steps at once, on the same few products: nothing waits in a circle, and the shelf is right in the end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_shelf_is_what_is_published_also_when_everything_happens_at_once() {
    let world = Arc::new(World::start().await);
    let q = world.seller(0).write().await.unwrap();
    unpublish(&q, Which::Products(&[world.sellers[0].product])).await.unwrap();
    q.commit().await.unwrap();
    let mut runner = TestRunner::deterministic();
    let mut draw = |count| prop::collection::vec(step(), count).new_tree(&mut runner).unwrap().current();
    for step in draw(20) {
        take(&world, &step).await;
    }
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (world, steps) = (world.clone(), draw(40));
            tokio::spawn(async move {
                for step in steps {
                    take(&world, &step).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(actual(&world).await, expected(&world).await);
}
