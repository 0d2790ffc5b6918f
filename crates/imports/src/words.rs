//! Words that are columns: enums whose values are stored as text.

use std::error::Error;

use bytes::BytesMut;
use postgres_types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use serde::{Deserialize, Serialize};

use crate::feed::Availability;

/// Stores an enum with `name()` and `ALL` as text.
macro_rules! stored_as_text {
    ($name:ident) => {
        impl ToSql for $name {
            fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
                self.name().to_sql(ty, out)
            }
            fn accepts(ty: &Type) -> bool {
                <&str as ToSql>::accepts(ty)
            }
            to_sql_checked!();
        }

        impl<'a> FromSql<'a> for $name {
            fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
                let word = <&str as FromSql>::from_sql(ty, raw)?;
                let found = $name::ALL.iter().copied().find(|known| known.name() == word);
                found.ok_or_else(|| format!(concat!("\"{}\" is no ", stringify!($name)), word).into())
            }
            fn accepts(ty: &Type) -> bool {
                <&str as FromSql>::accepts(ty)
            }
        }
    };
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stable name, as it is stored.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        stored_as_text!($name);
    )*};
}

words! {
    /// What becomes of a published product that its feed no longer has.
    Vanish {
        /// It is unpublished.
        Unpublish = "unpublish",
        /// It stays as it is.
        Keep = "keep",
    }

    /// Who or what started a run.
    Trigger {
        /// Somebody, on a page or through the API.
        Person = "person",
        /// The feed's schedule.
        Schedule = "schedule",
        /// `karum import`.
        Command = "command",
    }

    /// Where a run stands.
    RunState {
        /// It waits for a worker.
        Queued = "queued",
        /// A worker has it in hand.
        Running = "running",
        /// Everything is staged but what vanished: a person must decide.
        Held = "held",
        /// It has ended well.
        Done = "done",
        /// The file was refused as a whole, or could not be had.
        Failed = "failed",
        /// Somebody ended it. What it had staged by then stays.
        Cancelled = "cancelled",
    }

    /// What a run is held for.
    HeldFor {
        /// Not one row of the file was accepted, while there are products of earlier files.
        Empty = "empty",
        /// More than half of the products of earlier files are not in this one.
        Vanished = "vanished",
    }

    /// What a person decided about a held run.
    Decision {
        /// What is not in the file has vanished.
        Apply = "apply",
        /// Nothing has vanished.
        Keep = "keep",
    }

    /// What is done with staged products.
    StagedAction {
        /// They become products of the catalogue.
        Select = "select",
        /// The same, and they are put on the shelf.
        SelectPublish = "select_publish",
        /// Their products are taken off the shelf.
        Unpublish = "unpublish",
    }

    /// Where an action stands.
    ActionState {
        /// It waits for a worker.
        Queued = "queued",
        /// A worker has it in hand.
        Running = "running",
        /// It has ended well.
        Done = "done",
        /// It was given up. What it had done by then stays.
        Failed = "failed",
    }

    /// How bad an entry of a report is.
    Severity {
        /// The row is out.
        Reject = "reject",
        /// The row is in, and something about it was changed, left out or contradicted.
        Warning = "warning",
    }
}

impl Availability {
    pub(crate) const ALL: &[Self] = &[Self::InStock, Self::OutOfStock, Self::Preorder];
}
stored_as_text!(Availability);

impl RunState {
    /// Whether it has not ended: no other run of the feed can start.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Running | Self::Held)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn words_are_stored_as_their_names_and_others_refused() {
        let mut out = BytesMut::new();
        RunState::Cancelled.to_sql(&Type::TEXT, &mut out).unwrap();
        assert_eq!(&out[..], b"cancelled");
        assert_eq!(RunState::from_sql(&Type::TEXT, b"held").unwrap(), RunState::Held);
        let refused = Vanish::from_sql(&Type::TEXT, b"delete").unwrap_err();
        assert_eq!(refused.to_string(), "\"delete\" is no Vanish");
        assert_eq!(Availability::from_sql(&Type::TEXT, b"preorder").unwrap(), Availability::Preorder);
    }
}
