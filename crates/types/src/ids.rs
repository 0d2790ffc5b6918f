//! Ids: UUIDv7 made by the application, one type per kind of thing so that they cannot be confused.

use postgres_types::{FromSql, ToSql};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSql, FromSql, ToSchema)]
        #[serde(transparent)]
        #[postgres(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id: UUIDv7, ordered by the time of its making.
            #[allow(clippy::new_without_default)]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// A seller: the tenant.
    SellerId;
    /// A person who signs in: member, buyer or staff.
    UserId;
    /// A user's place in a seller's team.
    MemberId;
    /// Who buys; a guest has one too.
    BuyerId;
    /// A signed-in session (not its secret).
    SessionId;
    /// The seller's own product record.
    ProductId;
    /// One sellable form of a product.
    VariantId;
    /// The price and stock terms of a variant.
    OfferId;
    /// A place where stock lies.
    WarehouseId;
    /// The import configuration of one language.
    FeedId;
    /// One run of an import.
    RunId;
    /// A line of a buyer's cart.
    CartLineId;
    /// What a buyer bought in one checkout.
    PurchaseId;
    /// One seller's part of a purchase.
    OrderId;
    /// A line of an order, and of its copy in the purchase.
    LineId;
    /// A record of the audit log, an event or another row that nothing refers to.
    RecordId;
    /// A piece of background work.
    JobId;
    /// A role of a seller's own.
    RoleId;
    /// An invitation to a team.
    InvitationId;
    /// An API key of a seller (not its secret).
    ApiKeyId;
    /// A mail of the outbox.
    MailId;
}
