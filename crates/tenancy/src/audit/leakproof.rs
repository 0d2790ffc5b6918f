//! Which functions PostgreSQL itself marks LEAKPROOF: those of a catalogue are held against those of a fresh one.
//!
//! The catalogue does not remember what `initdb` wrote, and whoever audits a managed server can read neither template0
//! nor the file that `initdb` reads. So the list is kept here, by major version.

/// Lines of a function's oid and name, and of the major versions that mark it where that is not every one.
const LIST: &str = include_str!("leakproof.txt");
/// The newest major version that the list knows. A later one is held against it.
pub(super) const NEWEST: i32 = 18;

/// The query of the check: what is marked and should not be, and what should be and is not.
pub(super) const MARKED: &str = "
, known AS MATERIALIZED (SELECT x.oid::oid AS oid FROM fact, jsonb_array_elements_text(f -> 'leakproof') AS x (oid))
, server AS (SELECT current_setting('server_version_num')::integer / 10000 AS major, (f ->> 'leakproof_of')::integer AS listed FROM fact)
SELECT 'function ' || p.oid::regprocedure,
    CASE WHEN NOT p.proleakproof THEN 'is not marked LEAKPROOF, as it is in PostgreSQL ' || s.listed
        WHEN p.oid < 10000 THEN 'is marked LEAKPROOF, as it is not in PostgreSQL ' || s.listed
        ELSE 'is marked LEAKPROOF' END,
    CASE WHEN p.oid < 10000 AND s.major > s.listed THEN format('-- Unless PostgreSQL %s itself has it so: ', s.major) ELSE '' END
        || format('ALTER FUNCTION %s %sLEAKPROOF;', p.oid::regprocedure, CASE WHEN p.proleakproof THEN 'NOT ' ELSE '' END)
FROM server s, pg_proc p LEFT JOIN known k ON k.oid = p.oid
WHERE p.proleakproof <> (k.oid IS NOT NULL) ORDER BY 1";

/// The functions that a fresh cluster of this major version marks, by oid; of the newest that is listed, where it is newer.
pub(super) fn marked(major: i32) -> Vec<u32> {
    let major = major.min(NEWEST);
    let lines = LIST.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| listed(line).filter(|(_, versions)| versions.contains(&major)).map(|(oid, _)| oid))
        .collect()
}

fn listed(line: &str) -> Option<(u32, std::ops::RangeInclusive<i32>)> {
    let mut words = line.split(' ');
    let (oid, _name, versions) = (words.next()?.parse().ok()?, words.next()?, words.next());
    let Some((from, to)) = versions.and_then(|versions| versions.split_once('-')) else {
        return Some((oid, 0..=NEWEST));
    };
    Some((oid, from.parse().ok()?..=to.parse().unwrap_or(NEWEST)))
}
