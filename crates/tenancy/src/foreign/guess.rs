//! What the texts of policies and functions tell a draft.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// `(column = ( SELECT expression AS name))` in its column and expression, with or without the SELECT, in either order;
/// also as one of several conditions that are joined.
pub(super) fn compared(text: &str, columns: &[String]) -> Option<(String, String)> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    let joined = [") AND (", ") OR ("].iter().find(|joint| inner.contains(**joint));
    if let (Some(joint), true) = (joined, inner.starts_with('(') && inner.ends_with(')')) {
        let parts = inner[1..inner.len() - 1].split(joint);
        return parts.filter(|part| balanced(part)).find_map(|part| compared(&format!("({part})"), columns));
    }
    let (left, right) = inner.split_once(" = ")?;
    let sides = |one, other| Some((column(one, columns)?, scope(other)?));
    sides(left, right).or_else(|| sides(right, left))
}

/// The column that a side of a comparison is. A domain or varchar is compared as what it is made of: `(column)::text`.
fn column(side: &str, columns: &[String]) -> Option<String> {
    let side = side.strip_prefix('(').and_then(|c| c.split_once(")::")).map_or(side, |(column, _)| column);
    columns.iter().find(|c| c.as_str() == side.trim_matches('"')).cloned()
}

/// The expression that a side of a comparison is, without its SELECT.
fn scope(side: &str) -> Option<String> {
    let inner = side.strip_prefix("( SELECT ").and_then(|r| r.strip_suffix(')')).map_or(side, |r| {
        r.rsplit_once(" AS ").filter(|(_, name)| !name.contains([' ', '(', ')', '\''])).map_or(r, |(e, _)| e)
    });
    (inner.contains('(') && !inner.contains(" FROM ")).then(|| inner.to_owned())
}

/// The column about which a condition asks a function, or a table: `may_see(column)`, `(column IN ( SELECT …))`,
/// `(EXISTS ( SELECT … table.column …))`.
pub(super) fn asked_about(text: &str, table: &str, columns: &[String]) -> Option<String> {
    let among = |list: &str| list.split(", ").find_map(|word| column(word, columns));
    let call = text.strip_suffix(')').and_then(|text| text.split_once('('));
    if let Some((name, arguments)) = call
        && !name.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || "_.\"".contains(c))
        && let Some(found) = among(arguments)
    {
        return Some(found);
    }
    let inner = text.strip_prefix('(')?;
    let listed = [" IN (", " = ANY ("].iter().find_map(|word| column(inner.split_once(word)?.0, columns));
    listed.or_else(|| {
        let of_table = |at: &str| columns.iter().find(|c| at.trim_start_matches('"').starts_with(c.as_str())).cloned();
        text.contains("EXISTS (").then(|| text.split(&format!("{table}.")).skip(1).find_map(of_table))?
    })
}

fn balanced(text: &str) -> bool {
    let mut depth = 0_i32;
    let never_below = text.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    });
    never_below && depth == 0
}

/// The paths that texts take into JSON: `-> 'app_metadata' ->> 'org_id'`.
pub(super) struct JsonPaths(Vec<Vec<String>>);

impl JsonPaths {
    pub fn of(texts: &[&str]) -> Self {
        let mut paths = Vec::new();
        for text in texts {
            let mut path: Vec<String> = Vec::new();
            for step in text.split("->").skip(1) {
                let (last, step) = step.strip_prefix('>').map_or((false, step), |step| (true, step));
                let Some((key, rest)) = step.trim_start().strip_prefix('\'').and_then(|step| step.split_once('\''))
                else {
                    path.clear();
                    continue;
                };
                path.push(key.to_owned());
                if last {
                    paths.push(std::mem::take(&mut path));
                } else if !rest.trim_start_matches("::text").chars().all(|c| c == ')' || c.is_whitespace()) {
                    path.clear();
                }
            }
        }
        Self(paths)
    }

