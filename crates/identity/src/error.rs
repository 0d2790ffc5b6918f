use tenancy::DbError;

/// What signing up, signing in and settings can run into.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Not an e-mail address.
    #[error("this is no e-mail address: write it like name@example.com")]
    BadEmail,
    /// Too short or too long.
    #[error("choose a password of {min} to {max} characters", min = crate::MIN_PASSWORD, max = crate::MAX_PASSWORD)]
    BadPassword,
    /// One that is tried first.
    #[error(
        "this password is among the first that are tried, or your own name: choose another, such as four words in a row"
    )]
    CommonPassword,
    /// Somebody has it already.
    #[error("there is an account with this e-mail address already: sign in instead")]
    EmailTaken,
    /// The guest who signs up has an account by now: two tabs at once.
    #[error("an account was opened for this visit a moment ago: sign in with it")]
    SignedUpAlready,
    /// The user owns as many shops as one may.
    #[error("this account owns {} shops already: hand one over before opening another", crate::MAX_SHOPS)]
    ManyShops,
    /// The session has ended meanwhile.
    #[error("sign in first")]
    SignedOut,
    /// Another shop has it.
    #[error("this address belongs to another shop: choose another")]
    SlugTaken,
    /// An address the platform keeps for itself.
    #[error("this address is reserved: choose another")]
    SlugReserved,
    /// Wrong e-mail or password; which of them is not said.
    #[error("e-mail address or password is wrong")]
    WrongCredentials,
    /// The password of who is signed in, asked for again.
    #[error("this is not your password")]
    WrongPassword,
    /// A link of a mail that was used, or has expired.
    #[error("this link opens nothing any more: ask for a new one")]
    LinkEnded,
    /// Too many tries.
    #[error("too many tries: wait {0} seconds")]
    TooManyAttempts(u32),
    /// A field that is missing or absurd.
    #[error("{field}: {message}")]
    Invalid {
        /// Which.
        field: &'static str,
        /// What to do about it.
        message: String,
    },
    /// The user is no member of the team that the token is to be for.
    #[error("this account does not work for that seller")]
    NoTeam,
    /// The refresh token opens nothing (any more).
    #[error("this refresh token holds no more: sign in again")]
    TokenEnded,
    /// The refresh token was used before: somebody has a copy. Its family was ended.
    #[error(
        "this refresh token was used before, so somebody has a copy of it: the program was signed out, sign in again"
    )]
    TokenReused,
    /// A key of access tokens cannot be used; a fault of ours.
    #[error("a key of access tokens cannot be used")]
    BadKey,
    /// Hashing failed; a fault of ours.
    #[error("the password cannot be hashed")]
    Hashing,
    /// The mail that goes with it.
    #[error(transparent)]
    Mail(#[from] mail::MailError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}
