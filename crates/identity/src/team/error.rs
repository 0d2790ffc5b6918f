use tenancy::DbError;

/// What changing a team can run into.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    /// The member lacks the permission, or is no active member any more.
    #[error("your role does not include this")]
    NotPermitted,
    /// More would be given, or taken, than the member holds.
    #[error("nobody can give, change or take away more than he holds himself: ask the shop's owner")]
    MoreThanHeld,
    /// No such member, role or invitation in this team.
    #[error("there is none such in this team")]
    NotFound,
    /// The address is in the team.
    #[error("this address belongs to somebody who is in the team already")]
    InTeamAlready,
    /// There is an invitation to the address that nobody has answered.
    #[error("this address has been invited already: send the invitation once more, or take it back")]
    InvitedAlready,
    /// Too many open invitations, sends of one, or roles.
    #[error("{0}")]
    TooMany(&'static str),
    /// The owner cannot be suspended, removed or given another role, and does not leave.
    #[error("the owner's place changes only by handing the shop over to another member")]
    OwnersPlace,
    /// Nobody changes his own place.
    #[error("nobody changes his own place in a team: somebody else has to")]
    OwnPlace,
    /// The invitation was answered, taken back or has expired, or who sent it may invite no more.
    #[error("this invitation opens nothing any more: ask for a new one")]
    InvitationEnded,
    /// Somebody else is signed in than was invited.
    #[error("this invitation was sent to another address: sign in with that one")]
    InvitationForAnother,
    /// A member has the role, or an open invitation names it.
    #[error("members have this role, or are invited to it: give them another first")]
    RoleInUse,
    /// A field that is missing or absurd.
    #[error("{field}: {message}")]
    Invalid {
        /// Which.
        field: &'static str,
        /// What to do about it.
        message: String,
    },
    /// Opening the account of somebody who was invited failed.
    #[error(transparent)]
    Account(#[from] crate::IdentityError),
    /// The mail that goes with it.
    #[error(transparent)]
    Mail(#[from] mail::MailError),
    /// The database.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for TeamError {
    fn from(error: DbError) -> Self {
        let constraint = match &error {
            DbError::Constraint { name, .. } => name.as_str(),
            _ => "",
        };
        match (constraint, error.sqlstate()) {
            ("invitations_open", _) => Self::InvitedAlready,
            ("members_role_id" | "invitations_role_id", _) => Self::RoleInUse,
            ("roles_name", _) => Self::invalid("name", "another role is called so: choose another name"),
            (_, Some("KT001")) => Self::NotPermitted,
            (_, Some("KT002")) => Self::MoreThanHeld,
            (_, Some("KT003")) => Self::NotFound,
            (_, Some("KT004" | "KI003")) => Self::InTeamAlready,
            (_, Some("KT005")) => Self::TooMany(
                "too many at once: a team has at most 200 open invitations, each sent 20 times, and 50 roles of its own",
            ),
            // By constraint: suspended at the same moment as he was made the owner.
            ("owners_member", _) | (_, Some("KT006")) => Self::OwnersPlace,
            (_, Some("KT007")) => Self::OwnPlace,
            (_, Some("KI001")) => Self::InvitationEnded,
            (_, Some("KI002")) => Self::InvitationForAnother,
            _ => Self::Db(error),
        }
    }
}

impl TeamError {
    pub(super) fn invalid(field: &'static str, message: &str) -> Self {
        Self::Invalid { field, message: message.to_owned() }
    }
}
