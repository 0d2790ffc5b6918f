//! The tenancy map: `tenancy.toml` as types, checked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{CLASSES, audit::CHECKS};

/// The roles that own definer functions; each is `karum_def_NAME`.
pub const DEFINERS: &[&str] = &["gate", "unique", "queue", "carry", "totals", "team", "mail"];

/// Who owns the rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One seller; nobody else sees them.
    SellerIsolated,
    /// One seller; `public` and `buyer` read all of them.
    ReadShared,
    /// One buyer.
    BuyerIsolated,
    /// The platform: definer functions only.
    Platform,
}

impl Kind {
    /// The column that names the owner.
    pub const fn owner_column(self) -> Option<&'static str> {
        match self {
            Self::SellerIsolated | Self::ReadShared => Some("seller_id"),
            Self::BuyerIsolated => Some("buyer_id"),
            Self::Platform => None,
        }
    }
}

/// What a role may do with a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// Read rows.
    #[serde(default)]
    pub select: bool,
    /// Add rows.
    #[serde(default)]
    pub insert: bool,
    /// Change these columns.
    #[serde(default)]
    pub update: Vec<String>,
    /// Remove rows.
    #[serde(default)]
    pub delete: bool,
}

/// A table of the map.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Who owns its rows.
    pub kind: Kind,
    /// The primary key.
    pub key: Vec<String>,
    /// Columns that tell of a person.
    #[serde(default)]
    pub pii: Vec<String>,
    /// How long rows are kept, in words.
    pub retention: String,
    /// Access of the owners of definer functions.
    #[serde(default)]
    pub definers: BTreeMap<String, Access>,
    #[serde(default)]
    public: Option<Access>,
    #[serde(default)]
    buyer: Option<Access>,
    #[serde(default)]
    seller: Option<Access>,
    #[serde(default)]
    checkout: Option<Access>,
    #[serde(default)]
    worker: Option<Access>,
    #[serde(default)]
    staff: Option<Access>,
    #[serde(default)]
    platform: Option<Access>,
}

impl Table {
    /// The classes that may do anything here, with what they may do.
    pub fn classes(&self) -> impl Iterator<Item = (&'static str, &Access)> {
        let all = [
            ("public", &self.public),
            ("buyer", &self.buyer),
            ("seller", &self.seller),
            ("checkout", &self.checkout),
            ("worker", &self.worker),
            ("staff", &self.staff),
            ("platform", &self.platform),
        ];
        all.into_iter().filter_map(|(class, access)| access.as_ref().map(|a| (class, a)))
    }

    /// The condition under which a class sees a row, as PostgreSQL prints it back.
    pub fn predicate(&self, class: &str) -> Result<&'static str, MapError> {
        match (self.kind, class) {
            (Kind::ReadShared, "public" | "buyer") => Ok("true"),
            (Kind::SellerIsolated | Kind::ReadShared, "seller" | "checkout" | "worker" | "staff") => {
                Ok("(seller_id = ( SELECT keyring.seller() AS seller))")
            }
            (Kind::BuyerIsolated, "buyer" | "checkout") => Ok("(buyer_id = ( SELECT keyring.buyer() AS buyer))"),
            _ => Err(MapError(format!("class {class} has no place in a {:?} table", self.kind))),
        }
    }
}

/// A definer function: who owns it and which classes call it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Function {
    /// One of [`DEFINERS`].
    pub owner: String,
    /// Classes.
    pub execute: Vec<String>,
    /// Owners of definer functions that call it in theirs.
    #[serde(default)]
    pub definers: Vec<String>,
}

impl Function {
    /// The roles that may call it.
    pub fn callers(&self) -> Vec<String> {
        let classes = self.execute.iter().map(|class| format!("karum_{class}"));
        classes.chain(self.definers.iter().map(|definer| format!("karum_def_{definer}"))).collect()
    }
}

