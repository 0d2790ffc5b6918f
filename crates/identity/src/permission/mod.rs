//! What a member may do. A handler names the permission in its signature; roles, grants and denials decide who holds it.
//!
//! The catalogue stands here alone: the database's copy of the built-in roles (`policies/permissions.sql`), the page that
//! shows the roles and docs/permissions.md are made from it.

mod catalogue;
mod role;
mod set;
mod sql;

pub use catalogue::*;
pub use role::Role;
pub use set::PermissionSet;
pub use sql::permissions_sql;
