//! How search nodes follow the shelf.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use catalog::{
    feed::AndPublish::Yes,
    follow::{Changed, Changes, changes_after, count, documents, reachable, scan, shop, start_position, updates},
    publish::{Which, unpublish},
    search::{Change, Position},
    shelf,
};
use tenancy::{Read, Scope, class::Public};
use test_support::World;
use types::Language;

use crate::fixture::{feed, item, product};

/// Changes once so many are certain: transactions of other tests' databases hold them back as well.
async fn certain(q: &Scope<Public, Read>, after: Position, limit: usize, count: usize) -> Changes {
    let deadline = Instant::now() + Duration::from_mins(1);
    loop {
        let changes = changes_after(q, after, limit).await.unwrap();
        if changes.changed.len() >= count {
            return changes;
        }
        assert!(Instant::now() < deadline, "{changes:?}");
    }
}

/// A position after everything that is on the shelf, once that is certain.
async fn here(world: &World, q: &Scope<Public, Read>) -> Position {
    let deadline = Instant::now() + Duration::from_mins(1);
    let last: i64 = world.oracle.query_one("SELECT max(xid) FROM shelf_changes", &[]).await.unwrap().get(0);
    loop {
        let position = start_position(q).await.unwrap();
        if position.0 >= last {
            return position;
        }
        assert!(Instant::now() < deadline, "{position:?} and {last}");
    }
}

async fn public(world: &World) -> Scope<Public, Read> {
    world.pools.public().read().await.unwrap()
}

#[tokio::test]
async fn changes_are_read_in_the_order_of_transactions_and_none_is_skipped() {
    let world = World::start().await;
    let q = public(&world).await;
    let start = here(&world, &q).await;
    assert!(changes_after(&q, start, 100).await.unwrap().changed.is_empty());

    // an older transaction is still running when a younger one commits
    let late = world.seller(1).write().await.unwrap();
    unpublish(&late, Which::Products(&[world.sellers[1].product])).await.unwrap();
    feed(&world, 0, &[item("1", "1", "Eins")], Yes).await;
    let waiting = changes_after(&q, start, 100).await.unwrap();
    assert_eq!((waiting.changed.len(), waiting.position), (0, start), "nothing is certain while the older one runs");
    late.commit().await.unwrap();

    let one = product(&world, 0, "1").await;
    let first = certain(&q, start, 1, 1).await;
    assert_eq!(first.changed, [Changed::Product(world.sellers[1].seller, world.sellers[1].product)].into());
    assert!(first.more);
    let second = certain(&q, first.position, 100, 1).await;
    assert_eq!((&second.changed, second.more), (&[Changed::Product(world.sellers[0].seller, one)].into(), false));
    let both: BTreeSet<_> = first.changed.union(&second.changed).copied().collect();
    let updates = updates(&q, &both).await.unwrap();
    assert!(matches!(&updates[0], Change::Remove(seller, _) if *seller == world.sellers[1].seller), "{updates:?}");
    assert!(matches!(&updates[1], Change::Put(document) if document.product == one), "{updates:?}");
    assert!(changes_after(&q, second.position, 100).await.unwrap().changed.is_empty());
}

#[tokio::test]
async fn documents_hold_what_can_be_searched() {
    let world = World::start().await;
    let mut batch = [item("1", "g", "Hemd – Rot"), item("2", "g", "Hemd – Blau")];
    batch[0].gtin = Some("96385074".parse().unwrap());
    batch[1].in_stock = false;
    batch[1].texts.push((Language::Fr, "Chemise".into(), "Belle".into()));
    feed(&world, 0, &batch, Yes).await;
    let q = public(&world).await;
    let g = product(&world, 0, "g").await;
    let found = documents(&q, &[(world.sellers[0].seller, g), (world.sellers[1].seller, g)]).await.unwrap();
    let [document] = &found[..] else { panic!("{found:?}") };
    let texts: Vec<_> = document.texts.iter().map(|t| (t.language, t.title.as_str(), t.description.as_str())).collect();
    assert_eq!(texts, [(Language::De, "Hemd", "Beschreibung von 1"), (Language::Fr, "Chemise", "Belle")]);
    assert_eq!(
        (&document.gtins[..], &document.skus[..], &document.options[..]),
        (&["96385074".to_owned()][..], &["1".to_owned(), "2".into()][..], &["1".to_owned(), "2".into()][..])
    );
    assert_eq!((document.price_min, document.in_stock, document.brand.as_deref()), (1000, true, Some("Marke")));
}

#[tokio::test]
async fn the_whole_shelf_is_walked_by_key_and_closed_shops_are_not_on_it() {
    let world = World::start().await;
    let batch: Vec<_> = (0..9).map(|n| item(&n.to_string(), &n.to_string(), "x")).collect();
    feed(&world, 0, &batch, Yes).await;
    let q = public(&world).await;
    let (mut seen, mut after) = (BTreeSet::new(), None);
    loop {
        let part = scan(&q, after, 4).await.unwrap();
        after = part.last().map(|d| (d.seller, d.product));
        seen.extend(part.into_iter().map(|d| (d.seller, d.product)));
        if after.is_none() {
            break;
        }
    }
    assert_eq!((seen.len(), count(&q).await.unwrap()), (11, 11));

    let mut start = here(&world, &q).await;
    for (state, there) in [("closed", 0), ("open", 10)] {
        let change = world.seller(0).write().await.unwrap();
        change
            .raw("UPDATE storefronts SET state = $2 WHERE seller_id = $1", &[&world.sellers[0].seller, &state])
            .await
            .unwrap();
        shelf::changed(&change).await.unwrap();
        change.commit().await.unwrap();
        let Changes { changed, position, .. } = certain(&q, start, 100, 1).await;
        start = position;
        assert_eq!(changed, [Changed::Shop(world.sellers[0].seller)].into());
        assert!(updates(&q, &changed).await.unwrap().is_empty(), "no single product");
        let (mut seen, mut after) = (0, None);
        while let Some(last) = {
            let part = shop(&q, world.sellers[0].seller, after, 4).await.unwrap();
            seen += part.len();
            part.last().map(|document| document.product)
        } {
            after = Some(last);
        }
        assert_eq!(seen, there, "{state}");
    }
}

#[tokio::test]
async fn a_position_that_was_lost_is_noticed() {
    let world = World::start().await;
    let q = public(&world).await;
    let start = here(&world, &q).await;
    assert!(reachable(&q, start).await.unwrap());
    assert!(!reachable(&q, Position(start.0 + 1_000_000, 0)).await.unwrap(), "of a database that is ahead");
    feed(&world, 0, &[item("1", "1", "Eins")], Yes).await;
    let first = certain(&q, start, 100, 1).await.position;
    feed(&world, 0, &[item("2", "2", "Zwei")], Yes).await;
    assert!(reachable(&q, first).await.unwrap());
    world
        .oracle
        .execute("DELETE FROM shelf_changes WHERE (xid, seq) <= ($1, $2)", &[&first.0, &first.1])
        .await
        .unwrap();
    assert!(!reachable(&q, first).await.unwrap(), "what came after it may have been cleared away as well");
    world.oracle.execute("DELETE FROM shelf_changes", &[]).await.unwrap();
    assert!(!reachable(&q, first).await.unwrap(), "nobody can tell any more");
}
