//! Payments: what every way of paying offers, and payment on invoice.

use std::{future::Future, pin::Pin};

use types::{Money, PurchaseId};

/// What a payment is asked for.
#[derive(Debug, Clone)]
pub struct PaymentRequest {
    /// What is paid.
    pub purchase: PurchaseId,
    /// Its number, as the buyer reads it; also the key under which a gateway recognises a repeated request.
    pub number: String,
    /// How much.
    pub amount: Money,
}

/// How far a payment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentState {
    /// Nothing has come in yet.
    Pending,
    /// The money is reserved.
    Authorized,
    /// The money is there.
    Paid,
    /// It was refused.
    Failed,
}

impl PaymentState {
    /// Its name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Authorized => "authorized",
            Self::Paid => "paid",
            Self::Failed => "failed",
        }
    }
}

/// A payment that was begun.
#[derive(Debug, Clone)]
pub struct Payment {
    /// [`PaymentProvider::name`].
    pub provider: &'static str,
    /// How far it is.
    pub state: PaymentState,
    /// How the provider knows it; for an invoice, the purchase's number.
    pub reference: String,
}

/// Why a payment did not begin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// The provider refused it for good.
    #[error("the payment was refused: {0}")]
    Refused(String),
    /// The provider did not answer; the same request may be sent again.
    #[error("the payment service does not answer; try again")]
    Unavailable,
}

/// What [`PaymentProvider::begin`] answers.
pub type Begun<'a> = Pin<Box<dyn Future<Output = Result<Payment, PaymentError>> + Send + 'a>>;

/// A way of paying. Invoices are the first; gateways implement the same.
pub trait PaymentProvider: Send + Sync {
    /// Its name, in the database and in the API.
    fn name(&self) -> &'static str;

    /// Begins the payment. The same request twice begins one payment.
    fn begin<'a>(&'a self, request: &'a PaymentRequest) -> Begun<'a>;
}

/// Payment on invoice: the goods go out, the money comes in later.
#[derive(Debug, Clone, Copy, Default)]
pub struct Invoice;

impl PaymentProvider for Invoice {
    fn name(&self) -> &'static str {
        "invoice"
    }

    fn begin<'a>(&'a self, request: &'a PaymentRequest) -> Begun<'a> {
        Box::pin(async move {
            Ok(Payment { provider: self.name(), state: PaymentState::Pending, reference: request.number.clone() })
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use types::Currency;

    use super::*;

    #[tokio::test]
    async fn an_invoice_is_pending_under_the_purchase_s_number() {
        let request = PaymentRequest {
            purchase: PurchaseId::new(),
            number: "P-1".into(),
            amount: Money::new(100, Currency::Eur),
        };
        let payment = Invoice.begin(&request).await.unwrap();
        assert_eq!((payment.provider, payment.state.name(), payment.reference.as_str()), ("invoice", "pending", "P-1"));
    }
}
