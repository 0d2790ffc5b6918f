//! The house: which crate may use which.

use crate::metadata::{Dependency, Metadata};

/// The crates by floor, lowest first: each may use those of lower floors.
const FLOORS: [(&str, &[&str]); 7] = [
    ("0", &["types", "i18n"]),
    ("1a", &["tenancy"]),
    ("1b", &["vault", "storage", "jobs", "mail", "limits"]),
    ("2", &["identity", "catalog", "marketplaces", "orders", "money", "settlement", "disputes"]),
    ("3", &["imports", "connections", "assistant", "offboarding"]),
    ("4", &["web_kit", "api", "pages"]),
    ("5", &["karum"]),
];

/// Who may use crates of its own floor, and which. `web_kit` is what the two surfaces are made with.
const SIBLINGS: [(&str, &[&str]); 6] = [
    ("i18n", &["types"]),
    ("orders", &["catalog", "money"]),
    ("settlement", &["catalog", "money", "orders"]),
    ("disputes", &["catalog", "money", "orders"]),
    ("api", &["web_kit"]),
    ("pages", &["web_kit"]),
];

/// The tools stand outside of the floors; with each, what it may use besides what follows from `NEEDS_NO_FLOOR`.
const TOOLS: [(&str, &[&str]); 5] = [
    ("devdb", &[]),
    ("test_support", &["devdb"]),
    ("it", &["devdb", "test_support", "benches"]),
    ("benches", &["devdb", "test_support"]),
    ("xtask", &["devdb"]),
];

/// Tools that must stay usable without the product: of the floors they may use the lowest alone.
const NEEDS_NO_FLOOR: [&str; 2] = ["devdb", "xtask"];

/// Tools that any crate's tests may use.
const FOR_TESTS: [&str; 2] = ["devdb", "test_support"];

/// What the product itself may use of the tools: `karum up` runs the embedded server, `karum bench` measures.
const IN_PRODUCT: [(&str, &str); 2] = [("karum", "devdb"), ("karum", "benches")];

/// Crates that can open a connection to the database.
const DRIVERS: [&str; 7] =
    ["tokio-postgres", "postgres", "sqlx", "diesel", "deadpool-postgres", "bb8-postgres", "r2d2_postgres"];

/// The only crates that may.
const CONNECTORS: [&str; 5] = ["tenancy", "devdb", "test_support", "it", "benches"];

/// Every dependency that the house forbids, each as a sentence.
pub(crate) fn offences(metadata: &Metadata) -> Vec<String> {
    let ours = |name: &str| metadata.packages.iter().any(|package| package.name == name);
    let mut offences = Vec::new();
    for package in &metadata.packages {
        if place(&package.name).is_none() {
            offences.push(format!(
                "`{}` has no floor: give it one in the table of crates/xtask/src/floors.rs",
                package.name
            ));
            continue;
        }
        for dependency in &package.dependencies {
            let offence = if ours(&dependency.name) {
                forbidden_edge(&package.name, dependency)
            } else {
                forbidden_driver(&package.name, &dependency.name)
            };
            offences.extend(offence);
        }
    }
    offences
}

enum Place {
    /// By rank, not by label.
    Floor(usize),
    Tool,
}

fn place(name: &str) -> Option<Place> {
    let floor = FLOORS.iter().position(|(_, crates)| crates.contains(&name));
    let tool = TOOLS.iter().any(|(tool, _)| *tool == name);
    floor.map(Place::Floor).or(tool.then_some(Place::Tool))
}

fn forbidden_edge(from: &str, dependency: &Dependency) -> Option<String> {
    let to = dependency.name.as_str();
    match (place(from)?, place(to)?) {
        (Place::Floor(from_rank), Place::Floor(to_rank)) => {
            let allowed = to_rank < from_rank || listed(&SIBLINGS, from, to);
            let (from_floor, to_floor) = (FLOORS[from_rank].0, FLOORS[to_rank].0);
            (!allowed).then(|| {
                format!(
                    "`{from}` (floor {from_floor}) depends on `{to}` (floor {to_floor}): a crate may use lower floors \
                     only, and of its own floor only the siblings named in crates/xtask/src/floors.rs"
                )
            })
        }
        (Place::Floor(_), Place::Tool) => {
            let allowed = IN_PRODUCT.contains(&(from, to)) || dependency.for_tests() && FOR_TESTS.contains(&to);
            (!allowed).then(|| {
                format!("`{from}` depends on the tool `{to}`: the product may use tools in its tests only, and of them {FOR_TESTS:?}")
            })
        }
        (Place::Tool, Place::Floor(to_rank)) => {
            let allowed = to_rank == 0 || !NEEDS_NO_FLOOR.contains(&from);
            (!allowed).then(|| format!("the tool `{from}` depends on `{to}`: it must work without the product"))
        }
        (Place::Tool, Place::Tool) => (!listed(&TOOLS, from, to)).then(|| {
            format!("the tool `{from}` depends on the tool `{to}`, which its line in the table does not name")
        }),
    }
}

