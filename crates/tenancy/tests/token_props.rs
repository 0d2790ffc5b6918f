//! Tokens that nobody signed, thousands of them, made from good ones: the database takes none, and says nothing but that
//! the scope is refused. `PROPTEST_CASES` is another number of them.
#![allow(clippy::unwrap_used, missing_docs)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use tenancy::{Identity, SigningKey};
use test_support::{Client, World};
use tokio_postgres::Statement;
use types::{SellerId, UserId};

/// What is done to a token.
#[derive(Debug, Clone)]
enum Spoil {
    Replace(prop::sample::Index, char),
    Insert(prop::sample::Index, char),
    Delete(prop::sample::Index),
    Cut(prop::sample::Index),
    /// A field of the other good token, by its place.
    Field(usize),
    /// A field set to a text.
    Set(usize, String),
    Swap(usize, usize),
    Append(String),
    Anew(String),
}

fn spoil() -> impl Strategy<Value = Spoil> {
    let place = any::<prop::sample::Index>();
    let near = prop::sample::select("0123456789abcdefABCDEFk|-+ .\u{0}\u{7f}é".chars().collect::<Vec<_>>());
    let letter = prop_oneof![3 => near, 1 => any::<char>()];
    let text =
        prop_oneof!["[0-9a-f]{0,64}", "[0-9]{1,12}", "\\PC{0,30}", Just(String::new()), Just("seller".to_owned())];
    prop_oneof![
        4 => (place.clone(), letter.clone()).prop_map(|(at, c)| Spoil::Replace(at, c)),
        2 => (place.clone(), letter).prop_map(|(at, c)| Spoil::Insert(at, c)),
        2 => place.clone().prop_map(Spoil::Delete),
        1 => place.prop_map(Spoil::Cut),
        2 => (0..10_usize).prop_map(Spoil::Field),
        3 => (0..10_usize, text).prop_map(|(at, text)| Spoil::Set(at, text)),
        1 => (0..10_usize, 0..10_usize).prop_map(|(a, b)| Spoil::Swap(a, b)),
        1 => "[0-9a-f|]{1,20}".prop_map(Spoil::Append),
        1 => "[a-z0-9|-]{0,200}".prop_map(Spoil::Anew),
    ]
}

fn spoilt(token: &str, other: &str, spoils: &[Spoil]) -> String {
    let mut token = token.to_owned();
    for spoil in spoils {
        let mut letters: Vec<char> = token.chars().collect();
        let mut fields: Vec<String> = token.split('|').map(str::to_owned).collect();
        token = match spoil {
            _ if letters.is_empty() => continue,
            Spoil::Replace(at, c) => {
                let at = at.index(letters.len());
                letters[at] = *c;
                letters.into_iter().collect()
            }
            Spoil::Insert(at, c) => {
                letters.insert(at.index(letters.len()), *c);
                letters.into_iter().collect()
            }
            Spoil::Delete(at) => {
                letters.remove(at.index(letters.len()));
                letters.into_iter().collect()
            }
            Spoil::Cut(at) => letters[..at.index(letters.len())].iter().collect(),
            Spoil::Field(at) | Spoil::Set(at, _) if *at >= fields.len() => continue,
            Spoil::Field(at) => {
                other.split('|').nth(*at).unwrap_or_default().clone_into(&mut fields[*at]);
                fields.join("|")
            }
            Spoil::Set(at, text) => {
                fields[*at].clone_from(text);
                fields.join("|")
            }
            Spoil::Swap(a, b) if *a >= fields.len() || *b >= fields.len() => continue,
            Spoil::Swap(a, b) => {
                fields.swap(*a, *b);
                fields.join("|")
            }
            Spoil::Append(text) => token + text,
            Spoil::Anew(text) => text.clone(),
        };
    }
    token
}

/// A connection of a class, with what it asks prepared.
struct Asking {
    client: Client,
    bind: Statement,
    orders: Statement,
}

impl Asking {
    async fn new(client: Client) -> Self {
        let bind = client.prepare("SELECT set_config('karum.scope', $1, false)").await.unwrap();
        // the class may not call the function that verifies; the policies do
        let orders = client.prepare("SELECT seller_id FROM karum.orders LIMIT 9").await.unwrap();
        Self { client, bind, orders }
    }

    /// Whose orders the connection sees under a token.
    async fn taken_for(&self, token: &str) -> Result<Option<SellerId>, tokio_postgres::Error> {
        self.client.query(&self.bind, &[&token]).await?;
        let orders = self.client.query(&self.orders, &[]).await?;
        assert!(orders.len() <= 1, "{token}: of several sellers");
        Ok(orders.first().map(|row| row.get(0)))
    }
}

#[tokio::test]
async fn no_token_that_nobody_signed_is_taken() {
    let cases: usize = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000);
    let world = World::start().await;
    let client = world.login("seller").await;
    let pid: i32 = client.query_one("SELECT pg_backend_pid()", &[]).await.unwrap().get(0);
    let asking = Asking::new(client).await;
    let secrets = test_support::secrets();
    let key = secrets.signing_key().unwrap();
    let expiry = (SystemTime::now() + Duration::from_mins(2)).duration_since(UNIX_EPOCH).unwrap().as_secs();
    let sign = |key: &SigningKey, which: usize| {
        let s = world.sellers[which];
        let identity = Identity { seller: Some(s.seller), actor: Some(UserId(s.owner.0)), ..Identity::default() };
        key.sign("seller", &identity, pid, expiry)
    };
    let (own, other) = (sign(&key, 0), sign(&key, 1));
    assert_eq!(asking.taken_for(&own).await.unwrap(), Some(world.sellers[0].seller));
    assert_eq!(asking.taken_for(&other).await.unwrap(), Some(world.sellers[1].seller), "control: it may change");
    let foreign = sign(&SigningKey::new(&key.kid, &[7; 32]), 0);
    let mut runner = TestRunner::deterministic();
    let strategy = prop::collection::vec(spoil(), 1..4);
    let mut refused = 0;
    for _ in 0..cases {
        let spoils = strategy.new_tree(&mut runner).unwrap().current();
        for forged in [spoilt(&own, &other, &spoils), spoilt(&foreign, &own, &spoils)] {
            if forged == own || forged == other {
                continue;
            }
            let error = asking.taken_for(&forged).await.expect_err(&forged);
            let code = error.code().map(|code| code.code().to_owned());
            // a zero byte is no text at all, and the server says so before anybody looks at it
            let unspeakable = forged.contains('\0') && code.as_deref() == Some("22021");
            // the mark before the MAC is not signed: another one there makes the expiry no number
            let mark = forged.starts_with(&own[..own.len() - 65]) && forged.ends_with(&own[own.len() - 64..]);
            let mark = mark && code.as_deref().is_some_and(|code| code.starts_with("22"));
            let refusal = code.as_deref().is_some_and(|code| code.starts_with("KA"));
            assert!(refusal || unspeakable || mark, "{forged:?}: {error:?}");
            refused += 1;
        }
    }
    assert!(refused >= cases, "{refused} of {cases}: too many were no forgeries");
    println!("{refused} forged tokens refused");
    assert_eq!(asking.taken_for(&own).await.unwrap(), Some(world.sellers[0].seller), "control: it still works");
}
