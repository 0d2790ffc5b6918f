//! A shelf of very many products of two hundred sellers, made of the real feeds.

use std::fmt::Write as _;

use futures_util::SinkExt;
use serde_json::json;

use crate::{BenchError, ground::Base, ground::Ground};

/// Sellers of the market.
pub const SELLERS: u64 = 200;
/// Products to a batch of COPY's text.
const BATCH: u64 = 5_000;

/// What must stand around the shelf's rows: sellers whose numbers begin at one.
pub async fn make(ground: &Ground, name: &str) -> Result<Base, BenchError> {
    let base = ground.database(name).await?;
    base.sellers(1, SELLERS as u32).await?;
    base.oracle
        .batch_execute(
            "CREATE UNLOGGED TABLE public.items (n bigint, title text, description text, brand text, category text)",
        )
        .await?;
    let sink = base.oracle.copy_in("COPY public.items FROM STDIN").await?;
    let mut sink = std::pin::pin!(sink);
    let mut text = String::new();
    for number in 0..ground.size.products {
        let item = ground.feeds.item(number);
        let fields = [item.title, item.description, item.brand, item.category].map(|field| escape(&field));
        let _ = writeln!(text, "{number}\t{}", fields.join("\t"));
        if number % BATCH == BATCH - 1 {
            sink.send(hyper::body::Bytes::from(std::mem::take(&mut text))).await?;
        }
    }
    sink.send(hyper::body::Bytes::from(text)).await?;
    sink.as_mut().finish().await?;
    base.oracle.batch_execute(&fill()).await?;
    Ok(base)
}

/// A text of COPY's text form.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}

fn fill() -> String {
    // As the application makes them: the time, and what is random.
    let uuid = |kind: &str| {
        format!(
            "(lpad(to_hex(1700000000000 + n * 997), 12, '0') || '7' || left(md5('{kind}' || n), 3) || '8' || right(md5('{kind}' || n), 15))::uuid"
        )
    };
    let (seller, product, variant) = (format!("pg_temp.bid(1, 1 + n % {SELLERS})"), uuid("product"), uuid("variant"));
    let plain = json!({"compare_at": null, "images": [], "in_stock": true, "tax_class": "standard", "gtin": null, "options": {}});
    format!(
        "SET search_path = karum; SET session_replication_role = replica;
         INSERT INTO shelf_products (seller_id, id, handle, brand, category, currency, price_min, price_max, in_stock, variants, published_at)
         SELECT {seller}, {product}, 'm' || n, nullif(brand, ''), nullif(category, ''), 'EUR', 500 + n * 7919 % 9000, 500 + n * 7919 % 9000, true,
             jsonb_build_array('{plain}'::jsonb || jsonb_build_object('id', {variant}, 'sku', 'm' || n, 'title', jsonb_build_object('fr', title), 'price', 500 + n * 7919 % 9000)),
             now() - n * interval '1 s' FROM public.items;
         INSERT INTO shelf_texts SELECT {seller}, {product}, 'fr', title, description FROM public.items;
         -- As after years: what is old is cleared away, and the last change of all stays.
         INSERT INTO shelf_changes (seller_id, product_id) SELECT {seller}, {product} FROM public.items ORDER BY n DESC LIMIT 1;
         RESET session_replication_role; DROP TABLE public.items; RESET search_path; ANALYZE karum.shelf_products; ANALYZE karum.shelf_texts; CHECKPOINT"
    )
}
