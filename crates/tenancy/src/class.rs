//! The classes of database users, one PostgreSQL role and one login each (DESIGN §3).

use types::{BuyerId, MemberId, SellerId, SessionId, UserId};

/// Whom a scope is bound to. What a class has not is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Identity {
    /// The tenant whose rows are seen.
    pub seller: Option<SellerId>,
    /// The buyer whose rows are seen.
    pub buyer: Option<BuyerId>,
    /// The person who acts, for the audit log.
    pub actor: Option<UserId>,
    /// The signed-in session it happens in.
    pub session: Option<SessionId>,
    /// The place in the seller's team that the person acts from.
    pub member: Option<MemberId>,
}

mod sealed {
    pub trait Sealed {}
}

/// A class of database users. Implemented by the types of this module only.
pub trait Class: sealed::Sealed + Send + Sync + 'static {
    /// The class's name in tokens, and its role's name behind `karum_`.
    const NAME: &'static str;
    /// Whether its statements run under a token. Only classes without rows of their own do not.
    const SCOPED: bool;
}

/// A class whose scopes are bound to one seller.
pub trait SellerBound: Class {}

/// A class whose scopes are bound to one buyer.
pub trait BuyerBound: Class {}

/// A class that reads the shelf.
pub trait ShelfReader: Class {}

macro_rules! classes {
    ($($(#[$doc:meta])* $class:ident = $name:literal, scoped $scoped:literal;)*) => {
        $($(#[$doc])* #[derive(Debug, Clone, Copy)] pub struct $class;
        impl sealed::Sealed for $class {}
        impl Class for $class {
            const NAME: &'static str = $name;
            const SCOPED: bool = $scoped;
        })*
        /// The names of all classes.
        pub const CLASSES: &[&str] = &[$($name),*];
        /// Every class, and whether its scopes carry a token.
        pub(crate) const SCOPED: &[(&str, bool)] = &[$(($name, $scoped)),*];
    };
}

classes! {
    /// Sign-in, before anyone is known: nothing but definer functions.
    Gate = "gate", scoped false;
    /// An anonymous visitor: the shelf.
    Public = "public", scoped false;
    /// A signed-in buyer or a guest with a cart.
    Buyer = "buyer", scoped true;
    /// A member of a seller's team.
    Seller = "seller", scoped true;
    /// Placing and changing purchases: one buyer, one seller after the other.
    Checkout = "checkout", scoped true;
    /// Jobs, one seller at a time.
    Worker = "worker", scoped true;
    /// Support, inside an impersonation session.
    Staff = "staff", scoped true;
    /// The platform's operators: sellers as entities, through functions that log.
    Platform = "platform", scoped true;
}

impl SellerBound for Seller {}
impl SellerBound for Worker {}
impl SellerBound for Staff {}
impl SellerBound for Checkout {}
impl BuyerBound for Buyer {}
impl BuyerBound for Checkout {}
impl ShelfReader for Public {}
impl ShelfReader for Buyer {}
impl ShelfReader for Checkout {}

/// Whether a scope reads or writes.
pub trait Mode: Send + Sync + 'static {
    /// What the transaction begins with.
    const BEGIN: &'static str;
    /// A read ends well when it is dropped; a write must be committed.
    const COMMIT_ON_DROP: bool;
}

/// A read-only transaction; dropping the scope ends it.
#[derive(Debug)]
pub struct Read;
/// A transaction that takes effect with [`crate::Scope::commit`]; dropping the scope rolls back.
#[derive(Debug)]
pub struct Write;

impl Mode for Read {
    const BEGIN: &'static str = "BEGIN READ ONLY";
    const COMMIT_ON_DROP: bool = true;
}

impl Mode for Write {
    const BEGIN: &'static str = "BEGIN";
    const COMMIT_ON_DROP: bool = false;
}
