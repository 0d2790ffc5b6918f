//! The cart: one per buyer, over all sellers and currencies.

use catalog::shelf::ShelfVariant;
use serde_json::Value;
use tenancy::{
    Mode, OnConstraint, Scope, Write,
    class::{Buyer, Public},
    row, statements,
};
use types::{BuyerId, CartLineId, Currency, Language, Money, ProductId, SellerId, VariantId};

use crate::{
    Draft, DraftLine, OrderError,
    draft::{self, OnShelf, Shop, Wanted},
};

/// Lines of a cart, at most.
pub const MAX_LINES: i64 = 100;
/// Pieces of a line, at most.
pub const MAX_QUANTITY: u32 = 999;

row! {
    struct CartRow {
        id: CartLineId,
        seller_id: SellerId,
        product_id: ProductId,
        variant_id: VariantId,
        quantity: i32,
        price_seen: i64,
        currency: Currency,
        handle: Option<String>,
        currency_now: Option<Currency>,
        image: Option<String>,
        variants: Option<Value>,
        title: Option<String>,
        shop_name: Option<String>,
        shop_slug: Option<String>,
        shop_state: Option<String>,
        shop_country: Option<String>,
        shop_currency: Option<Currency>,
        shipping_flat: Option<i64>,
        shipping_free_above: Option<i64>,
    }
    struct ShelfRow { currency: Currency, variants: Value, state: String }
    struct Lines { count: i64 ["count(*) is never null"] }
    struct Held { count: i64 ["count(*) is never null"], there: bool ["coalesce to false"] }
}

statements! {
    fn lines(buyer: BuyerId, languages: &[&str]) -> Vec<CartRow> for Buyer =
        "SELECT c.id, c.seller_id, c.product_id, c.variant_id, c.quantity, c.price_seen, c.currency,
                p.handle, p.currency AS currency_now, p.image, p.variants,
                (SELECT t.title FROM shelf_texts t WHERE t.seller_id = c.seller_id AND t.product_id = c.product_id
                 ORDER BY array_position(($2::text[])[1:1] || f.language || $2::text[], t.language) LIMIT 1) AS title,
                f.name AS shop_name, f.slug AS shop_slug, f.state AS shop_state, f.country AS shop_country, f.currency AS shop_currency,
                f.shipping_flat, f.shipping_free_above
         FROM cart_lines c
         LEFT JOIN shelf_products p ON p.seller_id = c.seller_id AND p.id = c.product_id
         LEFT JOIN storefronts f ON f.seller_id = c.seller_id
         WHERE c.buyer_id = $1 ORDER BY c.added_at, c.id LIMIT 100";
    fn count_lines_of(buyer: BuyerId, seller: SellerId) -> One<Lines> for Buyer =
        "SELECT count(*) AS count FROM cart_lines WHERE buyer_id = $1 AND seller_id = $2";
    fn count_lines(buyer: BuyerId) -> One<Lines> for Buyer = "SELECT count(*) AS count FROM cart_lines WHERE buyer_id = $1";
    fn held(buyer: BuyerId, seller: SellerId, variant: VariantId) -> One<Held> for Buyer =
        "SELECT count(*) AS count, coalesce(bool_or(seller_id = $2 AND variant_id = $3), false) AS there FROM cart_lines WHERE buyer_id = $1";
    fn shelf(seller: SellerId, product: ProductId) -> Option<ShelfRow> for Public | Buyer =
        "SELECT p.currency, p.variants, f.state FROM shelf_products p JOIN storefronts f ON f.seller_id = p.seller_id WHERE p.seller_id = $1 AND p.id = $2";
    fn insert(buyer: BuyerId, id: CartLineId, seller: SellerId, product: ProductId, variant: VariantId, quantity: i32, price: i64, currency: Currency) -> Count for Buyer =
        "INSERT INTO cart_lines AS c (buyer_id, id, seller_id, product_id, variant_id, quantity, price_seen, currency) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (buyer_id, seller_id, variant_id) DO UPDATE SET quantity = least(c.quantity + excluded.quantity, 999), price_seen = excluded.price_seen, currency = excluded.currency";
    fn update_quantity(buyer: BuyerId, id: CartLineId, quantity: i32) -> Count for Buyer =
        "UPDATE cart_lines SET quantity = $3 WHERE buyer_id = $1 AND id = $2";
    fn delete(buyer: BuyerId, id: CartLineId) -> Count for Buyer = "DELETE FROM cart_lines WHERE buyer_id = $1 AND id = $2";
    fn update_prices(buyer: BuyerId, ids: &[CartLineId], prices: &[i64], currencies: &[&str]) -> Count for Buyer =
        "UPDATE cart_lines c SET price_seen = n.price, currency = n.currency
         FROM unnest($2::uuid[], $3::bigint[], $4::text[]) AS n(id, price, currency) WHERE c.buyer_id = $1 AND c.id = n.id";
}

