//! The judge: what a mutation changed, by a fingerprint of the catalogue that owes nothing to the audit.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use tokio_postgres::{Client, types::Json};

use crate::map::TenancyMap;

const FINGERPRINT: &str = include_str!("fingerprint.sql");

/// What a catalogue says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fingerprint {
    /// What the map decides.
    wall: BTreeSet<String>,
    /// What it leaves open: defaults, plain indexes, keys that are led as they must be.
    beside: BTreeSet<String>,
}

impl Fingerprint {
    pub async fn of(client: &Client, map: &TenancyMap) -> Result<Self, tokio_postgres::Error> {
        let owner = |column: Option<&'static str>| column.map_or(Value::Null, Value::from);
        let owners: Map<String, Value> =
            map.tables.iter().map(|(name, table)| (name.clone(), owner(table.kind.owner_column()))).collect();
        let (mut wall, mut beside) = (BTreeSet::new(), BTreeSet::new());
        for row in client.query(FINGERPRINT, &[&Json(owners)]).await? {
            // Where no owner's column is in the map, a comparison with it is unknown, and decides nothing.
            let side = if row.try_get::<_, Option<bool>>(0)? == Some(true) { &mut wall } else { &mut beside };
            side.insert(row.try_get(1)?);
        }
        Ok(Self { wall, beside })
    }

    /// Whether the map is kept as it was there.
    pub fn same_wall(&self, other: &Self) -> bool {
        self.wall == other.wall
    }

    /// The lines of the map's that only one of the two has: `-` those of `before`, `+` ours.
    pub fn departures(&self, before: &Self) -> Vec<String> {
        let gone = before.wall.difference(&self.wall).map(|line| format!("- {line}"));
        gone.chain(self.wall.difference(&before.wall).map(|line| format!("+ {line}"))).collect()
    }
}
