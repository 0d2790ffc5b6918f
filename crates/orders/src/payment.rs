//! The payments of purchases: asked for once a purchase stands, so that no lock waits for somebody else's server.

use money::{PaymentError, PaymentProvider, PaymentRequest, PaymentState};
use tenancy::{Pools, row, statements};
use types::{BuyerId, Currency, Money, PurchaseId, RecordId, SessionId};

use crate::{OrderError, number::number};

/// The state of a payment that the provider has not been asked for yet.
pub(crate) const NEW: &str = "new";

row! {
    struct Open { id: RecordId, purchase_id: PurchaseId, amount: i64, currency: Currency }
}

statements! {
    fn open(buyer: BuyerId, purchases: &[PurchaseId], provider: &str) -> Vec<Open> for Checkout =
        "SELECT id, purchase_id, amount, currency FROM purchase_payments WHERE buyer_id = $1 AND purchase_id = ANY($2) AND provider = $3 AND state = 'new' ORDER BY id";
    fn update(buyer: BuyerId, id: RecordId, state: &str, reference: &str) -> Count for Checkout =
        "UPDATE purchase_payments SET state = $3, reference = $4, updated_at = now() WHERE buyer_id = $1 AND id = $2 AND state = 'new'";
}

/// Asks the provider for every payment of these purchases that it has not been asked for yet. The purchase's number is
/// the key under which it recognises a repeated request, and stays what it is: whoever repeats the checkout repeats this.
///
/// A refusal is noted; the purchase stands, unpaid. Where the provider does not answer, the payment stays new.
pub(crate) async fn begin(
    pools: &Pools,
    buyer: BuyerId,
    session: Option<SessionId>,
    provider: &dyn PaymentProvider,
    purchases: &[PurchaseId],
) -> Result<(), OrderError> {
    let door = pools.checkout(buyer, session);
    let found = open(&door.read().await?, buyer, purchases, provider.name()).await?;
    for payment in found {
        let number = number(payment.purchase_id.0);
        let amount = Money::new(payment.amount, payment.currency);
        let request = PaymentRequest { purchase: payment.purchase_id, number, amount };
        let (state, reference) = match provider.begin(&request).await {
            Ok(begun) => (begun.state, begun.reference),
            Err(PaymentError::Refused(_)) => (PaymentState::Failed, request.number),
            Err(error @ PaymentError::Unavailable) => return Err(error.into()),
        };
        let q = door.write().await?;
        update(&q, buyer, payment.id, state.name(), &reference).await?;
        q.commit().await?;
    }
    Ok(())
}
