//! Who people are and what they may do: sign-up, sign-in, sessions, permissions, shop settings, the audit log.

pub mod audit;
mod email;
mod error;
mod limit;
mod password;
mod passwords;
pub mod permission;
mod places;
mod secret;
mod session;
pub mod shop;
mod sign_in;
mod sign_up;
pub mod team;
pub mod tokens;

pub use email::Email;
pub use error::IdentityError;
pub use limit::AttemptLimit;
pub use password::{MAX_PASSWORD, MIN_PASSWORD};
pub use passwords::{Market, RESET_MINUTES, change_password, forgot_password, reset_holds, reset_password};
pub use places::{Place, teams};
pub use secret::SessionSecret;
pub use session::{
    Agent, GUEST_DAYS, Named, OpenSession, SESSION_DAYS, Session, SessionKey, Team, Via, open_guest, revoke,
    revoke_all, session, sessions, sign_out,
};
pub use sign_in::{SignIn, SignedIn, confirm_password, password_holder, sign_in};
pub use sign_up::{MAX_SHOPS, NewBuyer, NewSeller, NewShop, open_shop, sign_up_buyer, sign_up_seller};

/// Every statement of this crate, for the test that checks them all.
pub const STATEMENTS: &[&[tenancy::Spec]] = &[
    audit::STATEMENTS,
    limit::STATEMENTS,
    passwords::STATEMENTS,
    places::STATEMENTS,
    session::STATEMENTS,
    shop::STATEMENTS,
    sign_in::STATEMENTS,
    sign_up::STATEMENTS,
    team::STATEMENTS[0],
    team::STATEMENTS[1],
    team::STATEMENTS[2],
    team::STATEMENTS[3],
    tokens::STATEMENTS,
];
