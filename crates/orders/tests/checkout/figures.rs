//! What the dashboard counts: orders and revenue of the seller's own days, and no other's.

use orders::{
    OrderState, order,
    order::Step,
    order_list::{self, Filter},
    overview, revenue,
};
use test_support::World;
use types::{Currency, Money};

#[tokio::test]
async fn thirty_days_end_with_the_seller_s_own_today() {
    let world = World::start().await;
    let seller = world.sellers[0].seller;
    // Kiritimati is 14 hours ahead: what was placed there after midnight is of a day that UTC has not begun yet.
    world
        .oracle
        .execute("UPDATE sellers SET time_zone = 'Pacific/Kiritimati' WHERE seller_id = $1", &[&seller])
        .await
        .unwrap();
    let copy = "INSERT INTO orders (seller_id, id, number, channel, state, currency, items_total, shipping, shipping_tax_rate, shipping_tax, tax_total, total, language, placed_at)
        SELECT seller_id, gen_random_uuid(), number || $2, 'counter', $3, $4, 1000, 0, 0, 0, 0, 1000, 'en',
               date_trunc('day', now() AT TIME ZONE 'Pacific/Kiritimati') AT TIME ZONE 'Pacific/Kiritimati' + $5::text::interval
        FROM orders WHERE seller_id = $1 AND number LIKE 'SEED-_'";
    for (suffix, state, currency, when) in [
        ("-today", "placed", "EUR", "1 second"),
        ("-before", "delivered", "EUR", "-1 second"),
        ("-chf", "placed", "CHF", "1 second"),
        ("-cancelled", "cancelled", "EUR", "1 second"),
        ("-oldest", "placed", "EUR", "-29 days"),
        ("-former", "placed", "EUR", "-29 days -1 second"),
    ] {
        world.oracle.execute(copy, &[&seller, &suffix, &state, &currency, &when]).await.unwrap();
    }
    let q = world.seller(0).read().await.unwrap();
    let days = revenue::last_days(&q, Currency::Eur).await.unwrap();
    let eur: Vec<_> = days.iter().filter(|d| d.currency == Currency::Eur).collect();
    assert_eq!(eur.len(), 30);
    let count = |at: usize| (eur[at].orders, eur[at].revenue);
    let today = count(29);
    assert!(today == (1, 1000) || today == (2, 2490), "the seed's order may be of today: {today:?}");
    assert_eq!((count(0), eur.iter().map(|d| d.orders).sum::<i64>()), ((1, 1000), 4), "with the seed's");
    assert_eq!(days.iter().filter(|d| d.currency == Currency::Chf).map(|d| d.revenue).sum::<i64>(), 1000);
    assert_eq!(overview::before(&q, Currency::Eur).await.unwrap(), (1, Money::new(1000, Currency::Eur)));
    drop(q);
    let q = world.seller(1).read().await.unwrap();
    let theirs: i64 = revenue::last_days(&q, Currency::Eur).await.unwrap().iter().map(|d| d.orders).sum();
    assert_eq!(theirs, 1, "the other seller has his own");
}

#[tokio::test]
async fn counts_follow_the_orders_and_the_search() {
    let world = World::start().await;
    let q = world.seller(0).write().await.unwrap();
    assert_eq!(overview::to_confirm(&q).await.unwrap(), 1);
    order::step(&q, world.sellers[0].order, OrderState::Confirmed, &Step::default()).await.unwrap();
    assert_eq!(overview::to_confirm(&q).await.unwrap(), 0);
    let found = |text: &'static str| overview::matching(&q, text);
    let confirmed = |counts: Vec<(OrderState, i64)>| counts.into_iter().filter(|(_, n)| *n > 0).collect::<Vec<_>>();
    assert_eq!(confirmed(found("BUYER 1").await.unwrap()), [(OrderState::Confirmed, 1)]);
    assert_eq!(confirmed(found("seed-2").await.unwrap()), [], "the other seller's number");
    let page = order_list::list(&q, &Filter { text: "seed".into(), ..Filter::default() }, None, 100).await.unwrap();
    assert_eq!(page.iter().map(|o| (o.number.as_str(), o.pieces)).collect::<Vec<_>>(), [("SEED-1", 1)]);
}

#[tokio::test]
async fn a_page_of_a_hundred_says_that_there_is_more() {
    let world = World::start().await;
    let copy = "INSERT INTO orders (seller_id, id, number, channel, state, currency, items_total, shipping, shipping_tax_rate, shipping_tax, tax_total, total, language)
        SELECT $1, md5(n::text)::uuid, 'N-' || n, 'counter', 'placed', 'EUR', 1, 0, 0, 0, 0, 1, 'en' FROM generate_series(1, 100) n";
    world.oracle.execute(copy, &[&world.sellers[0].seller]).await.unwrap();
    let contacts = "INSERT INTO order_contacts (seller_id, id, name, street, postal_code, city, country)
        SELECT seller_id, id, 'A', 'S', '1', 'C', 'LU' FROM orders WHERE number LIKE 'N-%'";
    world.oracle.execute(contacts, &[]).await.unwrap();
    let q = world.seller(0).read().await.unwrap();
    let asked = order_list::list(&q, &Filter::default(), None, order_list::MAX_PAGE + 1).await.unwrap();
    assert_eq!(asked.len(), 101);
    assert_eq!(order_list::list(&q, &Filter::default(), None, i64::MAX).await.unwrap().len(), 101);
}
