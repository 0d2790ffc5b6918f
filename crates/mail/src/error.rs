use tenancy::DbError;

/// Why a letter was not queued. The transaction is lost where the database said so.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Nobody can be written to at it.
    #[error("this is not an e-mail address that can be written to")]
    BadAddress,
    /// A link that is none: a fault of ours.
    #[error("a letter's link is no web address")]
    BadLink,
    /// The seller has queued as many within the hour as one may.
    #[error("too many mails were sent for this shop: try again in an hour")]
    SellerLimit,
    /// So many were sent to the address within the hour.
    #[error("too many mails were sent to this address: try again in an hour")]
    RecipientLimit,
    /// The template failed: a fault of ours.
    #[error("a letter could not be written")]
    Template(#[from] askama::Error),
    /// The database.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for MailError {
    fn from(error: DbError) -> Self {
        match error.sqlstate() {
            Some("KM001") => Self::SellerLimit,
            Some("KM002") => Self::RecipientLimit,
            _ => Self::Db(error),
        }
    }
}

/// What is wrong with the settings; never with a secret in it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(pub(crate) String);
