//! What a failure of the domain is to a client. Every variant is named: a new one must be placed here.

use std::time::Duration;

use catalog::{CatalogError, search};
use identity::{IdentityError, team::TeamError};
use imports::ImportError;
use mail::MailError;
use orders::OrderError;
use storage::StorageError;
use tenancy::DbError;

use crate::{FieldError, Problem};

/// When to try again after the database was away, or two transactions met.
const SOON: Duration = Duration::from_secs(2);
/// When to try again after a disk was full: somebody has to make room first.
const LATER: Duration = Duration::from_mins(1);

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unavailable(_) | DbError::Timeout(_) => Self::unavailable(SOON).with_cause(error),
            DbError::Contention(_) => {
                Self::conflict("Someone else changed this at the same moment. Try again.").with_cause(error)
            }
            DbError::ReadOnly => Self::forbidden().with_detail("Your role only looks; this would change something."),
            DbError::ScopeRefused(_)
            | DbError::Constraint { .. }
            | DbError::Abandoned
            | DbError::NoRow(_)
            | DbError::Unexpected(_) => Self::internal(error),
        }
    }
}

/// When mails may be sent again.
const HOUR: Duration = Duration::from_hours(1);

fn field(name: &str, message: impl Into<String>) -> Problem {
    Problem::unprocessable(vec![FieldError::new(name, message.into())])
}

impl From<IdentityError> for Problem {
    fn from(error: IdentityError) -> Self {
        let message = error.to_string();
        match error {
            IdentityError::BadEmail => field("email", message),
            IdentityError::BadPassword => field("password", message),
            IdentityError::CommonPassword => field("password", message).with_code("common_password"),
            IdentityError::LinkEnded => Self::conflict(message).with_code("link_ended"),
            IdentityError::WrongPassword => field("password", message).with_code("wrong_password"),
            IdentityError::EmailTaken => field("email", message).with_code("email_taken"),
            IdentityError::SlugTaken | IdentityError::SlugReserved => field("slug", message).with_code("slug_taken"),
            IdentityError::WrongCredentials => Self::unauthorized().with_code("wrong_credentials").with_detail(message),
            IdentityError::TooManyAttempts(seconds) => {
                Self::too_many_requests(Duration::from_secs(u64::from(seconds))).with_detail(message)
            }
            IdentityError::Invalid { field: name, message } => field(name, message),
            IdentityError::SignedUpAlready => Self::conflict(message).with_code("signed_up_already"),
            IdentityError::ManyShops => Self::conflict(message).with_code("many_shops"),
            IdentityError::SignedOut => Self::unauthorized(),
            IdentityError::NoTeam => Self::not_found().with_code("no_such_team"),
            IdentityError::TokenEnded => Self::unauthorized().with_code("token_ended").with_detail(message),
            IdentityError::TokenReused => Self::unauthorized().with_code("token_reused").with_detail(message),
            IdentityError::Hashing | IdentityError::BadKey => Self::internal(error),
            IdentityError::Mail(error) => error.into(),
            IdentityError::Db(error) => error.into(),
        }
    }
}

impl From<TeamError> for Problem {
    fn from(error: TeamError) -> Self {
        let message = error.to_string();
        match error {
            TeamError::NotPermitted => Self::forbidden().with_code("permission").with_detail(message),
            TeamError::MoreThanHeld => Self::forbidden().with_code("more_than_held").with_detail(message),
            TeamError::InvitationForAnother => {
                Self::forbidden().with_code("invitation_for_another").with_detail(message)
            }
            TeamError::NotFound => Self::not_found(),
            TeamError::InTeamAlready => field("email", message).with_code("in_team_already"),
            TeamError::InvitedAlready => field("email", message).with_code("invited_already"),
            TeamError::TooMany(_) => Self::conflict(message).with_code("too_many"),
            TeamError::OwnersPlace => Self::conflict(message).with_code("owners_place"),
            TeamError::OwnPlace => Self::conflict(message).with_code("own_place"),
            TeamError::InvitationEnded => Self::conflict(message).with_code("invitation_ended"),
            TeamError::RoleInUse => Self::conflict(message).with_code("role_in_use"),
            TeamError::Invalid { field: name, message } => field(name, message),
            TeamError::Account(error) => error.into(),
            TeamError::Mail(error) => error.into(),
            TeamError::Db(error) => error.into(),
        }
    }
}

