//! What can go wrong at the database, told apart by what the caller can do about it.

use tokio_postgres::error::SqlState;

/// A failure at the database.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// No connection in time, or the server went away. Worth another try later.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The statement took longer than its class allows, or waited too long for a lock.
    #[error("the database took too long")]
    Timeout(#[source] tokio_postgres::Error),
    /// Two transactions met; a new try may succeed (deadlock, serialization failure).
    #[error("the transaction met another one")]
    Contention(#[source] tokio_postgres::Error),
    /// The wall refused the scope: unbound, forged, expired or of another class.
    #[error("the scope was refused")]
    ScopeRefused(#[source] tokio_postgres::Error),
    /// A named constraint refused the row.
    #[error("constraint {name} refused the row")]
    Constraint {
        /// The constraint's name.
        name: String,
        /// The driver's error.
        #[source]
        source: tokio_postgres::Error,
    },
    /// A statement of this scope was dropped before it ended, or failed: nothing can be committed.
    #[error("a statement of this scope was abandoned or failed")]
    Abandoned,
    /// A statement that must give one row gave none.
    #[error("{0} gave no row")]
    NoRow(&'static str),
    /// A write through a door that only looks.
    #[error("the scope only reads")]
    ReadOnly,
    /// Anything else: a fault of ours.
    #[error("unexpected database error")]
    Unexpected(#[source] tokio_postgres::Error),
}

impl From<tokio_postgres::Error> for DbError {
    fn from(error: tokio_postgres::Error) -> Self {
        if error.is_closed() {
            return Self::Unavailable(error.to_string());
        }
        let Some(db) = error.as_db_error() else {
            use std::error::Error as _;
            return match error.source().and_then(|s| s.downcast_ref::<std::io::Error>()) {
                Some(io) => Self::Unavailable(io.to_string()),
                None => Self::Unexpected(error),
            };
        };
        let code = db.code();
        if code.code().starts_with("KA") {
            return Self::ScopeRefused(error);
        }
        if code.code().starts_with("23") {
            let name = db.constraint().or(db.column()).unwrap_or_default().to_owned();
            return Self::Constraint { name, source: error };
        }
        // insufficient resources: the disk is full, memory or connections are used up
        if code.code().starts_with("53") {
            return Self::Unavailable(db.message().to_owned());
        }
        match *code {
            SqlState::READ_ONLY_SQL_TRANSACTION => Self::ReadOnly,
            SqlState::QUERY_CANCELED | SqlState::LOCK_NOT_AVAILABLE => Self::Timeout(error),
            SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => Self::Contention(error),
            SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::CANNOT_CONNECT_NOW => {
                Self::Unavailable(db.message().to_owned())
            }
            _ => Self::Unexpected(error),
        }
    }
}

impl DbError {
    /// The SQLSTATE, where the server named one.
    pub fn sqlstate(&self) -> Option<&str> {
        match self {
            Self::Timeout(e)
            | Self::Contention(e)
            | Self::ScopeRefused(e)
            | Self::Unexpected(e)
            | Self::Constraint { source: e, .. } => e.code().map(SqlState::code),
            _ => None,
        }
    }
}

/// Turns a constraint's refusal into the domain's own error.
pub trait OnConstraint<T>: Sized {
    /// `make()` where the constraint `name` refused, the database's error otherwise.
    fn on_constraint<E: From<DbError>>(self, name: &str, make: impl FnOnce() -> E) -> Result<T, E>;
}

impl<T> OnConstraint<T> for Result<T, DbError> {
    fn on_constraint<E: From<DbError>>(self, name: &str, make: impl FnOnce() -> E) -> Result<T, E> {
        self.map_err(|error| match &error {
            DbError::Constraint { name: found, .. } if found == name => make(),
            _ => error.into(),
        })
    }
}