/// The whole map.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenancyMap {
    /// The form of the file: 1.
    pub version: u32,
    /// Every table of the schema `karum`, by name.
    pub tables: BTreeMap<String, Table>,
    /// Every definer function, by signature.
    pub functions: BTreeMap<String, Function>,
    /// Checks of the audit that let pass what only a superuser could mend, with the reason; where the administrator is
    /// one, they let nothing pass.
    #[serde(default)]
    pub waivers: BTreeMap<String, String>,
    /// Single findings of the audit that are let pass.
    #[serde(default)]
    pub waive: Vec<Waiver>,
}

/// A finding that is let pass. It is printed with its reason every time, and is a finding itself once nothing is found.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The check, by name.
    pub check: String,
    /// The object, as the finding names it.
    pub object: String,
    /// Why it is right here.
    pub reason: String,
}

/// What is wrong with the map.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tenancy.toml: {0}")]
pub struct MapError(pub String);

impl TenancyMap {
    /// Reads and checks the map.
    pub fn parse(text: &str) -> Result<Self, MapError> {
        let map: Self = toml::from_str(text).map_err(|e| MapError(e.to_string()))?;
        if map.version != 1 {
            return Err(MapError(format!("version {} is not known, only 1", map.version)));
        }
        let checks = || CHECKS.iter().copied().flatten();
        let mut waived = map.waivers.keys().chain(map.waive.iter().map(|waiver| &waiver.check));
        if let Some(unknown) = waived.find(|name| !checks().any(|check| check.name == **name)) {
            return Err(MapError(format!("waiver {unknown}: the audit has no such check")));
        }
        if let Some(bare) = map.waive.iter().find(|waiver| waiver.reason.trim().is_empty()) {
            return Err(MapError(format!("waiver of {} in {}: there is no reason", bare.object, bare.check)));
        }
        for (name, table) in &map.tables {
            table.check().map_err(|e| MapError(format!("table {name}: {}", e.0)))?;
        }
        for (name, function) in &map.functions {
            if !DEFINERS.contains(&function.owner.as_str()) {
                return Err(MapError(format!("function {name}: owner {} is none of {DEFINERS:?}", function.owner)));
            }
            if let Some(class) = function.execute.iter().find(|c| !CLASSES.contains(&c.as_str())) {
                return Err(MapError(format!("function {name}: there is no class {class}")));
            }
            if let Some(definer) = function.definers.iter().find(|d| !DEFINERS.contains(&d.as_str())) {
                return Err(MapError(format!("function {name}: definer {definer} is none of {DEFINERS:?}")));
            }
        }
        Ok(map)
    }

    /// The map that this build was made with.
    pub fn embedded() -> Result<Self, MapError> {
        Self::parse(crate::TENANCY_MAP)
    }
}

impl Table {
    fn check(&self) -> Result<(), MapError> {
        if let Some(owner) = self.kind.owner_column() {
            if self.key.first().is_none_or(|first| first != owner) {
                return Err(MapError(format!("its key must be led by {owner}")));
            }
        } else if self.classes().next().is_some() {
            return Err(MapError("a platform table is reached by definers only".into()));
        }
        for (class, access) in self.classes() {
            self.predicate(class)?;
            if self.predicate(class)? == "true" && (access.insert || access.delete || !access.update.is_empty()) {
                return Err(MapError(format!("class {class} may only read what is shared")));
            }
            if let Some(column) = access.update.iter().find(|c| self.key.contains(c)) {
                return Err(MapError(format!("class {class} may not update the key column {column}")));
            }
            if (access.delete || !access.update.is_empty()) && !access.select {
                return Err(MapError(format!("class {class} changes rows that it cannot select")));
            }
        }
        if let Some(definer) = self.definers.keys().find(|d| !DEFINERS.contains(&d.as_str())) {
            return Err(MapError(format!("definer {definer} is none of {DEFINERS:?}")));
        }
        Ok(())
    }
}