    /// An object with the value at the end of every path.
    fn filled(&self, value: impl Fn(&str) -> String) -> String {
        let mut all = Map::new();
        for path in &self.0 {
            put(&mut all, path, &value);
        }
        Value::Object(all).to_string()
    }
}

fn put(object: &mut Map<String, Value>, path: &[String], value: &impl Fn(&str) -> String) {
    match path {
        [] => {}
        [last] => {
            object.entry(last.clone()).or_insert_with(|| value(last).into());
        }
        [first, rest @ ..] => {
            if let Value::Object(next) = object.entry(first.clone()).or_insert_with(|| Value::Object(Map::new())) {
                put(next, rest, value);
            }
        }
    }
}

/// The settings that expressions and scope functions read. One of JSON is filled with the claims that are asked of it;
/// a claim that is a role is none of the tenant's.
pub(super) fn settings(texts: &[&str], claims: &JsonPaths, role: &str) -> BTreeMap<String, String> {
    let value = |claim: &str| if claim == "role" { role.to_owned() } else { "{tenant}".to_owned() };
    let mut settings = BTreeMap::new();
    for name in texts.iter().flat_map(|text| quoted_after(text, "current_setting(")) {
        let last = name.rsplit('.').next().unwrap_or(name);
        let json = last.contains("claims") || last == "claim";
        settings.insert(name.to_owned(), if json { claims.filled(value) } else { value(last) });
    }
    settings
}

/// The string constants that follow a word.
fn quoted_after<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    text.split(word).skip(1).filter_map(|rest| rest.strip_prefix('\'')?.split('\'').next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<String> {
        ["id", "org_id", "user_id"].map(ToOwned::to_owned).to_vec()
    }

    #[test]
    fn a_comparison_with_the_scope_is_found_in_either_order() {
        let found = |column: &str, scope: &str| Some((column.to_owned(), scope.to_owned()));
        for (text, expected) in [
            ("(( SELECT auth.uid() AS uid) = user_id)", found("user_id", "auth.uid()")),
            ("(auth.uid() = user_id)", found("user_id", "auth.uid()")),
            (
                "((org_id)::text = ( SELECT current_setting('app.org'::text) AS current_setting))",
                found("org_id", "current_setting('app.org'::text)"),
            ),
            ("((id IS NOT NULL) AND (org_id = f()))", found("org_id", "f()")),
            ("(org_id = id)", None),
            ("(org_id IN ( SELECT m.org_id FROM m WHERE (m.user_id = auth.uid())))", None),
            ("true", None),
        ] {
            assert_eq!(compared(text, &columns()), expected, "{text}");
        }
    }

    #[test]
    fn a_column_that_functions_and_tables_are_asked_about_is_found() {
        for (text, expected) in [
            ("is_member(org_id)", Some("org_id")),
            ("private.may('read'::text, org_id)", Some("org_id")),
            ("(org_id IN ( SELECT m.org_id FROM m))", Some("org_id")),
            ("(org_id = ANY (ARRAY( SELECT orgs_of(auth.uid()))))", Some("org_id")),
            (
                "(EXISTS ( SELECT 1 FROM m WHERE ((m.org_id = notes.org_id) AND (m.user_id = auth.uid()))))",
                Some("org_id"),
            ),
            ("(auth.role() = 'authenticated'::text)", None),
        ] {
            assert_eq!(asked_about(text, "notes", &columns()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn claims_are_filled_along_their_paths() {
        let texts = [
            "((auth.jwt() -> 'app_metadata'::text) ->> 'org_id'::text)",
            "nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'",
            "coalesce(current_setting('request.jwt.claim.role', true), x ->> 'role')",
        ];
        let settings = settings(&texts, &JsonPaths::of(&texts), "authenticated");
        let claims = r#"{"app_metadata":{"org_id":"{tenant}"},"role":"authenticated","sub":"{tenant}"}"#;
        assert_eq!(settings["request.jwt.claims"], claims);
        assert_eq!(settings["request.jwt.claim.role"], "authenticated");
    }
}
