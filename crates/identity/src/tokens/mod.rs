//! Sign-in for programs: short access tokens (JWT, EdDSA, RFC 7519 and 8037), each for one seller, and refresh tokens that
//! are exchanged for the next. What an access token says is looked up with each request, so that signing out, losing a
//! permission or leaving a team works at once and not when it expires.

mod access;
mod family;

pub use access::{ACCESS_SECONDS, AccessKeys, Claims};
pub use family::{Granted, OpenFamily, Program, by_key, by_token, families, grant, refresh, revoke, revoke_families};

pub(crate) use family::STATEMENTS;
