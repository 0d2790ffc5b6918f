//! How the wall said no.

use tenancy::DbError;

/// The kinds of a refusal that tests tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The token: unbound, forged, expired, of another class or connection.
    Scope,
    /// No privilege on the table, column or function.
    Privilege,
    /// A row that a policy forbids to write.
    Policy,
    /// Something else.
    Other,
}

/// What kind of refusal an error is.
pub fn refusal(error: &DbError) -> Refusal {
    match (error, error.sqlstate()) {
        (DbError::ScopeRefused(_), _) => Refusal::Scope,
        (DbError::Unexpected(source), Some("42501")) => {
            let message = source.as_db_error().map(tokio_postgres::error::DbError::message).unwrap_or_default();
            if message.contains("row-level security") { Refusal::Policy } else { Refusal::Privilege }
        }
        _ => Refusal::Other,
    }
}
