//! The sellers that a user works for.

use jiff::Timestamp;
use tenancy::{Pools, row, statements};
use types::{SellerId, UserId};

use crate::{IdentityError, permission::Role};

/// A seller that a user works for.
#[derive(Debug, Clone)]
pub struct Place {
    /// The seller.
    pub seller: SellerId,
    /// The shop's address.
    pub slug: String,
    /// The shop's name.
    pub name: String,
    /// What the user is there.
    pub role: Role,
    /// What the role is called, where it is one of the seller's own.
    pub role_name: Option<String>,
    /// When he was last seen there, to about five minutes; never, where he has not been yet.
    pub seen_at: Option<Timestamp>,
}

row! {
    struct PlaceRow {
        seller_id: SellerId ["of the member's row"],
        slug: String ["of the shop's row"],
        name: String ["of the shop's row"],
        role: String ["a member has one"],
        role_name: Option<String>,
        seen_at: Option<Timestamp>,
    }
}

statements! {
    fn places(user: UserId) -> Vec<PlaceRow> for Gate =
        "SELECT seller_id, slug, name, role, role_name, seen_at FROM gate.teams($1)";
}

/// The sellers that a user works for, where he was last first; 200 at most.
pub async fn teams(pools: &Pools, user: UserId) -> Result<Vec<Place>, IdentityError> {
    let found = places(&pools.gate().read().await?, user).await?.into_iter();
    let place = |row: PlaceRow| {
        let role = Role::parse(&row.role)?;
        let PlaceRow { seller_id: seller, slug, name, role_name, seen_at, .. } = row;
        Some(Place { seller, slug, name, role, role_name, seen_at })
    };
    Ok(found.filter_map(place).collect())
}
