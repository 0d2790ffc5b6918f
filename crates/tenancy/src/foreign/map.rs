//! The map of a database that is not Karum's: what belongs to whom, and how its application says who asks.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::audit::{Finding, waivers};

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
    /// Findings that are accepted: `check object`, and why. Those of [`WHOLE`] may have `*` for every object.
    #[serde(default)]
    pub waivers: BTreeMap<String, String>,
}

/// The checks that can be waived as a whole: where keys are not led by the tenant, none of them is.
pub const WHOLE: [&str; 4] = ["unique-key", "foreign-key", "tenant-index", "policy-per-row"];

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
    /// The settings that bind a scope.
    pub settings: BTreeMap<String, ForeignSetting>,
    /// Two parties by whom policies are tried, under each name: whoever is in scope, and another. Needed where a policy
    /// looks into tables, or wants values of a form; else they are made up.
    #[serde(default)]
    pub samples: BTreeMap<String, [String; 2]>,
}

/// A setting's value for the tenant in scope.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum ForeignSetting {
    /// As it is set, where `{tenant}` stands for the tenant, and the name of any other sample in braces for that.
    Plain(String),
    /// As whoever audits computes it: one that is signed, which nobody else should be able to.
    Computed {
        /// An expression, where the braces stand for constants.
        sql: String,
    },
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
    /// What a policy of it should say, where that is more than to compare the tenant's column with the expression.
    pub condition: Option<String>,
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
        let whole = map.waivers.keys().filter_map(|waived| waived.strip_suffix(" *"));
        let not_whole = whole.filter(|check| !WHOLE.contains(check));
        left.extend(
            not_whole.map(|check| format!("[waivers] {check} *: only {} may be waived whole", WHOLE.join(", "))),
        );
        if left.is_empty() { Ok(map) } else { Err(ForeignMapError::Says(left)) }
    }

    /// Gives each finding that is accepted its reason, and names each waiver that none was found for.
    pub(super) fn waive(&self, findings: &mut Vec<Finding>) {
        let mut unused: BTreeSet<&str> = self.waivers.keys().map(String::as_str).collect();
        for finding in findings.iter_mut() {
            let own = format!("{} {}", finding.check, finding.object);
            for key in [own, format!("{} *", finding.check)] {
                if let (None, Some((key, reason))) = (&finding.waived, self.waivers.get_key_value(&key)) {
                    finding.waived = Some(reason.clone());
                    unused.remove(key.as_str());
                }
            }
        }
        findings.extend(unused.into_iter().map(|key| Finding {
            check: waivers::NAME,
            object: key.to_owned(),
            wrong: "is waived, and was not found".into(),
            why: waivers::WHY.into(),
            mend: "-- Take the waiver out of the map.".into(),
            waived: None,
        }));
    }

    /// What is asked about a table's tenant, whatever its column is called.
    pub(super) fn whose(&self, table: &ForeignTable) -> String {
        let tenant = table.tenant.as_deref().unwrap_or_default();
        let condition = table.condition.as_ref().map(|condition| condition.replace(tenant, "{}"));
        condition.unwrap_or_else(|| table.expression.clone().unwrap_or_else(|| self.scope.expression.clone()))
    }

    fn left_of(&self, name: &str, table: &ForeignTable) -> Vec<String> {
        let mut left = Vec::new();
        let mut say = |what: &str| left.push(format!("{name}: {what}"));
        if (table.kind == ForeignKind::None) != table.tenant.is_none() {
            say("a table of kind none has no tenant column, and every other has one");
        }
        let expression = table.expression.as_ref().unwrap_or(&self.scope.expression);
        if table.tenant.is_some() && table.condition.is_none() && expression.is_empty() {
            say("it has no `condition`, and neither it nor [scope] an `expression` for the tenant in scope");
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const MAP: &str = r#"
schemas = ["public"]
roles = ["web"]
[scope]
settings = { "app.tenant" = "{tenant}" }
[waivers]
"unique-key *" = "every id is random"
"rls *" = "we know"
"leakproof function f()" = ""
[tables]
"public.a" = { kind = "isolated", tenant = "t" }
"public.b" = { kind = "isolated", tenant = "t", condition = "is_member(t)", sample = "org" }
"public.c" = { kind = "shared", tenant = "t", expression = "f()", floor = true }
"public.d" = { kind = "none", tenant = "t", reason = "why not", expression = "f()" }
"#;

    /// A block of the documentation: what stands between a first line and the end of the fence.
    fn documented(language: &str, first: &str) -> &'static str {
        let text = include_str!("../../../../docs/security.md");
        let start = text.find(&format!("```{language}\n{first}")).unwrap() + language.len() + 4;
        text[start..].split("```").next().unwrap()
    }

    #[test]
    fn the_documentation_is_a_map_and_its_function_is_one_that_was_tried() {
        let map = ForeignMap::parse(documented("toml", "schemas")).unwrap();
        assert!(map.tables["public.projects"].floor && matches!(map.tables["public.offers"].kind, ForeignKind::Shared));
        let tried = include_str!("../../tests/foreign/signed.sql");
        assert!(tried.contains(documented("sql", "CREATE FUNCTION scope.tenant()")));
    }

    #[test]
    fn all_that_is_left_to_say_is_told_at_once() {
        let left = ForeignMap::parse(MAP).unwrap_err().to_string();
        assert_eq!(
            left,
            "7 left to say:
  public.a: it has no `condition`, and neither it nor [scope] an `expression` for the tenant in scope
  public.b: its `sample` is not among [scope.samples]
  public.c: say in `reason` why it is not isolated
  public.c: only an isolated table has a `floor`: FOR ALL, it would keep others from reading
  public.d: a table of kind none has no tenant column, and every other has one
  [waivers] leakproof function f(): why it is accepted, or mend it
  [waivers] rls *: only unique-key, foreign-key, tenant-index, policy-per-row may be waived whole"
        );
    }

    #[test]
    fn a_waiver_passes_its_object_or_its_whole_check_and_is_named_where_it_passes_nothing() {
        let text = MAP.split("[tables]").next().unwrap_or_default().replace("\"rls *\"", "\"rls public.a\"");
        let map = ForeignMap::parse(&text.replace("\"\"", "\"read\"")).unwrap();
        let finding = |check, object: &str| Finding {
            check,
            object: object.into(),
            wrong: String::new(),
            why: String::new(),
            mend: String::new(),
            waived: None,
        };
        let mut findings =
            vec![finding("unique-key", "public.a"), finding("rls", "public.a"), finding("rls", "public.b")];
        map.waive(&mut findings);
        let passed: Vec<_> = findings.iter().map(|f| (f.check, f.object.as_str(), f.waived.as_deref())).collect();
        assert_eq!(
            passed,
            [
                ("unique-key", "public.a", Some("every id is random")),
                ("rls", "public.a", Some("we know")),
                ("rls", "public.b", None),
                ("waivers", "leakproof function f()", None),
            ]
        );
    }
}
