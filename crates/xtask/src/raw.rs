//! Who may send SQL that is no typed statement: no test has prepared it under its class.

use std::{fs, path::Path};

use crate::error::{Error, Result};
use crate::sizes;

/// How `Scope::raw` is called.
const CALL: &str = ".raw(";
/// The crate that has it, whose prober attacks with whatever it likes.
const HOME: &str = "crates/tenancy";

/// Every call in the product, as a sentence.
pub(crate) fn offences(root: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    sizes::collect(&root.join("crates"), &mut files)?;
    let mut offences = Vec::new();
    for path in files.iter().filter(|path| path.extension().is_some_and(|it| it == "rs")) {
        let shown = path.strip_prefix(root).unwrap_or(path);
        if shown.starts_with(HOME) || shown.starts_with("crates/xtask") || is_no_product(shown) {
            continue;
        }
        let text = fs::read_to_string(path).map_err(|source| Error::Io { path: path.clone(), source })?;
        offences.extend(text.lines().enumerate().filter(|(_, line)| line.contains(CALL)).map(|(at, _)| {
            format!(
                "{}:{} sends raw SQL: declare it with `statements!`, so that it is checked",
                shown.display(),
                at + 1
            )
        }));
    }
    Ok(offences)
}

/// Tests and examples.
fn is_no_product(path: &Path) -> bool {
    path.iter().any(|part| part == "tests" || part == "examples" || part == "benches" || part == "tests.rs")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn raw_sql_is_found_in_the_product_alone() {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("crates/tenancy/src/probe.rs", "scope.raw(sql)"),
            ("crates/orders/tests/a.rs", "scope.raw(sql)"),
            ("crates/orders/src/a.rs", "fn a() {}\nq.raw(\n    sql)"),
        ] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let found = offences(root.path()).unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("crates/orders/src/a.rs:2 "), "{found:?}");
    }
}
