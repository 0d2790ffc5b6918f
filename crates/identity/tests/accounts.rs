//! Accounts and sessions against a live database: who signs up, signs in, is limited, and what becomes of guests.
#![allow(clippy::unwrap_used, missing_docs)]

use identity::{
    Agent, IdentityError, Named, NewBuyer, NewSeller, NewShop, SessionKey, SignIn, SignedIn, open_guest, open_shop,
    revoke, revoke_all, session, sessions, shop, sign_in, sign_out, sign_up_buyer, sign_up_seller,
};
use test_support::World;
use types::{BuyerId, Language};

const PASSWORD: &str = "a password for tests";

fn key(name: &str) -> SessionKey {
    SessionKey::of_secret(name)
}

fn account<'a>(email: &'a str, new: &str, former: Option<(SessionKey, Option<BuyerId>)>) -> NewBuyer<'a> {
    NewBuyer {
        name: "Ada",
        email,
        password: PASSWORD.into(),
        language: Language::En,
        address: "192.0.2.1",
        agent: Agent("a browser".into()),
        key: key(new),
        former,
    }
}

fn try_in<'a>(email: &'a str, password: &str, address: &'a str, new: &str) -> SignIn<'a> {
    SignIn { email, password: password.into(), address, agent: Agent::default(), key: key(new), former: None }
}

async fn guest(world: &World, name: &str) -> (SessionKey, BuyerId) {
    let (_, buyer) = open_guest(&world.pools, key(name), Language::En).await.unwrap();
    (key(name), buyer)
}

async fn put(world: &World, buyer: BuyerId, seller: usize, pieces: i32) {
    let s = world.sellers[seller];
    let sql = "INSERT INTO cart_lines (buyer_id, id, seller_id, product_id, variant_id, quantity, price_seen, currency)
               VALUES ($1, gen_random_uuid(), $2, $3, $4, $5, 1000, 'EUR')";
    world.oracle.execute(sql, &[&buyer, &s.seller, &s.product, &s.variants[0], &pieces]).await.unwrap();
}

