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
    /// Nothing is to be paid any more: every order of the purchase was cancelled before the money was there.
    Cancelled,
}

impl PaymentState {
    /// Its name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Authorized => "authorized",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
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

    /// The payment, where it begins without asking anybody: it is then written in the transaction that makes the
    /// purchase. `None` is what gateways answer; they are asked with [`PaymentProvider::begin`] once the purchase stands,
    /// so that no stock stays locked while a server far away thinks.
    fn at_once(&self, _request: &PaymentRequest) -> Option<Payment> {
        None
    }

    /// Begins the payment. The same request twice begins one payment: the purchase and its number are the same, however
    /// often a checkout is tried.
    fn begin<'a>(&'a self, request: &'a PaymentRequest) -> Begun<'a>;
}

/// Payment on invoice: the goods go out, the money comes in later.
#[derive(Debug, Clone, Copy, Default)]
pub struct Invoice;

impl PaymentProvider for Invoice {
    fn name(&self) -> &'static str {
        "invoice"
    }

    fn at_once(&self, request: &PaymentRequest) -> Option<Payment> {
        Some(Payment { provider: self.name(), state: PaymentState::Pending, reference: request.number.clone() })
    }

    fn begin<'a>(&'a self, request: &'a PaymentRequest) -> Begun<'a> {
        Box::pin(async move { self.at_once(request).ok_or(PaymentError::Unavailable) })
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
        assert!(Invoice.at_once(&request).is_some(), "nobody needs to be asked");
        assert_eq!((payment.provider, payment.state.name(), payment.reference.as_str()), ("invoice", "pending", "P-1"));
    }
}