/// What keeps a line from being ordered as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// It costs something else now: confirm it.
    PriceChanged,
    /// It is out of stock.
    OutOfStock,
    /// It is not sold any more.
    Gone,
    /// It comes to more than can be counted.
    TooMuch,
}

/// A line as the cart shows it.
#[derive(Debug, Clone)]
pub struct CartLine {
    /// Its id.
    pub id: CartLineId,
    /// What was put in.
    pub wanted: Wanted,
    /// The shop, if there is one still.
    pub shop: Option<Shop>,
    /// What it comes to now; a line that is gone comes to nothing.
    pub line: Option<DraftLine>,
    /// What keeps it from being ordered.
    pub obstacle: Option<Obstacle>,
}

/// A cart.
#[derive(Debug, Clone)]
pub struct Cart {
    /// Its lines, in the order they came.
    pub lines: Vec<CartLine>,
    /// The purchases it would become, one per currency; lines that are gone are left out.
    pub drafts: Vec<Draft>,
}

impl Cart {
    /// Pieces in the cart.
    pub fn pieces(&self) -> u32 {
        self.lines.iter().map(|l| l.wanted.quantity).sum()
    }

    /// Whether every line can be ordered as it stands.
    pub fn ready(&self) -> bool {
        !self.lines.is_empty() && self.lines.iter().all(|l| l.obstacle.is_none())
    }

    /// Only the lines of one seller: what a shop's own host shows and checks out.
    pub fn of_seller(self, seller: SellerId) -> Result<Self, OrderError> {
        Self::of(self.lines.into_iter().filter(|l| l.wanted.seller == seller).collect())
    }

    fn of(lines: Vec<CartLine>) -> Result<Self, OrderError> {
        let orderable = lines.iter().filter_map(|l| Some((l.shop.clone()?, l.line.clone()?))).collect();
        Ok(Self { drafts: draft::drafts(orderable)?, lines })
    }
}

/// The cart of the buyer in scope, priced as of now.
pub async fn read<M: Mode>(q: &Scope<Buyer, M>, language: Language) -> Result<Cart, OrderError> {
    let order = draft::language_order(language);
    let rows = lines(q, q.buyer(), &order).await?;
    Cart::of(rows.into_iter().map(cart_line).collect())
}

/// How many lines are in the cart: for the badge.
pub async fn count<M: Mode>(q: &Scope<Buyer, M>) -> Result<i64, OrderError> {
    Ok(count_lines(q, q.buyer()).await?.count)
}

/// How many lines of one seller there are, for the cart's mark on that shop's own host.
pub async fn count_of<M: Mode>(q: &Scope<Buyer, M>, seller: SellerId) -> Result<i64, OrderError> {
    Ok(count_lines_of(q, q.buyer(), seller).await?.count)
}

fn cart_line(row: CartRow) -> CartLine {
    let wanted = Wanted {
        line: row.id,
        seller: row.seller_id,
        product: row.product_id,
        variant: row.variant_id,
        quantity: row.quantity.unsigned_abs(),
        seen: Money::new(row.price_seen, row.currency),
    };
    let open = row.shop_state.as_deref() == Some("open");
    let shop = match (row.shop_name, row.shop_slug, row.shop_country, row.shop_currency, row.shipping_flat) {
        (Some(name), Some(slug), Some(country), Some(currency), Some(shipping_flat)) => Some(Shop {
            seller: row.seller_id,
            name,
            slug,
            country,
            currency,
            shipping_flat,
            shipping_free_above: row.shipping_free_above,
        }),
        _ => None,
    };
    let variant = row.variants.and_then(|v| ShelfVariant::find(&v, row.variant_id));
    let shelf = match (row.handle, row.title, row.currency_now, variant) {
        (Some(handle), Some(title), Some(currency), Some(variant)) if open => {
            Some(OnShelf { handle, title, image: row.image, currency, variant })
        }
        _ => None,
    };
    // An amount beyond all bounds is a matter of its line: the rest of the cart can be seen and ordered.
    let line = match (&shop, &shelf) {
        (Some(shop), Some(shelf)) => draft::line(&wanted, shop, shelf).ok(),
        _ => None,
    };
    let obstacle = match (&shelf, &line) {
        (None, _) => Some(Obstacle::Gone),
        (Some(_), None) => Some(Obstacle::TooMuch),
        (Some(shelf), Some(_)) if !shelf.variant.in_stock => Some(Obstacle::OutOfStock),
        (Some(_), Some(line)) => Some(Obstacle::PriceChanged).filter(|_| line.unit_price != wanted.seen),
    };
    CartLine { id: row.id, wanted, shop, line, obstacle }
}

