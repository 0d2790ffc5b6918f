use tenancy::DbError;
use types::{MoneyError, VariantId};

use crate::OrderState;

/// What carts, checkouts and orders can run into.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// No such thing, or not in this scope: the two are not told apart.
    #[error("not found")]
    NotFound,
    /// A field that is missing or absurd.
    #[error("{field}: {message}")]
    Invalid {
        /// Which.
        field: &'static str,
        /// What to do about it.
        message: String,
    },
    /// The cart holds as many lines as it may.
    #[error("a cart holds at most {max} lines: order these first", max = crate::cart::MAX_LINES)]
    CartFull,
    /// Nothing to order.
    #[error("the cart is empty")]
    CartEmpty,
    /// The cart was changed or ordered meanwhile.
    #[error("the cart has changed meanwhile: look at it again")]
    CartChanged,
    /// What would be ordered is not what the buyer reviewed.
    #[error("the order has changed since you reviewed it: look at it again and confirm it")]
    ReviewChanged,
    /// Prices differ from those the buyer saw.
    #[error("prices have changed: look at the cart and confirm them")]
    PricesChanged,
    /// Something in the cart is no longer sold.
    #[error("something in the cart is no longer sold: remove it")]
    NoLongerSold(Vec<VariantId>),
    /// Not enough of it.
    #[error("there is not enough of something in the cart")]
    OutOfStock(Vec<VariantId>),
    /// The same `Idempotency-Key` with another body.
    #[error("this Idempotency-Key was used for another request: use a new one")]
    KeyReused,
    /// The machine has no such step.
    #[error("an order that is {from} cannot become {to}", from = from.name(), to = to.name())]
    Step {
        /// Where it is.
        from: OrderState,
        /// Where it was to go.
        to: OrderState,
    },
    /// The payment did not begin.
    #[error(transparent)]
    Payment(#[from] money::PaymentError),
    /// A sum that has no answer.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The catalogue's own errors.
    #[error(transparent)]
    Catalog(#[from] catalog::CatalogError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl OrderError {
    pub(crate) fn invalid(field: &'static str, message: &str) -> Self {
        Self::Invalid { field, message: message.to_owned() }
    }
}
