//! What can be done. Numbers name sellers, buyers, and rows of the feeds.

use proptest::prelude::*;
use types::Language;

/// Rows that a feed may have: few, so that steps meet.
pub const ROWS: u8 = 6;

/// A row of a feed.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: u8,
    pub group: u8,
    pub title: &'static str,
    pub price: i64,
    pub in_stock: bool,
    pub quantity: Option<u32>,
}

/// Something that somebody does.
#[derive(Debug, Clone)]
pub enum Step {
    Import {
        seller: usize,
        language: Language,
        rows: Vec<Row>,
        keep_vanished: bool,
    },
    Select {
        seller: usize,
        row: u8,
        publish: bool,
    },
    Unpublish {
        seller: usize,
        row: u8,
    },
    Title {
        seller: usize,
        row: u8,
        language: Language,
        text: &'static str,
    },
    Price {
        seller: usize,
        row: u8,
        minor: i64,
    },
    Category {
        seller: usize,
        row: u8,
        path: &'static str,
    },
    Undo {
        seller: usize,
        row: u8,
        which: u8,
    },
    Stock {
        seller: usize,
        row: u8,
        on_hand: Option<u32>,
    },
    Cart {
        buyer: usize,
        seller: usize,
        row: u8,
        pieces: u32,
    },
    Confirm {
        buyer: usize,
    },
    Clear {
        buyer: usize,
    },
    /// `looked`: after he has looked at the cart, removed what cannot be had and confirmed the prices.
    Checkout {
        buyer: usize,
        looked: bool,
    },
    Repeat {
        buyer: usize,
    },
    Move {
        seller: usize,
        which: u8,
        to: u8,
    },
}

const TITLES: [&str; 5] = ["Hemd rot", "Hemd blau", "Hose lang", "Hose kurz", "Jacke"];

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..4_u8, prop::sample::select(&TITLES[..]), 1..6_i64, any::<bool>(), prop::option::of(0..6_u32));
    prop::collection::btree_map(0..ROWS, row, 3..6).prop_map(|rows| {
        let row = |(id, (group, title, price, in_stock, quantity))| Row {
            id,
            group,
            title,
            price: price * 100,
            in_stock,
            quantity,
        };
        rows.into_iter().map(row).collect()
    })
}

fn a_seller_s() -> impl Strategy<Value = Step> {
    let (which, row) = (0..2_usize, 0..ROWS);
    let language = || prop::sample::select(vec![Language::De, Language::Fr]);
    let path = prop::sample::select(vec!["Mode > Hemden", "Mode > Hosen"]);
    prop_oneof![
        4 => (which.clone(), language(), rows(), any::<bool>()).prop_map(|(seller, language, rows, keep_vanished)| Step::Import { seller, language, rows, keep_vanished }),
        6 => (which.clone(), row.clone(), prop::bool::weighted(0.8)).prop_map(|(seller, row, publish)| Step::Select { seller, row, publish }),
        1 => (which.clone(), row.clone()).prop_map(|(seller, row)| Step::Unpublish { seller, row }),
        1 => (which.clone(), row.clone(), language(), prop::sample::select(&TITLES[..])).prop_map(|(seller, row, language, text)| Step::Title { seller, row, language, text }),
        2 => (which.clone(), row.clone(), 1..600_i64).prop_map(|(seller, row, minor)| Step::Price { seller, row, minor }),
        1 => (which.clone(), row.clone(), path).prop_map(|(seller, row, path)| Step::Category { seller, row, path }),
        2 => (which.clone(), row.clone(), 0..3_u8).prop_map(|(seller, row, which)| Step::Undo { seller, row, which }),
        2 => (which, row, prop::option::of(0..8_u32)).prop_map(|(seller, row, on_hand)| Step::Stock { seller, row, on_hand }),
    ]
}

/// Any step, those that make others possible more often.
pub fn step() -> impl Strategy<Value = Step> {
    let (who, row) = (0..2_usize, 0..ROWS);
    prop_oneof![
        19 => a_seller_s(),
        8 => (who.clone(), who.clone(), row, 1..4_u32).prop_map(|(buyer, seller, row, pieces)| Step::Cart { buyer, seller, row, pieces }),
        2 => who.clone().prop_map(|buyer| Step::Confirm { buyer }),
        1 => who.clone().prop_map(|buyer| Step::Clear { buyer }),
        6 => (who.clone(), prop::bool::weighted(0.8)).prop_map(|(buyer, looked)| Step::Checkout { buyer, looked }),
        1 => who.clone().prop_map(|buyer| Step::Repeat { buyer }),
        8 => (who, any::<u8>(), any::<u8>()).prop_map(|(seller, which, to)| Step::Move { seller, which, to }),
    ]
}

/// Both sellers have imported and published all rows.
pub fn beginning() -> Vec<Step> {
    let row = |id: u8| {
        let quantity = (!id.is_multiple_of(3)).then_some(5);
        Row { id, group: id % 4, title: TITLES[usize::from(id) % 5], price: 100, in_stock: true, quantity }
    };
    let of_one = |seller| {
        let import =
            Step::Import { seller, language: Language::De, rows: (0..ROWS).map(row).collect(), keep_vanished: false };
        std::iter::once(import).chain((0..ROWS).map(move |row| Step::Select { seller, row, publish: true }))
    };
    (0..2).flat_map(of_one).collect()
}