fn forbidden_driver(from: &str, to: &str) -> Option<String> {
    (DRIVERS.contains(&to) && !CONNECTORS.contains(&from)).then(|| {
        format!(
            "`{from}` depends on `{to}`: only {CONNECTORS:?} may open a database connection; take a scope from \
             `tenancy`, and types from `postgres-types`"
        )
    })
}

fn listed(table: &[(&str, &[&str])], from: &str, to: &str) -> bool {
    table.iter().any(|(name, others)| *name == from && others.contains(&to))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::metadata::Package;

    /// A workspace of all crates, with these dependencies: `from`, `to`, kind.
    fn house(edges: &[(&str, &str, Option<&str>)]) -> Metadata {
        let floors = FLOORS.iter().flat_map(|(_, crates)| crates.iter().copied());
        let names = floors.chain(TOOLS.iter().map(|(tool, _)| *tool));
        let packages = names.map(|name| Package { name: name.to_owned(), dependencies: of(name, edges) }).collect();
        Metadata { packages, workspace_root: PathBuf::new() }
    }

    fn of(name: &str, edges: &[(&str, &str, Option<&str>)]) -> Vec<Dependency> {
        let ours = edges.iter().filter(|(from, _, _)| *from == name);
        ours.map(|(_, to, kind)| Dependency { name: (*to).to_owned(), kind: kind.map(str::to_owned) }).collect()
    }

    #[test]
    fn a_house_in_order_passes() {
        let house = house(&[
            ("tenancy", "types", None),
            ("tenancy", "tokio-postgres", None),
            ("tenancy", "test_support", Some("dev")),
            ("jobs", "tenancy", None),
            ("orders", "catalog", None),
            ("settlement", "orders", None),
            ("disputes", "money", None),
            ("catalog", "postgres-types", None),
            ("pages", "web_kit", None),
            ("pages", "catalog", None),
            ("karum", "api", None),
            ("karum", "devdb", None),
            ("devdb", "tokio-postgres", None),
            ("test_support", "devdb", None),
            ("test_support", "imports", None),
            ("it", "karum", None),
            ("it", "test_support", None),
            ("xtask", "devdb", None),
        ]);
        assert_eq!(offences(&house), Vec::<String>::new());
    }

    #[test]
    fn every_planted_offence_is_found() {
        for (from, to, kind, named) in [
            ("types", "tenancy", None, "(floor 0) depends on `tenancy` (floor 1a)"),
            ("tenancy", "jobs", None, "(floor 1a) depends on `jobs` (floor 1b)"),
            ("jobs", "storage", None, "(floor 1b) depends on `storage` (floor 1b)"),
            ("catalog", "orders", None, "(floor 2) depends on `orders` (floor 2)"),
            ("orders", "settlement", None, "`settlement` (floor 2)"),
            ("money", "catalog", None, "`catalog` (floor 2)"),
            ("catalog", "imports", Some("dev"), "`imports` (floor 3)"),
            ("catalog", "web_kit", Some("build"), "`web_kit` (floor 4)"),
            ("pages", "api", None, "`api` (floor 4)"),
            ("web_kit", "pages", None, "`pages` (floor 4)"),
            ("catalog", "devdb", None, "in its tests only"),
            ("catalog", "test_support", Some("build"), "in its tests only"),
            ("catalog", "it", Some("dev"), "depends on the tool `it`"),
            ("karum", "test_support", None, "in its tests only"),
            ("devdb", "tenancy", None, "without the product"),
            ("devdb", "test_support", Some("dev"), "does not name"),
            ("test_support", "it", None, "does not name"),
            ("catalog", "tokio-postgres", None, "may open a database connection"),
            ("xtask", "sqlx", Some("dev"), "may open a database connection"),
        ] {
            let found = offences(&house(&[(from, to, kind)]));
            assert_eq!(found.len(), 1, "{from} -> {to}: {found:?}");
            assert!(found[0].contains(named), "{from} -> {to}: {found:?}");
        }
    }

    #[test]
    fn a_crate_without_a_floor_is_found() {
        let mut house = house(&[]);
        house.packages.push(Package { name: "helpers".to_owned(), dependencies: Vec::new() });
        let found = offences(&house);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("`helpers` has no floor"), "{found:?}");
    }
}
