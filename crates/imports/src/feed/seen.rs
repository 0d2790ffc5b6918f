//! The ids that a file held, in little memory: 64 bits of hash and the record number each.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// Tables grow by doubling, and while one grows both its halves are in memory: many small ones keep that small.
const SHARDS: usize = 64;

/// Set in a record number whose row was accepted.
const TAKEN: u32 = 1 << 31;

/// Ids with the record that held them, for finding doubles and what vanished. Two different ids are mistaken for one
/// with a chance of 3 in 100,000,000 at a million ids; the hash has a random key, so nobody can bring it about.
pub(crate) struct Seen {
    keys: RandomState,
    /// Lower and upper half of the hash, and the record number: 12 bytes without padding.
    shards: Vec<HashTable<[u32; 3]>>,
}

/// What is known of an id when its record comes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Before {
    New,
    /// An earlier record, which was accepted, has it.
    Taken(u64),
}

/// Lower and upper half of a hash.
fn halves(hash: u64) -> [u32; 2] {
    [hash & u64::from(u32::MAX), hash >> 32].map(|half| u32::try_from(half).unwrap_or_default())
}

fn whole(entry: &[u32; 3]) -> u64 {
    u64::from(entry[1]) << 32 | u64::from(entry[0])
}

impl Seen {
    pub(crate) fn new() -> Self {
        Self { keys: RandomState::new(), shards: vec![HashTable::new(); SHARDS] }
    }

    /// The hash of an id and the shard it belongs to. The shard comes from bits that the tables do not use much.
    fn locate(&self, id: &str) -> (u64, usize) {
        let hash = self.keys.hash_one(id.as_bytes());
        (hash, usize::from(hash.to_le_bytes()[3]) % SHARDS)
    }

    /// Notes that a record has this id, and says whether an accepted one had it before. A refused record does not
    /// keep a later one from being accepted.
    pub(crate) fn note(&mut self, id: &str, record: u64) -> Before {
        let (hash, shard) = self.locate(id);
        let [low, high] = halves(hash);
        match self.shards[shard].entry(hash, |entry| whole(entry) == hash, whole) {
            Entry::Occupied(entry) if entry.get()[2] & TAKEN != 0 => Before::Taken(u64::from(entry.get()[2] & !TAKEN)),
            Entry::Occupied(_) => Before::New,
            Entry::Vacant(entry) => {
                entry.insert([low, high, number(record)]);
                Before::New
            }
        }
    }

    /// Notes that the record with this id was accepted.
    pub(crate) fn take(&mut self, id: &str, record: u64) {
        let (hash, shard) = self.locate(id);
        if let Some(entry) = self.shards[shard].find_mut(hash, |entry| whole(entry) == hash) {
            entry[2] = number(record) | TAKEN;
        }
    }

    /// Whether any record had this id.
    pub(crate) fn contains(&self, id: &str) -> bool {
        let (hash, shard) = self.locate(id);
        self.shards[shard].find(hash, |entry| whole(entry) == hash).is_some()
    }
}

/// A record number in 31 bits, which `MAX_ROWS` fits into.
fn number(record: u64) -> u32 {
    u32::try_from(record).unwrap_or(u32::MAX) & !TAKEN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_accepted_record_keeps_the_id() {
        let mut seen = Seen::new();
        assert_eq!(seen.note("a", 1), Before::New);
        assert_eq!(seen.note("a", 2), Before::New);
        seen.take("a", 2);
        assert_eq!(seen.note("a", 3), Before::Taken(2));
        assert_eq!(seen.note("A", 4), Before::New);
        assert!(seen.contains("a") && seen.contains("A") && !seen.contains("b"));
    }

    #[test]
    fn a_million_ids_fit_into_40_mb() {
        let mut seen = Seen::new();
        for record in 1..=1_000_000 {
            assert_eq!(seen.note(&format!("SKU-{record}"), record), Before::New);
        }
        let bytes: usize = seen.shards.iter().map(HashTable::allocation_size).sum();
        assert!(bytes < 40_000_000, "{bytes}");
    }
}
