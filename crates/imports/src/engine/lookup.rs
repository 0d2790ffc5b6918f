//! What is staged already of the ids at hand.

use std::collections::HashMap;

use tenancy::{DbError, Mode, Scope, class::SellerBound, row, statements};
use types::{Currency, Language, RunId, SellerId};

use super::standing::{self, Conflicts, Known, Offer, Ranking, Slots, Standing, slot};
use crate::feed::Availability;

row! {
    struct Staged {
        external_id: String,
        language: Language,
        row_hash: Vec<u8>,
        present: bool,
        main: bool,
        price: i64,
        sale_price: Option<i64>,
        currency: Currency,
        availability: Availability,
        conflicts: Vec<String>,
        since_run: RunId,
        changed_run: RunId,
    }
    struct Id { external_id: String }
    struct Own { language: Language, country: String }
}

statements! {
    fn staged(seller: SellerId, ids: &[&str]) -> Vec<Staged> for Seller | Worker =
        "SELECT external_id, language, row_hash, present, main, price, sale_price, currency, availability, conflicts, since_run, changed_run
         FROM staged_products WHERE seller_id = $1 AND external_id = ANY($2)";
    fn of_catalogue(seller: SellerId, ids: &[&str]) -> Vec<Id> for Seller | Worker =
        "SELECT external_id FROM variants WHERE seller_id = $1 AND external_id = ANY($2) AND source = 'feed'";
    fn own(seller: SellerId) -> One<Own> for Seller | Worker = "SELECT language, country FROM sellers WHERE seller_id = $1";
}

/// The order in which the languages of the seller in scope win.
pub(crate) async fn ranking<C: SellerBound, M: Mode>(q: &Scope<C, M>) -> Result<Ranking, DbError> {
    Ok(standing::ranking(own(q, q.seller()).await?.language))
}

/// The country of the seller in scope, whose VAT rates hold.
pub(crate) async fn country<C: SellerBound, M: Mode>(q: &Scope<C, M>) -> Result<Option<[u8; 2]>, DbError> {
    Ok(own(q, q.seller()).await?.country.into_bytes().try_into().ok())
}

/// The rows of these ids in all languages, by the place of the id in `ids`, which holds each id once.
pub(crate) async fn known<C: SellerBound, M: Mode>(
    q: &Scope<C, M>,
    ids: &[&str],
) -> Result<Vec<Slots<Known>>, DbError> {
    let places: HashMap<&str, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut slots: Vec<Slots<Known>> = ids.iter().map(|_| [const { None }; 3]).collect();
    for row in staged(q, q.seller(), ids).await? {
        if let Some(at) = places.get(row.external_id.as_str()) {
            slots[*at][slot(row.language)] = Some(Known {
                present: row.present,
                standing: Standing { main: row.main, conflicts: Conflicts::named(&row.conflicts) },
                offer: Offer {
                    price: row.price,
                    sale_price: row.sale_price,
                    currency: row.currency,
                    availability: row.availability,
                },
                since: row.since_run,
                changed: row.changed_run,
                hash: row.row_hash,
            });
        }
    }
    Ok(slots)
}

/// Those of the ids that are in the catalogue, and came from a feed.
pub(crate) async fn in_catalogue<C: SellerBound, M: Mode>(
    q: &Scope<C, M>,
    ids: &[&str],
) -> Result<Vec<String>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(of_catalogue(q, q.seller(), ids).await?.into_iter().map(|row| row.external_id).collect())
}
