//! The letters that Karum writes, with what each has to say.

use i18n::FluentValue;
use types::Language;

use crate::clean;

/// To whom, in which language, and from which house.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'a> {
    /// The address, checked where it was typed.
    pub email: &'a str,
    /// The person's name; empty where it is not known.
    pub name: &'a str,
    /// The language the letter is written in.
    pub language: Language,
    /// What the marketplace calls itself.
    pub site: &'a str,
}

/// What changed in somebody's second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactorChange {
    /// Codes of an app are asked for from now on.
    TotpOn,
    /// They are no longer.
    TotpOff,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// New recovery codes replaced the former.
    RecoveryCodes,
    /// A recovery code was used to sign in.
    RecoveryCodeUsed,
}

impl FactorChange {
    const fn code(self) -> &'static str {
        match self {
            Self::TotpOn => "totp-on",
            Self::TotpOff => "totp-off",
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyRemoved => "passkey-removed",
            Self::RecoveryCodes => "recovery-codes",
            Self::RecoveryCodeUsed => "recovery-code-used",
        }
    }
}

/// A letter. Links are whole addresses; names and reasons are as people typed them.
#[derive(Debug, Clone, Copy)]
pub enum Letter<'a> {
    /// Somebody is invited into a team.
    Invitation {
        /// The shop.
        shop: &'a str,
        /// Who invites.
        inviter: &'a str,
        /// As what: the code of a role that is built in (`admin`, `viewer` …), or the name of one of the shop's own.
        role: &'a str,
        /// Where it is accepted.
        link: &'a str,
        /// For how many days.
        days: u32,
    },
    /// The address of a new account.
    ConfirmSignUp {
        /// Where it is confirmed.
        link: &'a str,
        /// For how many hours.
        hours: u32,
    },
    /// Somebody wanted an account for an address that has one.
    AlreadyRegistered {
        /// Where one signs in.
        sign_in: &'a str,
        /// Where one asks for a new password.
        reset: &'a str,
    },
    /// A new password was asked for.
    ResetPassword {
        /// Where it is chosen.
        link: &'a str,
        /// For how many minutes.
        minutes: u32,
    },
    /// The password was changed.
    PasswordChanged,
    /// To the new address: is it the person's?
    ConfirmNewEmail {
        /// Where it is confirmed.
        link: &'a str,
        /// For how many hours.
        hours: u32,
    },
    /// To the former address: shall it be another?
    EmailChangeAsked {
        /// The new address.
        new: &'a str,
        /// Where it is agreed to, or refused.
        link: &'a str,
    },
    /// To the former address: it is another now.
    EmailChanged {
        /// The new address.
        new: &'a str,
    },
    /// Something about the second factor.
    SecondFactorChanged {
        /// What.
        what: FactorChange,
    },
    /// An old refresh token was used again, and whatever came of it was ended.
    TokenReused {
        /// The shop it was for.
        shop: &'a str,
        /// What it had been given to.
        device: &'a str,
    },
    /// The shop is the reader's now.
    OwnerNow {
        /// The shop.
        shop: &'a str,
    },
    /// The reader is no longer in a team.
    RemovedFromTeam {
        /// The shop.
        shop: &'a str,
    },
    /// The marketplace made an account and a shop.
    Welcome {
        /// The shop.
        shop: &'a str,
        /// Where the password is chosen.
        link: &'a str,
        /// For how many hours.
        hours: u32,
    },
    /// Support wants to look into a shop.
    StaffAsksConsent {
        /// The shop.
        shop: &'a str,
        /// Why.
        reason: &'a str,
        /// Where it is allowed, or refused.
        link: &'a str,
    },
}

/// A value that a letter's texts may name.
pub(crate) type Argument = (&'static str, FluentValue<'static>);

fn name(key: &'static str, value: &str) -> Argument {
    (key, clean::name(value).into())
}

impl<'a> Letter<'a> {
    /// What it is called in the outbox, and what its texts' keys begin with.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Invitation { .. } => "invitation",
            Self::ConfirmSignUp { .. } => "confirm-sign-up",
            Self::AlreadyRegistered { .. } => "already-registered",
            Self::ResetPassword { .. } => "reset-password",
            Self::PasswordChanged => "password-changed",
            Self::ConfirmNewEmail { .. } => "confirm-new-email",
            Self::EmailChangeAsked { .. } => "email-change-asked",
            Self::EmailChanged { .. } => "email-changed",
            Self::SecondFactorChanged { .. } => "second-factor-changed",
            Self::TokenReused { .. } => "token-reused",
            Self::OwnerNow { .. } => "owner-now",
            Self::RemovedFromTeam { .. } => "removed-from-team",
            Self::Welcome { .. } => "welcome",
            Self::StaffAsksConsent { .. } => "staff-asks-consent",
        }
    }

    /// Where its button leads.
    pub(crate) const fn link(&self) -> Option<&'a str> {
        match self {
            Self::Invitation { link, .. }
            | Self::ConfirmSignUp { link, .. }
            | Self::AlreadyRegistered { sign_in: link, .. }
            | Self::ResetPassword { link, .. }
            | Self::ConfirmNewEmail { link, .. }
            | Self::EmailChangeAsked { link, .. }
            | Self::Welcome { link, .. }
            | Self::StaffAsksConsent { link, .. } => Some(*link),
            _ => None,
        }
    }

    /// A second way, beneath it.
    pub(crate) const fn other_link(&self) -> Option<&'a str> {
        match self {
            Self::AlreadyRegistered { reset, .. } => Some(*reset),
            _ => None,
        }
    }

    /// What its texts may name besides the house and the reader, cleaned.
    pub(crate) fn arguments(&self) -> Vec<Argument> {
        match *self {
            Self::Invitation { shop, inviter, role, days, .. } => {
                vec![name("shop", shop), name("inviter", inviter), name("role", role), ("days", days.into())]
            }
            Self::ConfirmSignUp { hours, .. } | Self::ConfirmNewEmail { hours, .. } => vec![("hours", hours.into())],
            Self::ResetPassword { minutes, .. } => vec![("minutes", minutes.into())],
            Self::EmailChangeAsked { new, .. } | Self::EmailChanged { new } => {
                vec![("new", clean::line(new, 254).into())]
            }
            Self::SecondFactorChanged { what } => vec![("what", what.code().into())],
            Self::TokenReused { shop, device } => vec![name("shop", shop), name("device", device)],
            Self::OwnerNow { shop } | Self::RemovedFromTeam { shop } => vec![name("shop", shop)],
            Self::Welcome { shop, hours, .. } => vec![name("shop", shop), ("hours", hours.into())],
            Self::StaffAsksConsent { shop, reason, .. } => {
                vec![name("shop", shop), ("reason", clean::line(reason, clean::REASON).into())]
            }
            Self::AlreadyRegistered { .. } | Self::PasswordChanged => Vec::new(),
        }
    }
}
