//! Classes of queries. Words are taken from titles at random, so that frequent words are asked for as often as they
//! stand there.

use catalog::search::{PriceRange, Query, Sort};
use types::{Currency, Language};

use crate::feeds::{Feeds, Random, SELLERS, seller};

pub enum Request {
    Search(Box<Query>),
    Suggest(String),
}

pub struct Class {
    pub name: &'static str,
    pub make: fn(&Feeds, &mut Random) -> Request,
}

pub const CLASSES: [Class; 17] = [
    Class {
        name: "1 to 3 words",
        make: |f, r| {
            let n = 1 + r.below(3);
            search(text(f, r, n))
        },
    },
    Class { name: "1 word", make: |f, r| search(text(f, r, 1)) },
    Class { name: "2 words", make: |f, r| search(text(f, r, 2)) },
    Class { name: "3 words", make: |f, r| search(text(f, r, 3)) },
    Class { name: "the most frequent word", make: |_, _| search("comprimé".into()) },
    Class { name: "three most frequent words", make: |_, _| search("plaquette comprimé pelliculé".into()) },
    Class {
        name: "a typo",
        make: |f, r| {
            let word = typo(f, r);
            search(word)
        },
    },
    Class {
        name: "half a word",
        make: |f, r| {
            let word = half(f, r);
            search(word)
        },
    },
    Class { name: "a word nobody has", make: |f, r| search(format!("{} zzyzxq", text(f, r, 1))) },
    Class {
        name: "1 to 3 words, brand",
        make: |f, r| {
            let n = 1 + r.below(3);
            filtered(text(f, r, n), |query| query.brands = vec![r.one(&f.brands).clone(), r.one(&f.brands).clone()])
        },
    },
    Class {
        name: "1 to 3 words, price and stock",
        make: |f, r| {
            let n = 1 + r.below(3);
            let min = 100 * r.below(20) as i64;
            filtered(text(f, r, n), |query| {
                query.price = Some(PriceRange { currency: Currency::Eur, min: Some(min), max: Some(min + 2_000) });
                query.in_stock = true;
            })
        },
    },
    Class {
        name: "1 to 3 words, newest",
        make: |f, r| {
            let n = 1 + r.below(3);
            filtered(text(f, r, n), |query| query.sort = Sort::Newest)
        },
    },
    Class {
        name: "a category by price",
        make: |f, r| {
            filtered(String::new(), |query| {
                query.category = Some(r.one(&f.categories).clone());
                query.sort = Sort::PriceAsc;
            })
        },
    },
    Class {
        name: "a seller's shop",
        make: |_, r| {
            filtered(String::new(), |query| {
                query.shop = Some(seller(r.below(SELLERS as usize) as u64));
            })
        },
    },
    Class { name: "everything", make: |_, _| search(String::new()) },
    Class { name: "everything, newest", make: |_, _| filtered(String::new(), |query| query.sort = Sort::Newest) },
    Class { name: "suggest", make: |f, r| Request::Suggest(half(f, r)) },
];

const LANGUAGES: [Language; 3] = [Language::De, Language::Fr, Language::En];

fn search(text: String) -> Request {
    filtered(text, |_| ())
}

fn filtered(text: String, mut change: impl FnMut(&mut Query)) -> Request {
    let language = LANGUAGES[text.len() % 3];
    let mut query = Query::text(language, text);
    change(&mut query);
    Request::Search(Box::new(query))
}

/// Words of one title.
fn text(feeds: &Feeds, random: &mut Random, count: usize) -> String {
    loop {
        let words: Vec<&str> = random.one(&feeds.titles).split(|c: char| !c.is_alphanumeric()).collect();
        let words: Vec<&str> = words.into_iter().filter(|word| word.chars().count() > 1).collect();
        if words.len() >= count {
            let from = random.below(words.len() - count + 1);
            return words[from..from + count].join(" ");
        }
    }
}

fn long_word(feeds: &Feeds, random: &mut Random) -> Vec<char> {
    loop {
        let word: Vec<char> = text(feeds, random, 1).chars().collect();
        if word.len() >= 5 && word.iter().all(|c| c.is_alphabetic()) {
            return word;
        }
    }
}

fn typo(feeds: &Feeds, random: &mut Random) -> String {
    let mut word = long_word(feeds, random);
    let at = 1 + random.below(word.len() - 2);
    match random.below(3) {
        0 => word.swap(at, at + 1),
        1 => drop(word.remove(at)),
        _ => word[at] = 'q',
    }
    word.into_iter().collect()
}

fn half(feeds: &Feeds, random: &mut Random) -> String {
    let word = long_word(feeds, random);
    let half = 2 + random.below(word.len() - 3);
    word[..half].iter().collect()
}
