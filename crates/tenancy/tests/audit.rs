//! The audit: a sound database gives no finding; each fault is planted, named by its check, mended, and gone.
#![allow(clippy::unwrap_used, missing_docs)]

use std::{collections::BTreeSet, sync::LazyLock};

use tenancy::{
    audit::{self, Auditor, Finding, audit},
    map::TenancyMap,
};
use test_support::World;

/// A fault: what it is, the checks that name it, and the SQL that plants it.
type Fault = (&'static str, &'static [&'static str], &'static str);

#[path = "audit/around.rs"]
mod around;
#[path = "audit/cluster.rs"]
mod cluster;
#[path = "audit/functions.rs"]
mod functions;
#[path = "audit/policies.rs"]
mod policies;
#[path = "audit/tables.rs"]
mod tables;

fn map() -> &'static TenancyMap {
    static MAP: LazyLock<TenancyMap> = LazyLock::new(|| TenancyMap::embedded().unwrap());
    &MAP
}

fn checks(findings: &[Finding]) -> BTreeSet<&str> {
    findings.iter().map(|finding| finding.check).collect()
}

fn told(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("{finding}\n")).collect::<Vec<_>>().concat()
}

/// A line of the table of what was planted: the checks that named it, the fault, and that its mends left nothing.
fn row(checks: &str, fault: &str, findings: usize) {
    let fault = fault.split_whitespace().collect::<Vec<_>>().join(" ");
    println!("{checks:46} | {fault:72.72} | {findings} named, mended, clean again");
}

/// Plants one fault after the other, sees each named by its checks and no others, mends it as the findings say, and sees
/// that nothing is left.
async fn plant(faults: &[Fault]) {
    let world = World::start().await;
    let mut auditor = Auditor::open(&world.admin()).await.unwrap();
    plant_in(&world, &mut auditor, map(), faults).await;
}

/// What a mend left is seen by the audit of the next fault, which may be named by that fault's checks alone; where these
/// are among those of the one before, by an audit between. Faults of the first and of the second half take turns, since
/// neighbours are of the same check.
async fn plant_in(world: &World, auditor: &mut Auditor, map: &TenancyMap, faults: &[Fault]) {
    let (first, second) = faults.split_at(faults.len().div_ceil(2));
    let turns = first.iter().enumerate().flat_map(|(at, fault)| [Some(fault), second.get(at)]).flatten();
    let mut before: Option<&Fault> = None;
    for fault @ (name, expected, sql) in turns {
        if let Some((mended, of, _)) = before
            && of.iter().any(|check| expected.contains(check))
        {
            let left = auditor.audit(map).await.unwrap();
            assert!(left.is_empty(), "{mended}, mended, and this is left\n{}", told(&left));
        }
        world.oracle.batch_execute(sql).await.unwrap_or_else(|e| panic!("planting {name}: {e:?}"));
        let findings = auditor.audit(map).await.unwrap();
        let mended = before.map_or("nothing", |(name, ..)| name);
        let all: BTreeSet<&str> = expected.iter().copied().collect();
        assert_eq!(checks(&findings), all, "{name}, after {mended} was mended\n{}", told(&findings));
        for finding in &findings {
            world.oracle.batch_execute(&finding.mend).await.unwrap_or_else(|e| panic!("{name}: {finding}\n{e:?}"));
        }
        row(&expected.join(", "), name, findings.len());
        before = Some(fault);
    }
    let left = auditor.audit(map).await.unwrap();
    assert!(left.is_empty(), "the last mended, and this is left\n{}", told(&left));
}

#[tokio::test]
async fn faults_of_tables_are_named_and_mended() {
    plant(tables::FAULTS).await;
}

#[tokio::test]
async fn faults_of_policies_are_named_and_mended() {
    plant(policies::FAULTS).await;
}

#[tokio::test]
async fn faults_of_functions_are_named_and_mended() {
    plant(functions::FAULTS).await;
}

#[tokio::test]
async fn faults_of_what_is_around_are_named_and_mended() {
    plant(around::FAULTS).await;
}

#[tokio::test]
async fn a_sound_database_gives_no_finding() {
    let world = World::start().await;
    let findings = audit(&world.admin(), map()).await.unwrap();
    assert!(findings.is_empty(), "\n{}", told(&findings));
}

