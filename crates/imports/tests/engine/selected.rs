//! From staged to catalogue and shelf, and what later imports do there.

use catalog::overrides::{self, Edit};
use imports::{
    Decision, RunState, Vanish,
    feeds::FeedChange,
    runs,
    select::{select, select_matching},
    staged::{Filter, State},
};
use tokio_util::sync::CancellationToken;
use types::Language::{De, Fr};

use super::{Shops, tsv};

const FILE: [&str; 3] = [
    "a-1\tJacke rot\t50 EUR\tin stock\ta\trot",
    "a-2\tJacke blau\t55 EUR\tin stock\ta\tblau",
    "b\tHose\t30 EUR\tin stock",
];

impl Shops {
    async fn select(&self, ids: &[&str], publish: bool) -> imports::select::Selected {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        let q = self.world.seller(0).write().await.unwrap();
        let selected = select(&q, &ids, publish).await.unwrap();
        q.commit().await.unwrap();
        selected
    }

    /// The catalogue of the first seller in few words: `id price in_stock published title`.
    async fn catalogue(&self) -> Vec<String> {
        let sql = "SELECT concat_ws(' ', v.external_id, o.price, s.available, CASE WHEN v.published_at IS NOT NULL THEN 'published' END, v.titles ->> 'de')
                   FROM variants v JOIN offers o ON o.variant_id = v.id JOIN stock_levels s ON s.variant_id = v.id
                   WHERE v.seller_id = $1 AND v.external_id NOT LIKE 'seed%' ORDER BY v.external_id";
        let rows = self.world.oracle.query(sql, &[&self.seller(0)]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// Titles on the shelf of the first seller.
    async fn shelf(&self) -> Vec<String> {
        let sql = "SELECT t.language || ': ' || t.title || ' ' || p.price_min FROM shelf_texts t JOIN shelf_products p ON p.id = t.product_id
                   WHERE t.seller_id = $1 AND p.handle <> 'seed-product' ORDER BY 1";
        let rows = self.world.oracle.query(sql, &[&self.seller(0)]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }
}

#[tokio::test]
async fn what_is_selected_is_in_the_catalogue_and_published_if_wanted() {
    let shops = Shops::open().await;
    shops.imported(0, De, &tsv(&FILE)).await;
    shops.imported(0, Fr, &tsv(&["b\tPantalon\t30 EUR\tin stock"])).await;
    let selected = shops.select(&["a-1", "a-2", "nowhere", "b", "b"], false).await;
    assert_eq!((selected.selected, selected.created, selected.published, selected.missing), (3, 3, 0, 1));
    assert_eq!(shops.catalogue().await, ["a-1 5000 t Jacke rot", "a-2 5500 t Jacke blau", "b 3000 t Hose"]);
    assert_eq!(shops.world.count("SELECT DISTINCT product_id FROM variants WHERE external_id LIKE 'a-%'").await, 1);
    assert!(shops.shelf().await.is_empty());

    let published = shops.select(&["b"], true).await;
    assert_eq!((published.selected, published.created, published.published), (1, 0, 1));
    assert_eq!(shops.shelf().await, ["de: Hose 3000", "fr: Pantalon 3000"]);
    assert_eq!(shops.world.count("SELECT FROM audit_log WHERE action = 'staged.select'").await, 2);
    let others = format!("SELECT FROM variants WHERE external_id = 'b' AND seller_id <> '{}'", shops.seller(0));
    assert_eq!(shops.world.count(&others).await, 0);
}

#[tokio::test]
async fn the_catalogue_follows_the_feed_and_overrides_survive() {
    let shops = Shops::open().await;
    shops.imported(0, De, &tsv(&FILE)).await;
    shops.select(&["a-1", "a-2", "b"], true).await;
    let product =
        shops.world.oracle.query_one("SELECT product_id, id FROM variants WHERE external_id = 'b'", &[]).await.unwrap();
    let q = shops.world.seller(0).write().await.unwrap();
    let title = Edit::Title(De, "Meine Hose".into());
    overrides::set(&q, product.get(0), title).await.unwrap();
    q.commit().await.unwrap();

    let changed = ["a-1\tJacke rot\t49 EUR\tout of stock\ta\trot", FILE[1], "b\tHose neu\t31 EUR\tin stock"];
    let run = shops.imported(0, De, &tsv(&changed)).await;
    assert_eq!((run.rows_changed, run.rows_unchanged), (2, 1));
    assert_eq!(
        shops.catalogue().await,
        ["a-1 4900 f published Jacke rot", "a-2 5500 t published Jacke blau", "b 3100 t published Hose neu"]
    );
    let shelf = shops.shelf().await;
    assert!(shelf.contains(&"de: Meine Hose 3100".to_owned()), "{shelf:?}");

    let before = shops.catalogue_versions().await;
    shops.imported(0, De, &tsv(&changed)).await;
    assert_eq!(shops.catalogue_versions().await, before, "an unchanged file writes nothing there either");
}

impl Shops {
    async fn catalogue_versions(&self) -> Vec<String> {
        let sql = "SELECT xmin::text || ' ' || id FROM variants UNION ALL SELECT xmin::text || ' ' || id FROM products
                   UNION ALL SELECT xmin::text || ' ' || id FROM shelf_products UNION ALL SELECT xmin::text || ' ' || id FROM offers ORDER BY 1";
        self.world.oracle.query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
    }
}

#[tokio::test]
async fn another_language_that_takes_over_gives_the_price() {
    let shops = Shops::open().await;
    shops.imported(0, De, &tsv(&[FILE[1], FILE[2]])).await;
    shops.imported(0, Fr, &tsv(&["b\tPantalon\t33 EUR\tin stock"])).await;
    shops.select(&["b"], true).await;
    assert_eq!(shops.shelf().await, ["de: Hose 3000", "fr: Pantalon 3000"]);
    shops.imported(0, De, &tsv(&[FILE[1]])).await;
    assert_eq!(shops.shelf().await, ["fr: Pantalon 3300"], "the vanished language's text goes with it");
}

#[tokio::test]
async fn a_published_product_that_vanished_follows_the_rule() {
    for (rule, shelf) in [(Vanish::Unpublish, vec![]), (Vanish::Keep, vec!["de: Hose 3000".to_owned()])] {
        let shops = Shops::open().await;
        let feed = shops.feed(0, De, &tsv(&FILE)).await;
        shops.change(0, feed, FeedChange { vanish: Some(rule), ..FeedChange::default() }).await;
        shops.imported(0, De, &tsv(&FILE)).await;
        shops.select(&["b"], true).await;
        shops.imported(0, De, &tsv(&FILE[..2])).await;
        assert_eq!(shops.shelf().await, shelf, "{rule:?}");
        let again = shops.select(&["b"], true).await;
        assert_eq!((again.selected, again.missing), (0, 1), "what has vanished cannot be selected");
    }
}

#[tokio::test]
async fn a_held_run_unpublishes_only_when_it_is_told_to() {
    let shops = Shops::open().await;
    shops.imported(0, De, &tsv(&FILE)).await;
    shops.select(&["b"], true).await;
    let held = shops.import(0, De, b"").await;
    assert_eq!((held.state, shops.shelf().await.len()), (RunState::Held, 1));
    let q = shops.world.seller(0).write().await.unwrap();
    runs::resolve(&q, held.id, Decision::Apply).await.unwrap();
    q.commit().await.unwrap();
    shops.work(0, held.id).await;
    assert!(shops.shelf().await.is_empty());
}

#[tokio::test]
async fn all_that_match_are_selected_in_portions() {
    let shops = Shops::open().await;
    let rows: Vec<String> = (0..1_300).map(|n| format!("{n:04}\tTopf {n}\t{} EUR\tin stock", 1 + n % 2)).collect();
    shops.imported(0, De, &tsv(&rows.iter().map(String::as_str).collect::<Vec<_>>())).await;
    let filter = Filter { price_max: Some(150), state: Some(State::New), ..Filter::default() };
    let portions = std::sync::Mutex::new(Vec::new());
    let noted = |at: &imports::select::Selected| portions.lock().unwrap().push(at.selected);
    let stop = CancellationToken::new();
    let done = select_matching(&shops.world.seller(0), &filter, true, &stop, noted).await.unwrap();
    assert_eq!((done.selected, done.created, done.published), (650, 650, 650));
    assert_eq!(*portions.lock().unwrap(), [500, 650]);
    let again = select_matching(&shops.world.seller(0), &filter, true, &stop, |_| {}).await.unwrap();
    assert_eq!(again.selected, 0, "they are no longer new");
    assert_eq!(shops.world.count("SELECT FROM audit_log WHERE action = 'staged.select_matching'").await, 2);

    // A changed file reaches all of them, more than one transaction takes.
    let rows: Vec<String> = rows.iter().map(|row| row.replace("in stock", "out of stock")).collect();
    let run = shops.imported(0, De, &tsv(&rows.iter().map(String::as_str).collect::<Vec<_>>())).await;
    assert_eq!((run.rows_changed, run.rows_read), (1_300, 1_300));
    let out = "SELECT FROM shelf_products WHERE NOT in_stock AND price_max = 100";
    assert_eq!(shops.world.count(out).await, 650);
}

#[tokio::test]
async fn too_many_at_once_are_refused() {
    let shops = Shops::open().await;
    let ids: Vec<String> = (0..1_001).map(|n| n.to_string()).collect();
    let q = shops.world.seller(0).write().await.unwrap();
    let error = select(&q, &ids, true).await.unwrap_err();
    assert_eq!(error.to_string(), "choose at most 1000 products at a time");
}