async fn cart(world: &World, buyer: BuyerId) -> Vec<i32> {
    let sql = "SELECT quantity FROM cart_lines WHERE buyer_id = $1 ORDER BY seller_id";
    world.oracle.query(sql, &[&buyer]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

async fn signed_up(world: &World, email: &str, new: &str) -> SignedIn {
    sign_up_buyer(&world.pools, account(email, new, None)).await.unwrap()
}

#[tokio::test]
async fn a_session_holds_until_it_is_ended_and_then_no_more() {
    let world = World::start().await;
    let pools = &world.pools;
    let ada = signed_up(&world, "Ada@Example.com", "first").await;
    assert!(matches!(
        sign_in(pools, try_in("ada@example.com", "wrong", "a", "x")).await,
        Err(IdentityError::WrongCredentials)
    ));
    assert!(matches!(
        sign_in(pools, try_in("nobody@example.com", PASSWORD, "a", "x")).await,
        Err(IdentityError::WrongCredentials)
    ));
    assert!(session(pools, key("x"), None, "192.0.2.1").await.unwrap().is_none());
    let second = sign_in(pools, try_in(" ADA@example.com ", PASSWORD, "a", "second")).await.unwrap();
    assert_eq!((second.user, second.buyer), (ada.user, ada.buyer));
    sign_in(pools, try_in("ada@example.com", PASSWORD, "a", "third")).await.unwrap();
    assert_eq!(sessions(pools, ada.user).await.unwrap().len(), 3);

    // another user's id ends nothing
    let eve = signed_up(&world, "eve@example.com", "eve").await;
    assert!(!revoke(pools, eve.user, second.session).await.unwrap());
    assert!(session(pools, key("second"), None, "192.0.2.1").await.unwrap().is_some());
    assert!(revoke(pools, ada.user, second.session).await.unwrap());
    assert!(session(pools, key("second"), None, "192.0.2.1").await.unwrap().is_none(), "at once");
    sign_out(pools, key("third")).await.unwrap();
    assert!(session(pools, key("third"), None, "192.0.2.1").await.unwrap().is_none());
    sign_in(pools, try_in("ada@example.com", PASSWORD, "a", "fourth")).await.unwrap();
    assert_eq!(revoke_all(pools, ada.user, Some(ada.session)).await.unwrap(), 1);
    assert!(session(pools, key("fourth"), None, "192.0.2.1").await.unwrap().is_none());
    assert_eq!(session(pools, key("first"), None, "192.0.2.1").await.unwrap().unwrap().user, Some(ada.user));
    world.oracle.execute("UPDATE sessions SET expires_at = now() WHERE id = $1", &[&ada.session]).await.unwrap();
    assert!(session(pools, key("first"), None, "192.0.2.1").await.unwrap().is_none(), "expired");
    assert!(session(pools, key("eve"), None, "192.0.2.1").await.unwrap().is_some());
}

#[tokio::test]
async fn tries_are_limited_per_account_and_per_address() {
    let world = World::start().await;
    let pools = &world.pools;
    signed_up(&world, "ada@example.com", "ada").await;
    signed_up(&world, "eve@example.com", "eve").await;
    for number in 0..10 {
        let address = format!("192.0.2.{number}");
        let tried = sign_in(pools, try_in("ada@example.com", "wrong", &address, "x")).await;
        assert!(matches!(tried, Err(IdentityError::WrongCredentials)), "{number}: {tried:?}");
    }
    // the right password does not help, from wherever it comes
    let tried = sign_in(pools, try_in("ada@example.com", PASSWORD, "192.0.2.99", "x")).await;
    assert!(matches!(tried, Err(IdentityError::TooManyAttempts(1..=900))), "{tried:?}");
    sign_in(pools, try_in("eve@example.com", PASSWORD, "198.51.100.1", "x1")).await.unwrap();

    // as if 99 others had been tried from there
    world.oracle.execute("UPDATE attempts SET count = 100 WHERE count = 1", &[]).await.unwrap();
    let tried = sign_in(pools, try_in("new@example.com", PASSWORD, "198.51.100.1", "x")).await;
    assert!(matches!(tried, Err(IdentityError::TooManyAttempts(_))), "{tried:?}");
    sign_in(pools, try_in("eve@example.com", PASSWORD, "203.0.113.7", "x2")).await.unwrap();
    // the window passes
    world.oracle.execute("UPDATE attempts SET started_at = now() - interval '16 minutes'", &[]).await.unwrap();
    sign_in(pools, try_in("ada@example.com", PASSWORD, "198.51.100.1", "x3")).await.unwrap();
}

#[tokio::test]
async fn a_guest_stays_the_buyer_he_was_as_buyer_and_as_seller() {
    let world = World::start().await;
    let (former, buyer) = guest(&world, "g1").await;
    put(&world, buyer, 0, 2).await;
    let ada =
        sign_up_buyer(&world.pools, account("ada@example.com", "ada", Some((former, Some(buyer))))).await.unwrap();
    assert_eq!(ada.buyer, Some(buyer));
    assert_eq!(cart(&world, buyer).await, [2]);
    assert!(session(&world.pools, former, None, "192.0.2.1").await.unwrap().is_none(), "the guest's session has ended");

    let (former, buyer) = guest(&world, "g2").await;
    put(&world, buyer, 1, 3).await;
    let owner = account("eve@example.com", "eve", Some((former, Some(buyer))));
    let new = NewShop { name: "Eve's", slug: "eves", country: "lu", currency: "eur" };
    let eve = sign_up_seller(&world.pools, NewSeller { owner, shop: new }).await.unwrap();
    assert_eq!((eve.buyer, cart(&world, buyer).await), (Some(buyer), vec![3]));
    let found = session(&world.pools, key("eve"), None, "192.0.2.1").await.unwrap().unwrap();
    assert_eq!(found.team.unwrap().slug, "eves");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_that_sign_up_at_once_make_one_account() {
    let world = World::start().await;
    let (former, buyer) = guest(&world, "g").await;
    let tab = |email, new| sign_up_buyer(&world.pools, account(email, new, Some((former, Some(buyer)))));
    let (a, b) = tokio::join!(tab("a@example.com", "a"), tab("b@example.com", "b"));
    assert_eq!([&a, &b].iter().filter(|r| r.is_ok()).count(), 1, "{a:?} {b:?}");
    assert!([a, b].into_iter().any(|r| matches!(r, Err(IdentityError::SignedUpAlready))));
    assert_eq!(world.count(&format!("SELECT FROM buyers WHERE buyer_id = '{buyer}' AND user_id IS NOT NULL")).await, 1);
    let again = sign_up_buyer(&world.pools, account("new@example.com", "c", None)).await.unwrap();
    let taken = sign_up_buyer(&world.pools, account("NEW@example.com", "d", None)).await;
    assert!(matches!(taken, Err(IdentityError::EmailTaken)), "{taken:?} {again:?}");
}

#[tokio::test]
async fn signing_in_takes_the_guest_s_cart_along_and_no_other_user_s() {
    let world = World::start().await;
    let ada = signed_up(&world, "ada@example.com", "ada").await;
    let eve = signed_up(&world, "eve@example.com", "eve").await;
    let (own, other) = (ada.buyer.unwrap(), eve.buyer.unwrap());
    put(&world, own, 0, 1).await;
    put(&world, other, 1, 9).await;
    let (former, buyer) = guest(&world, "g").await;
    put(&world, buyer, 0, 2).await;
    put(&world, buyer, 1, 4).await;
    let with = |former| SignIn { former: Some(former), ..try_in("ada@example.com", PASSWORD, "a", "in") };
    sign_in(&world.pools, with((former, Some(buyer)))).await.unwrap();
    assert_eq!((cart(&world, own).await, cart(&world, buyer).await), (vec![3, 4], vec![]));
    sign_out(&world.pools, key("in")).await.unwrap();
    sign_in(&world.pools, with((key("eve"), Some(other)))).await.unwrap();
    assert_eq!((cart(&world, own).await, cart(&world, other).await), (vec![3, 4], vec![9]));
}

#[tokio::test]
async fn a_buyer_opens_one_shop_for_the_account_he_has() {
    let world = World::start().await;
    let ada = signed_up(&world, "ada@example.com", "ada").await;
    let new = |slug| NewShop { name: "Ada's", slug, country: "DE", currency: "EUR" };
    let taken = open_shop(&world.pools, key("ada"), &new("seed-a")).await;
    assert!(matches!(taken, Err(IdentityError::SlugTaken)), "{taken:?}");
    let seller = open_shop(&world.pools, key("ada"), &new("adas")).await.unwrap();
    let found = session(&world.pools, key("ada"), None, "192.0.2.1").await.unwrap().unwrap();
    assert_eq!((found.user, found.buyer, found.team.unwrap().seller), (Some(ada.user), ada.buyer, seller));
    let second = open_shop(&world.pools, key("ada"), &new("adas-two")).await.unwrap();
    let found = session(&world.pools, key("ada"), None, "192.0.2.1").await.unwrap().unwrap();
    assert!(found.team.is_none() && found.teams == 2, "which of the two is not said");
    let named = session(&world.pools, key("ada"), Some(&Named::Id(second)), "").await.unwrap().unwrap();
    assert_eq!(named.team.unwrap().slug, "adas-two");
    let (visitor, _) = guest(&world, "g").await;
    for nobody in [visitor, key("none")] {
        let refused = open_shop(&world.pools, nobody, &new("nobodys")).await;
        assert!(matches!(refused, Err(IdentityError::SignedOut)), "{refused:?}");
    }
    assert_eq!(world.count("SELECT FROM slugs WHERE slug IN ('nobodys')").await, 0);
    // signing in again acts for it
    assert_eq!(
        sign_in(&world.pools, try_in("ada@example.com", PASSWORD, "a", "in")).await.unwrap().seller,
        Some(seller)
    );
}

#[tokio::test]
async fn absurd_countries_currencies_and_amounts_are_named() {
    let world = World::start().await;
    let fields =
        [("ZZ", "EUR", "country"), ("Luxembourg", "EUR", "country"), ("LU", "ZZZ", "currency"), ("LU", "", "currency")];
    for (country, currency, expected) in fields {
        let owner = account("ada@example.com", "ada", None);
        let new = NewShop { name: "Ada's", slug: "adas", country, currency };
        let refused = sign_up_seller(&world.pools, NewSeller { owner, shop: new }).await;
        assert!(matches!(refused, Err(IdentityError::Invalid { field, .. }) if field == expected), "{refused:?}");
    }
    assert_eq!(world.count("SELECT FROM users WHERE email_key = 'ada@example.com'").await, 0);
    let q = world.seller(0).write().await.unwrap();
    let now = shop::shop(&q).await.unwrap();
    let settings = |flat, above, country: &str| shop::Settings {
        slug: now.slug.to_string(),
        name: now.name.clone(),
        about: String::new(),
        country: country.to_owned(),
        language: now.language,
        open: true,
        shipping_flat: flat,
        shipping_free_above: above,
        time_zone: now.time_zone.clone(),
        vat_number: None,
    };
    for (new, expected) in [
        (settings(i64::MAX, None, "LU"), "shipping_flat"),
        (settings(-1, None, "LU"), "shipping_flat"),
        (settings(0, Some(-1), "LU"), "shipping_free_above"),
        (settings(0, Some(i64::MAX), "LU"), "shipping_free_above"),
        (settings(0, None, "ZZ"), "country"),
    ] {
        let refused = shop::change(&q, &new).await;
        assert!(matches!(refused, Err(IdentityError::Invalid { field, .. }) if field == expected), "{refused:?}");
    }
    shop::change(&q, &settings(types::Money::MAX_PRICE, Some(0), "de")).await.unwrap();
}