impl From<MailError> for Problem {
    fn from(error: MailError) -> Self {
        let message = error.to_string();
        match error {
            MailError::BadAddress => field("email", message),
            MailError::SellerLimit | MailError::RecipientLimit => {
                Self::too_many_requests(HOUR).with_code("mail_limit").with_detail(message)
            }
            MailError::BadLink | MailError::Template(_) => Self::internal(error),
            MailError::Db(error) => error.into(),
        }
    }
}

impl From<OrderError> for Problem {
    fn from(error: OrderError) -> Self {
        let message = error.to_string();
        match error {
            OrderError::NotFound => Self::not_found(),
            OrderError::Invalid { field: name, message } => field(name, message),
            OrderError::CartFull => Self::conflict(message).with_code("cart_full"),
            OrderError::CartEmpty => Self::conflict(message).with_code("cart_empty"),
            OrderError::CartChanged => Self::conflict(message).with_code("cart_changed"),
            OrderError::ReviewChanged => Self::conflict(message).with_code("review_changed"),
            OrderError::PricesChanged => Self::conflict(message).with_code("prices_changed"),
            OrderError::NoLongerSold(_) => Self::conflict(message).with_code("no_longer_sold"),
            OrderError::OutOfStock(_) => Self::conflict(message).with_code("out_of_stock"),
            OrderError::KeyReused => field("Idempotency-Key", message).with_code("idempotency_key_reused"),
            OrderError::Step { .. } => Self::conflict(message).with_code("order_state"),
            OrderError::Payment(money::PaymentError::Refused(_)) => {
                Self::conflict(message).with_code("payment_refused")
            }
            OrderError::Payment(money::PaymentError::Unavailable) => Self::unavailable(SOON).with_detail(message),
            OrderError::Money(_) => field("quantity", message),
            OrderError::Catalog(error) => error.into(),
            OrderError::Db(error) => error.into(),
        }
    }
}

impl From<search::Error> for Problem {
    fn from(error: search::Error) -> Self {
        match error {
            search::Error::Cursor => Self::bad_request(error.to_string()).with_code("cursor"),
            other => Self::internal(other),
        }
    }
}

impl From<CatalogError> for Problem {
    fn from(error: CatalogError) -> Self {
        let message = error.to_string();
        match error {
            CatalogError::NotFound => Self::not_found(),
            CatalogError::Invalid(faults) => {
                Self::unprocessable(faults.into_iter().map(|f| FieldError::new(f.field, f.message)).collect())
            }
            CatalogError::TooMany(_) => field("ids", message),
            CatalogError::OutOfStock(_) => Self::conflict(message).with_code("out_of_stock"),
            CatalogError::BelowReserved { .. } => field("on_hand", message),
            CatalogError::Stale | CatalogError::Busy => Self::conflict(message).with_code("changed_meanwhile"),
            CatalogError::FromFeed => Self::conflict(message).with_code("from_feed"),
            CatalogError::Search(error) => error.into(),
            CatalogError::Interrupted => Self::unavailable(SOON).with_detail(message),
            CatalogError::Db(error) => error.into(),
        }
    }
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::TooLarge { .. } => {
                Self::from_status(axum::http::StatusCode::PAYLOAD_TOO_LARGE).with_detail(error.to_string())
            }
            StorageError::DiskFull => Self::unavailable(LATER)
                .with_detail("There is no room for files at the moment. Nothing was stored: try again later.")
                .with_cause(error),
            _ => Self::internal(error),
        }
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        let message = error.to_string();
        match error {
            ImportError::NoFeed | ImportError::NoRun | ImportError::NoAction => Self::not_found(),
            ImportError::Db(error) => error.into(),
            ImportError::Catalog(error) => error.into(),
            ImportError::Storage(error) => error.into(),
            ImportError::Fetch(error) if error.is_ours() => Self::unavailable(SOON).with_detail(message),
            ImportError::Fetch(_) => field("url", message),
            ImportError::BadColumn(_) => field("mapping", message),
            ImportError::LanguageTaken(_) => field("language", message).with_code("language_taken"),
            ImportError::AlreadyRunning { .. } => Self::conflict(message).with_code("already_running"),
            ImportError::Feed(_) | ImportError::NothingToImport | ImportError::ForeignFile => field("file", message),
            ImportError::NotHeld | ImportError::Ended => Self::conflict(message).with_code("run_state"),
            ImportError::ScheduleNeedsUrl | ImportError::BadSchedule => field("schedule_minutes", message),
            ImportError::TooMany { .. } => field("ids", message),
            ImportError::Interrupted => Self::unavailable(SOON).with_detail(message),
            _ => Self::internal(error),
        }
    }
}
