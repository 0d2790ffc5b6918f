//! The functions as this build has them, read from `policies/` and from what stands before the first migration.

use crate::{BOOTSTRAP, POLICIES, generate};

const CREATE: &str = "CREATE OR REPLACE FUNCTION ";

/// A function's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// `schema.name`.
    pub name: String,
    /// The whole statement.
    pub statement: String,
    /// What it takes, as `pg_get_function_arguments` spells it.
    pub arguments: String,
    /// What it answers, as `pg_get_function_result` spells it.
    pub result: String,
    /// Whether it runs with its owner's rights.
    pub definer: bool,
    /// Whether a null argument is answered without calling it.
    pub strict: bool,
    /// `UNSAFE`, `RESTRICTED` or `SAFE` in parallel workers.
    pub parallel: &'static str,
    /// What stands between the quotes: `pg_proc.prosrc`.
    pub body: String,
    /// `sql` or `plpgsql`.
    pub language: String,
    /// `VOLATILE`, `STABLE` or `IMMUTABLE`.
    pub volatility: &'static str,
    /// The value of its `SET search_path`.
    pub search_path: String,
    /// The roles that are granted EXECUTE in the same text, as it is for the verifying functions.
    pub callers: Vec<String>,
}

impl Source {
    /// Every function of ours: the verifying ones of the keyring, the definer functions, and what migrating itself calls.
    pub fn all() -> Vec<Self> {
        let written = POLICIES.iter().filter(|(name, _)| !["keyring", "generated"].contains(name));
        let mut all = read(&generate::keyring_sql());
        all.extend(written.flat_map(|(_, text)| read(text)));
        all.extend(read(BOOTSTRAP));
        all
    }
}

fn read(text: &str) -> Vec<Source> {
    let starts: Vec<usize> = text.match_indices(CREATE).map(|(at, _)| at).collect();
    starts.iter().filter_map(|at| source(text, &text[*at..])).collect()
}

fn source(text: &str, from: &str) -> Option<Source> {
    let (head, rest) = from.split_once(" AS $$")?;
    let (body, _) = rest.split_once("$$;")?;
    let (name, taken) = head.strip_prefix(CREATE)?.split_once('(')?;
    let (taken, rest) = taken.split_once(") RETURNS ").or_else(|| taken.split_once(")\nRETURNS "))?;
    let (given, attributes) = rest.split_once("LANGUAGE ")?;
    let has = |word: &str| attributes.split_whitespace().any(|w| w == word);
    let one_of = |words: [&'static str; 3]| words.into_iter().find(|word| has(word));
    let name = name.to_owned();
    let after = |word: &str| head.split_once(word).map(|(_, rest)| rest.trim().to_owned());
    let language = after("LANGUAGE ")?.split_whitespace().next()?.to_owned();
    let grant = format!("GRANT EXECUTE ON FUNCTION {name}() TO ");
    let callers = text
        .lines()
        .find_map(|line| line.strip_prefix(&grant))
        .map_or_else(Vec::new, |roles| roles.trim_end_matches(';').split(", ").map(str::to_owned).collect());
    Some(Source {
        statement: format!("{head} AS $${body}$$;"),
        body: body.to_owned(),
        arguments: spelled(taken),
        result: spelled(given),
        definer: attributes.contains("SECURITY DEFINER"),
        strict: has("STRICT"),
        parallel: one_of(["SAFE", "RESTRICTED", "UNSAFE"]).unwrap_or("UNSAFE"),
        search_path: after("SET search_path = ")?,
        name,
        language,
        volatility: one_of(["IMMUTABLE", "STABLE", "VOLATILE"]).unwrap_or("VOLATILE"),
        callers,
    })
}

/// In PostgreSQL's own spelling: one space between words, types by their long names.
fn spelled(written: &str) -> String {
    let words: Vec<&str> = written.split_whitespace().collect();
    words.join(" ").replace("TABLE (", "TABLE(").replace("timestamptz", "timestamp with time zone")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::map::TenancyMap;

    #[test]
    fn every_function_of_the_map_has_its_text() {
        let sources = Source::all();
        for signature in TenancyMap::embedded().unwrap().functions.keys() {
            let name = signature.split('(').next().unwrap();
            assert_eq!(sources.iter().filter(|s| s.name == name).count(), 1, "{name}");
        }
    }

    #[test]
    fn the_verifying_functions_are_read_whole() {
        let seller = Source::all().into_iter().find(|s| s.name == "keyring.seller").unwrap();
        assert_eq!((seller.language.as_str(), seller.volatility), ("plpgsql", "STABLE"));
        assert_eq!((seller.arguments.as_str(), seller.result.as_str(), seller.parallel), ("", "uuid", "SAFE"));
        assert!(seller.definer && !seller.strict);
        assert_eq!(seller.search_path, "pg_catalog, pg_temp");
        assert!(seller.body.starts_with("\nDECLARE") && seller.body.ends_with("END "), "{}", seller.body);
        assert!(seller.callers.contains(&"karum_seller".to_owned()) && seller.callers.len() > 4);
        assert!(generate::keyring_sql().contains(&seller.statement));
    }
}
