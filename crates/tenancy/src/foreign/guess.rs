//! What the texts of policies and functions tell a draft.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// `(column = ( SELECT expression AS name))` in its column and expression, with or without the SELECT; also as one of
/// several conditions that are joined.
pub(super) fn compared(text: &str, columns: &[String]) -> Option<(String, String)> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    let joined = [") AND (", ") OR ("].iter().find(|joint| inner.contains(**joint));
    if let (Some(joint), true) = (joined, inner.starts_with('(') && inner.ends_with(')')) {
        let parts = inner[1..inner.len() - 1].split(joint);
        return parts.filter(|part| balanced(part)).find_map(|part| compared(&format!("({part})"), columns));
    }
    let (column, right) = inner.split_once(" = ")?;
    // A domain or varchar is compared as what it is made of: `(column)::text`.
    let column = column.strip_prefix('(').and_then(|c| c.split_once(")::")).map_or(column, |(column, _)| column);
    let column = columns.iter().find(|c| c.as_str() == column.trim_matches('"'))?;
    let inner = right.strip_prefix("( SELECT ").and_then(|r| r.strip_suffix(')')).map_or(right, |r| {
        r.rsplit_once(" AS ").filter(|(_, name)| !name.contains([' ', '(', ')', '\''])).map_or(r, |(e, _)| e)
    });
    (inner.contains('(') && !inner.contains(" FROM ")).then(|| (column.clone(), inner.to_owned()))
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