fn quantity(pieces: u32) -> Result<i32, OrderError> {
    match i32::try_from(pieces) {
        Ok(n) if (1..=MAX_QUANTITY).contains(&pieces) => Ok(n),
        _ => Err(OrderError::invalid("quantity", "use 1 to 999")),
    }
}

async fn offer<C: tenancy::class::Class, M: Mode>(
    q: &Scope<C, M>,
    seller: SellerId,
    product: ProductId,
    variant: VariantId,
) -> Result<(ShelfVariant, Currency), OrderError> {
    let found = shelf(q, seller, product).await?.filter(|f| f.state == "open").ok_or(OrderError::NotFound)?;
    let offered = ShelfVariant::find(&found.variants, variant).ok_or(OrderError::NotFound)?;
    if offered.in_stock { Ok((offered, found.currency)) } else { Err(OrderError::OutOfStock(vec![variant])) }
}

/// Whether so many of a variant can be put into a cart: asked for a visitor before he becomes a guest.
pub async fn can_add<M: Mode>(
    q: &Scope<Public, M>,
    seller: SellerId,
    product: ProductId,
    variant: VariantId,
    pieces: u32,
) -> Result<(), OrderError> {
    quantity(pieces)?;
    offer(q, seller, product, variant).await.map(drop)
}

/// Puts so many of a variant in the cart, at the price of now; adds to what is there already. A full cart takes more of
/// what is in it, and nothing else.
pub async fn add(
    q: &Scope<Buyer, Write>,
    seller: SellerId,
    product: ProductId,
    variant: VariantId,
    pieces: u32,
) -> Result<(), OrderError> {
    let pieces = quantity(pieces)?;
    let held = async { Ok(held(q, q.buyer(), seller, variant).await?) };
    let ((offered, currency), held) = futures_util::try_join!(offer(q, seller, product, variant), held)?;
    if held.count >= MAX_LINES && !held.there {
        return Err(OrderError::CartFull);
    }
    insert(q, q.buyer(), CartLineId::new(), seller, product, variant, pieces, offered.price, currency)
        .await
        .on_constraint("cart_lines_buyer_id_fkey", || OrderError::NotFound)?;
    Ok(())
}

/// Changes how many; none removes the line.
pub async fn set_quantity(q: &Scope<Buyer, Write>, line: CartLineId, pieces: u32) -> Result<(), OrderError> {
    if pieces == 0 {
        return remove(q, line).await;
    }
    match update_quantity(q, q.buyer(), line, quantity(pieces)?).await? {
        0 => Err(OrderError::NotFound),
        _ => Ok(()),
    }
}

/// Removes a line.
pub async fn remove(q: &Scope<Buyer, Write>, line: CartLineId) -> Result<(), OrderError> {
    match delete(q, q.buyer(), line).await? {
        0 => Err(OrderError::NotFound),
        _ => Ok(()),
    }
}

/// The buyer agrees to prices that he was shown, in minor units. A line that costs something else by now stays as it is.
pub async fn confirm_prices(
    q: &Scope<Buyer, Write>,
    cart: &Cart,
    shown: &[(CartLineId, i64)],
) -> Result<(), OrderError> {
    let now = cart.lines.iter().filter_map(|l| l.line.as_ref().map(|line| (l.id, line.unit_price)));
    let changed: Vec<_> = now.filter(|(id, price)| shown.contains(&(*id, price.minor))).collect();
    let ids: Vec<_> = changed.iter().map(|(id, _)| *id).collect();
    let prices: Vec<_> = changed.iter().map(|(_, price)| price.minor).collect();
    let currencies: Vec<_> = changed.iter().map(|(_, price)| price.currency.code()).collect();
    update_prices(q, q.buyer(), &ids, &prices, &currencies).await?;
    Ok(())
}