#[test]
fn every_check_has_a_planted_fault() {
    let here = [tables::FAULTS, policies::FAULTS, functions::FAULTS, around::FAULTS].concat();
    let mut planted: BTreeSet<&str> = here.iter().flat_map(|(_, checks, _)| checks.iter().copied()).collect();
    planted.extend(cluster::FAULTS.iter().map(|(check, _)| check));
    planted.insert("map-columns"); // planted in the map
    planted.insert("server-version"); // no server is made older: see the tests beside it
    let all: BTreeSet<&str> = audit::CHECKS.iter().copied().flatten().map(|check| check.name).collect();
    assert_eq!(planted, all);
    let faults = here.len() + cluster::FAULTS.len() + PARTITION_FAULTS.len();
    println!("{} checks and that of waivers; {faults} planted faults, and those of the map and of waivers", all.len());
}

#[tokio::test]
async fn a_finding_reads_as_text_and_as_json() {
    let world = World::start().await;
    world.oracle.batch_execute("ALTER TABLE karum.orders NO FORCE ROW LEVEL SECURITY").await.unwrap();
    let findings = audit(&world.admin(), map()).await.unwrap();
    assert_eq!(
        told(&findings),
        "karum.orders has row-level security not forced [rls]\n    \
         why:  Without row-level security, forced on the owner too, a query sees the rows of all sellers.\n    \
         mend: ALTER TABLE karum.orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;\n"
    );
    let json = serde_json::to_value(&findings).unwrap();
    assert_eq!(json[0]["check"], "rls");
    assert_eq!(json[0]["object"], "karum.orders");
}

#[tokio::test]
async fn columns_that_only_the_map_knows_are_named() {
    let world = World::start().await;
    let text = tenancy::TENANCY_MAP
        .replace("\"address\"]\nretention = \"until expired\"", "\"shoe_size\"]\nretention = \"until expired\"");
    let findings = audit(&world.admin(), &TenancyMap::parse(&text).unwrap()).await.unwrap();
    assert_eq!(checks(&findings), BTreeSet::from(["map-columns"]));
    assert_eq!(findings[0].object, "karum.sessions.shoe_size");
}

#[tokio::test]
async fn a_table_that_only_the_map_knows_is_named() {
    let world = World::start().await;
    let text = format!(
        "{}\n[tables.ghosts]\nkind = \"seller_isolated\"\nkey = [\"seller_id\", \"id\"]\nretention = \"none\"\nseller = {{ select = true }}\n",
        tenancy::TENANCY_MAP
    );
    let findings = audit(&world.admin(), &TenancyMap::parse(&text).unwrap()).await.unwrap();
    assert_eq!(checks(&findings), BTreeSet::from(["map-tables"]));
    assert_eq!(findings[0].object, "karum.ghosts");
}

fn map_with(addition: &str) -> TenancyMap {
    TenancyMap::parse(&format!("{}\n{addition}", tenancy::TENANCY_MAP)).unwrap()
}

#[tokio::test]
async fn a_partition_needs_the_wall_as_its_parent_does() {
    let world = World::start().await;
    let sql = "CREATE TABLE karum.parted (seller_id uuid, id uuid, PRIMARY KEY (seller_id, id)) PARTITION BY HASH (seller_id);
        CREATE TABLE public.parted_0 PARTITION OF karum.parted FOR VALUES WITH (MODULUS 1, REMAINDER 0);
        ALTER TABLE karum.parted OWNER TO karum_owner;
        GRANT SELECT, INSERT, UPDATE, DELETE ON karum.parted TO karum_migrator";
    world.oracle.batch_execute(sql).await.unwrap();
    let map =
        map_with("[tables.parted]\nkind = \"seller_isolated\"\nkey = [\"seller_id\", \"id\"]\nretention = \"none\"\n");
    let findings = audit(&world.admin(), &map).await.unwrap();
    let bare: Vec<_> = findings.iter().filter(|f| f.check == "rls").map(|f| f.object.as_str()).collect();
    assert_eq!(bare, ["karum.parted", "public.parted_0"], "{}", told(&findings));
    for finding in &findings {
        world.oracle.batch_execute(&finding.mend).await.unwrap_or_else(|e| panic!("{finding}\n{e:?}"));
    }
    let left = audit(&world.admin(), &map).await.unwrap();
    assert!(left.is_empty(), "{}", told(&left));
    let mut auditor = Auditor::open(&world.admin()).await.unwrap();
    plant_in(&world, &mut auditor, &map, PARTITION_FAULTS).await;
}

