//! What the server said to a statement.

use tokio_postgres::{SimpleQueryMessage, error::SqlState};

/// In every message of a policy.
const ROW_SECURITY: &str = "row-level security";

/// What a statement came to.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// It was carried out: rows touched or given, and the first column of each row given.
    Done { rows: i64, values: Vec<String> },
    /// It failed.
    Refused { code: String, message: String, constraint: Option<String> },
}

impl Answer {
    pub fn of_error(error: &tokio_postgres::Error) -> Option<Self> {
        let db = error.as_db_error()?;
        Some(Self::Refused {
            code: db.code().code().to_owned(),
            message: format!("{} {}", db.message(), db.detail().unwrap_or_default()),
            constraint: db.constraint().map(str::to_owned),
        })
    }

    /// The same without what a row could have told: where rows are real, no message may quote one. Of the ids that are
    /// `known`, those of the prober's own parties, it still says which it names.
    pub fn without_rows(self, known: &[String]) -> Self {
        let Self::Refused { code, message, constraint } = self else { return self };
        let message = if message.contains(ROW_SECURITY) {
            ROW_SECURITY.to_owned()
        } else {
            let named = known.iter().filter(|id| message.contains(id.as_str()));
            named.map(String::as_str).collect::<Vec<_>>().join(" ")
        };
        Self::Refused { code, message, constraint }
    }

    pub fn code(&self) -> &str {
        match self {
            Self::Done { .. } => "",
            Self::Refused { code, .. } => code,
        }
    }

    /// Whether the wall refused: a privilege, a policy, the scope, or a function of the team that knows who asks.
    pub fn is_the_walls(&self) -> bool {
        let code = self.code();
        code == SqlState::INSUFFICIENT_PRIVILEGE.code() || code.starts_with("KA") || matches!(code, "KT001" | "KT003")
    }

    /// Whether a policy refused the row, so that the privilege was there.
    pub fn is_a_policys(&self) -> bool {
        matches!(self, Self::Refused { message, .. } if message.contains(ROW_SECURITY))
    }

    pub fn rows(&self) -> i64 {
        match self {
            Self::Done { rows, .. } => *rows,
            Self::Refused { .. } => 0,
        }
    }

    /// The first column of the rows given.
    pub fn values(&self) -> &[String] {
        match self {
            Self::Done { values, .. } => values,
            Self::Refused { .. } => &[],
        }
    }

    /// The first value as a number: what `SELECT count(*)` gives.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Done { values, .. } => values.first()?.parse().ok(),
            Self::Refused { .. } => None,
        }
    }

    /// In a few words.
    pub fn how(&self) -> String {
        let Self::Refused { code, message, .. } = self else { return format!("done, {} rows", self.rows()) };
        match code.as_str() {
            "42501" if self.is_a_policys() => "policy".into(),
            "42501" | "KT001" => "no privilege".into(),
            "KA001" => "scope unbound".into(),
            "KA002" => "scope incomplete".into(),
            "KA003" => "scope forged".into(),
            "KA004" => "scope of another class".into(),
            "KA005" => "scope expired".into(),
            "KA006" => "scope of another connection".into(),
            "23503" | "KT003" => "no such row among its own".into(),
            _ => format!("{code} {}", message.trim()).trim_end().to_owned(),
        }
    }
}

/// What the server said.
pub(super) fn done(messages: &[SimpleQueryMessage]) -> Answer {
    let (mut rows, mut values) = (0, Vec::new());
    for message in messages {
        match message {
            SimpleQueryMessage::Row(row) => values.push(row.get(0).unwrap_or_default().to_owned()),
            SimpleQueryMessage::CommandComplete(count) => rows = i64::try_from(*count).unwrap_or(i64::MAX),
            _ => {}
        }
    }
    Answer::Done { rows, values }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: &str, message: &str) -> Answer {
        Answer::Refused { code: code.into(), message: message.into(), constraint: Some("orders_pkey".into()) }
    }

    #[test]
    fn a_message_is_told_without_the_row_in_it() {
        let known = ["11111111".to_owned(), "22222222".to_owned()];
        let told = |code: &str, message: &str| refused(code, message).without_rows(&known).how();
        assert_eq!(told("23505", "duplicate key Key (id)=(7, 11111111) already exists"), "23505 11111111");
        assert_eq!(told("22P02", "invalid input syntax for type integer: \"(Anna,Street 1)\""), "22P02");
        let policy = refused("42501", "new row violates row-level security policy for table \"orders\"");
        assert!(policy.without_rows(&known).is_a_policys());
        assert_eq!(told("42501", "permission denied for table orders"), "no privilege");
    }
}
