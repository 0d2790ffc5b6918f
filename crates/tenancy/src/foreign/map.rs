//! The map of a database that is not Karum's: what belongs to whom, and how its application says who asks.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A foreign database's map, as `karum tenancy draft` writes it and `karum audit --map` reads it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignMap {
    /// The schemas that are audited.
    pub schemas: Vec<String>,
    /// The roles as which the application asks.
    pub roles: Vec<String>,
    /// Definer functions that were reviewed, as `schema.name(types)`.
    #[serde(default)]
    pub definers: Vec<String>,
    /// How the application says who asks.
    pub scope: ForeignScope,
    /// Every table, as `schema.name`.
    #[serde(default)]
    pub tables: BTreeMap<String, ForeignTable>,
    /// Findings that are accepted: `check object`, and why.
    #[serde(default)]
    pub waivers: BTreeMap<String, String>,
}

/// How the application says who asks.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignScope {
    /// The functions, as `schema.name`, on which policies may rest besides PostgreSQL's own.
    #[serde(default)]
    pub functions: Vec<String>,
    /// The tenant in scope, as an expression: what mends write, and what policies should call once a statement.
    #[serde(default)]
    pub expression: String,
    /// The settings that bind a scope, each with its value, in which `{tenant}` stands for the tenant, and the name of
    /// any other sample in braces for that.
    pub settings: BTreeMap<String, String>,
    /// Two parties by whom policies are tried, under each name: whoever is in scope, and another. Needed where a policy
    /// looks into tables, or wants values of a form; else they are made up.
    #[serde(default)]
    pub samples: BTreeMap<String, [String; 2]>,
}

/// A table of the map.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignTable {
    /// Whose rows it holds.
    pub kind: ForeignKind,
    /// The column that names the tenant; of every table but those of kind `none`.
    pub tenant: Option<String>,
    /// The tenant in scope, where it is another expression than the map's.
    pub expression: Option<String>,
    /// Which of the scope's samples its tenant's column holds: `tenant`, unless it says another.
    pub sample: Option<String>,
    /// Whether a restrictive policy FOR ALL must hold every role of the map to its tenant's rows.
    #[serde(default)]
    pub floor: bool,
    /// Why a table is shared, or has no tenant.
    pub reason: Option<String>,
}

/// Whose rows a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForeignKind {
    /// Each tenant's own, for nobody else.
    Isolated,
    /// Each tenant's own, which others may read.
    Shared,
    /// Nobody's in particular: the application's roles may read it, and not write.
    None,
}

/// What a map can have wrong.
#[derive(Debug, thiserror::Error)]
pub enum ForeignMapError {
    /// It is no TOML, or not of this form.
    #[error("{0}")]
    Form(#[from] toml::de::Error),
    /// It says too little: all that is left to say.
    #[error("{} left to say:{}", .0.len(), .0.iter().map(|what| format!("\n  {what}")).collect::<Vec<_>>().concat())]
    Says(Vec<String>),
}

impl ForeignMap {
    /// Reads a map, and refuses it with everything that is left to say.
    pub fn parse(text: &str) -> Result<Self, ForeignMapError> {
        let map: Self = toml::from_str(text)?;
        let mut left = Vec::new();
        if map.schemas.is_empty() || map.roles.is_empty() || map.scope.settings.is_empty() {
            left.push("schemas, roles and scope.settings must each name at least one".into());
        }
        left.extend(map.tables.iter().flat_map(|(name, table)| map.left_of(name, table)));
        let unreasoned = map.waivers.iter().filter(|(_, reason)| reason.trim().is_empty());
        left.extend(unreasoned.map(|(waived, _)| format!("[waivers] {waived}: why it is accepted, or mend it")));
        if left.is_empty() { Ok(map) } else { Err(ForeignMapError::Says(left)) }
    }

    fn left_of(&self, name: &str, table: &ForeignTable) -> Vec<String> {
        let mut left = Vec::new();
        let mut say = |what: &str| left.push(format!("{name}: {what}"));
        if (table.kind == ForeignKind::None) != table.tenant.is_none() {
            say("a table of kind none has no tenant column, and every other has one");
        }
        if table.tenant.is_some() && table.expression.as_ref().unwrap_or(&self.scope.expression).is_empty() {
            say("neither it nor [scope] has an `expression` for the tenant in scope");
        }
        if table.kind != ForeignKind::Isolated && table.reason.as_deref().unwrap_or_default().trim().is_empty() {
            say("say in `reason` why it is not isolated");
        }
        if table.floor && table.kind != ForeignKind::Isolated {
            say("only an isolated table has a `floor`: FOR ALL, it would keep others from reading");
        }
        if table.sample.as_ref().is_some_and(|sample| !self.scope.samples.contains_key(sample)) {
            say("its `sample` is not among [scope.samples]");
        }
        left
    }
}