/// Faults of a partition that stands in another schema than its parent.
const PARTITION_FAULTS: &[Fault] = &[
    ("partition not forced", &["rls"], "ALTER TABLE public.parted_0 NO FORCE ROW LEVEL SECURITY"),
    ("partition of another", &["ownership"], "ALTER TABLE public.parted_0 OWNER TO pg_monitor"),
    ("partition of a class", &["ownership"], "ALTER TABLE public.parted_0 OWNER TO karum_seller"),
    ("partition granted", &["grants"], "GRANT SELECT ON public.parted_0 TO karum_seller"),
    ("partition to truncate", &["structural-grants"], "GRANT TRUNCATE ON public.parted_0 TO karum_seller"),
    ("policy on a partition", &["policy-role"], "CREATE POLICY own ON public.parted_0 TO karum_seller USING (true)"),
    ("unique in a partition", &["unique-key"], "CREATE UNIQUE INDEX parted_one ON public.parted_0 (id)"),
    ("rule on a partition", &["rules"], "CREATE RULE spy AS ON DELETE TO public.parted_0 DO ALSO NOTHING"),
    (
        "trigger on a partition",
        &["triggers"],
        "CREATE FUNCTION public.keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER spy BEFORE INSERT ON public.parted_0 FOR EACH ROW EXECUTE FUNCTION public.keep()",
    ),
    ("unlogged partition", &["unlogged"], "ALTER TABLE public.parted_0 SET UNLOGGED"),
];

/// MAINTAIN came with PostgreSQL 17; on an older server this is skipped, and says so.
#[tokio::test]
async fn the_right_to_maintain_is_named_where_the_server_has_it() {
    let world = World::start().await;
    let version: i32 =
        world.oracle.query_one("SELECT current_setting('server_version_num')::integer", &[]).await.unwrap().get(0);
    if version < 170_000 {
        println!("skipped: PostgreSQL {} has no MAINTAIN", version / 10_000);
        return;
    }
    plant(&[("maintain", &["structural-grants"], "GRANT MAINTAIN ON karum.orders TO karum_seller")]).await;
}

const WAIVED: &str =
    "[[waive]]\ncheck = \"unlogged\"\nobject = \"karum.attempts\"\nreason = \"a crash may forget them\"\n";

#[tokio::test]
async fn a_waiver_lets_its_own_finding_pass_and_no_other() {
    let world = World::start().await;
    let unused = audit(&world.admin(), &map_with(WAIVED)).await.unwrap();
    assert_eq!(checks(&unused), BTreeSet::from(["waivers"]), "{}", told(&unused));
    assert_eq!((unused[0].object.as_str(), &unused[0].waived), ("karum.attempts", &None));
    let plant = "ALTER TABLE karum.attempts SET UNLOGGED; ALTER TABLE karum.sessions SET UNLOGGED";
    world.oracle.batch_execute(plant).await.unwrap();
    let findings = audit(&world.admin(), &map_with(WAIVED)).await.unwrap();
    let found: Vec<_> = findings.iter().map(|f| (f.object.as_str(), f.waived.as_deref())).collect();
    assert_eq!(found, [("karum.attempts", Some("a crash may forget them")), ("karum.sessions", None)]);
}

#[test]
fn a_waiver_needs_a_check_and_a_reason() {
    let parse = |waiver: String| TenancyMap::parse(&format!("{}\n{waiver}", tenancy::TENANCY_MAP));
    let unknown = parse(WAIVED.replace("unlogged", "no-such")).unwrap_err().to_string();
    assert!(unknown.contains("no-such"), "{unknown}");
    let bare = parse(WAIVED.replace("a crash may forget them", " ")).unwrap_err().to_string();
    assert!(bare.contains("no reason"), "{bare}");
}

#[test]
fn sarif_has_what_its_standard_requires() {
    let finding = |check, waived| Finding {
        check,
        object: "karum.orders".into(),
        wrong: "is open".into(),
        why: "It must not be.".into(),
        mend: "SELECT 1;".into(),
        waived,
    };
    let log = audit::sarif(&[finding("rls", None), finding("waivers", Some("known".into()))]);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(run["tool"]["driver"]["name"], "karum audit");
    assert_eq!(rules.len(), audit::count());
    assert!(rules.iter().all(|rule| rule["fullDescription"]["text"].as_str().is_some_and(|text| !text.is_empty())));
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert_eq!(result["level"], "error");
        assert!(result["message"]["text"].as_str().unwrap().contains("is open"));
        assert_eq!(result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"], "karum.orders");
    }
    assert_eq!(results[0]["suppressions"], serde_json::json!([]));
    assert_eq!(results[1]["suppressions"][0]["justification"], "known");
    assert_eq!(results[1]["suppressions"][0]["kind"], "external");
}
