//! The policies of a foreign database as they are found, and for whom each of them is.

use serde::Deserialize;
use serde_json::{Map, Value};

/// What there is to try: the tables that have a tenant, and the roles that ask.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Live {
    /// Who audits, quoted.
    pub auditor: String,
    pub asked: Option<Vec<Asked>>,
    pub tables: Option<Vec<Table>>,
}

/// A role of the map, or one that such a role may become.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// Quoted.
    pub name: String,
    /// Whether whoever audits may become it; else its policies are evaluated as himself.
    pub tried: bool,
}

/// A table of the map, or a partition or child of one.
#[derive(Debug, Deserialize)]
pub(super) struct Table {
    /// With its schema, quoted.
    pub object: String,
    /// Its name alone, quoted, as conditions call it.
    pub alias: String,
    pub entry: String,
    /// Whether it has its entry from the table that it belongs to.
    pub child: bool,
    pub tenant: String,
    /// The tenant's type, or what that is a domain of.
    #[serde(rename = "type")]
    pub tenant_type: String,
    /// How many characters a text has room for; none or less where that is not said.
    pub length: i32,
    /// Every column with a value of its type, null where none was thought of.
    pub columns: Map<String, Value>,
    pub policies: Vec<Policy>,
}

/// A policy of the catalogue.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Policy {
    pub name: String,
    /// As in `pg_policy.polcmd`.
    pub command: String,
    pub permissive: bool,
    /// For whom it was made, quoted.
    pub roles: Vec<String>,
    /// Those of the roles that ask to whom it applies, quoted: by name, by membership, or because it is for PUBLIC.
    pub covers: Vec<String>,
    pub using: Option<String>,
    pub check: Option<String>,
    /// What it calls of the database's own functions.
    pub functions: Vec<String>,
    /// Whether it, or a function that it calls, looks into tables.
    pub looks: bool,
}

/// What a statement does that a policy is asked about: its command, and whether it is a row that was there or a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Act {
    pub told: &'static str,
    letter: &'static str,
    /// Whether WITH CHECK is asked, not USING.
    pub writes: bool,
}

/// UPDATE is asked twice: which rows, and what they become.
pub(super) const ACTS: [Act; 5] = [
    Act { told: "SELECT", letter: "r", writes: false },
    Act { told: "UPDATE", letter: "w", writes: false },
    Act { told: "DELETE", letter: "d", writes: false },
    Act { told: "INSERT", letter: "a", writes: true },
    Act { told: "UPDATE", letter: "w", writes: true },
];

impl Act {
    pub fn reads_only(self) -> bool {
        self.letter == "r"
    }
}

impl Policy {
    /// Whether PostgreSQL asks it about this, of this role.
    pub fn applies(&self, act: Act, role: &str) -> bool {
        (self.command == "*" || self.command == act.letter) && self.covers.iter().any(|covered| covered == role)
    }

    /// What it says then. Without a condition it lets nobody through, and restricts nobody.
    pub fn condition(&self, act: Act) -> Option<&str> {
        let using = self.using.as_deref();
        if act.writes { self.check.as_deref().or(using) } else { using }
    }
}
