//! Databases that are not Karum's: a drafted map audits clean; each fault is planted, named, mended, and gone.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;

use devdb::Scratch;
use tenancy::{
    ServerConfig,
    audit::Finding,
    foreign::{ForeignMap, audit_foreign, draft},
};
use tokio_postgres::{Client, NoTls};

/// A fault: the check and object that are named, a part of the words, the SQL that plants it, and whatever else is to
/// be named, each by check and object. Nothing else may be.
type Fault = (&'static str, &'static str, &'static str, &'static [&'static str]);

#[path = "foreign/faults.rs"]
mod faults;

fn told(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("{finding}\n")).collect::<Vec<_>>().concat()
}

struct Database {
    config: ServerConfig,
    oracle: Client,
    /// The drafted map, with every reason filled in.
    text: String,
    map: ForeignMap,
}

impl Database {
    /// Makes the schema, drafts its map, and fills in what a draft leaves open.
    async fn new(scratch: &Scratch, name: &str, schemas: &[&str], sql: &str) -> Self {
        let connect = async |database: &str| {
            let (client, connection) = scratch.connection().config(database).connect(NoTls).await.unwrap();
            tokio::spawn(connection);
            client
        };
        connect("postgres").await.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
        let oracle = connect(name).await;
        oracle.batch_execute(sql).await.unwrap();
        let config = scratch.connection().config(name).into();
        let schemas: Vec<String> = schemas.iter().map(ToString::to_string).collect();
        let text = draft(&config, &schemas).await.unwrap();
        let open = ForeignMap::parse(&text).unwrap_err().to_string();
        assert!(open.contains("say in `reason` why it is not isolated"), "{open}");
        assert!(open.contains("[waivers] scope-setting setting "), "{open}");
        let text = text.replace("reason = \"\"", "reason = \"the same for every tenant\"");
        let text = text.replace("\" = \"\"\n", "\" = \"its statements are all our own\"\n");
        let map = ForeignMap::parse(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
        Self { config, oracle, text, map }
    }

    /// What is found and not waived.
    async fn found(&self, map: &ForeignMap) -> Vec<Finding> {
        audit_foreign(&self.config, map).await.unwrap().into_iter().filter(|f| f.waived.is_none()).collect()
    }

    async fn execute(&self, sql: &str) {
        self.oracle.batch_execute(sql).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
    }

    /// Plants each, and applies the mends of whatever was found. What a mend left is seen by the next audit, which is
    /// to name the next fault and nothing else; where that is one of the same name, by an audit between.
    async fn plant(&self, faults: &[Fault]) {
        let mut left = BTreeSet::new();
        for (names, words, sql, also) in faults {
            if also.iter().chain([names]).any(|name| left.contains(*name)) {
                assert_eq!(told(&self.found(&self.map).await), "", "before {sql}");
            }
            self.execute(sql).await;
            let found = self.found(&self.map).await;
            assert_named(&found, names, words, also, sql);
            for finding in &found {
                self.execute(&finding.mend).await;
            }
            left = found.iter().map(name).collect();
        }
        assert_eq!(told(&self.found(&self.map).await), "");
    }
}

fn name(finding: &Finding) -> String {
    format!("{} {}", finding.check, finding.object)
}

fn assert_named(found: &[Finding], names: &str, words: &str, also: &[&str], sql: &str) {
    let all: BTreeSet<String> = found.iter().map(name).collect();
    let expected: BTreeSet<String> = also.iter().chain([&names]).map(ToString::to_string).collect();
    let said = found.iter().any(|finding| name(finding) == names && finding.to_string().contains(words));
    assert!(said && all == expected, "{names} {words}: {sql}\n{all:#?}\n{}", told(found));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn faults_of_foreign_databases_are_named_and_mended() {
    let scratch = tokio::task::spawn_blocking(|| Scratch::start().unwrap()).await.unwrap();
    tokio::join!(supabase(&scratch), async {
        setting(&scratch).await;
        signed(&scratch).await;
    });
    tokio::task::spawn_blocking(move || drop(scratch)).await.unwrap();
}

async fn supabase(scratch: &Scratch) {
    let mut database = Database::new(scratch, "supabase", &["public"], include_str!("foreign/supabase.sql")).await;
    assert!(database.map.tables["public.notes"].floor, "{}", database.text);
    lookups(&database).await;
    // What looks into tables is passed here; with samples, `lookups` has tried it.
    database.map.waivers.extend(UNPROVEN.map(|policy| (policy.to_owned(), "tried".to_owned())));
    assert_eq!(told(&database.found(&database.map).await), "", "{}", database.text);
    database.plant(faults::SUPABASE).await;
}

/// What the draft's map cannot try: policies that look into a table, and that call a function which does.
const UNPROVEN: [&str; 2] =
    ["policy-unproven policy members on public.documents", "policy-unproven policy Members do all on public.boards"];

/// A policy that looks into tables is tried with two parties who stand there, and named as untried without them.
async fn lookups(database: &Database) {
    let found = database.found(&database.map).await;
    let [unproven, by_function] = UNPROVEN;
    assert_named(&found, unproven, "parties who were made up", &[by_function], "without samples");
    let samples = "[scope.samples]
tenant = [\"1a1a1a1a-0000-4000-8000-00000000000a\", \"2b2b2b2b-0000-4000-8000-00000000000b\"]
user = [\"11111111-0000-4000-8000-000000000001\", \"22222222-0000-4000-8000-000000000002\"]

[waivers]";
    let text = database.text.replace("[waivers]", samples).replace("\"sub\":\"{tenant}\"", "\"sub\":\"{user}\"");
    let text = text.replace("\"request.jwt.claim.sub\" = \"{tenant}\"", "\"request.jwt.claim.sub\" = \"{user}\"");
    let text = text.replace("expression = \"auth.uid()\"\n", "expression = \"auth.uid()\"\nsample = \"user\"\n");
    let map = ForeignMap::parse(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    assert_eq!(told(&database.found(&map).await), "", "{text}");
    let loose = "ALTER POLICY members ON documents USING (EXISTS (SELECT FROM members m WHERE m.user_id = (SELECT auth.uid())))";
    database.execute(loose).await;
    let found = database.found(&map).await;
    assert_named(&found, "policy-using policy members on public.documents", "is loose", &[], loose);
    let open = "CREATE OR REPLACE FUNCTION is_member(org uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
        AS 'SELECT EXISTS (SELECT FROM public.members m WHERE m.user_id = auth.uid())'";
    database.execute(open).await;
    let boards = "policy-using policy Members do all on public.boards";
    assert_named(
        &database.found(&map).await,
        boards,
        "is loose",
        &["policy-using policy members on public.documents"],
        open,
    );
    let strange = "ALTER POLICY members ON documents USING (org_id IN (SELECT m.org_id FROM members m WHERE m.user_id = m.org_id))";
    database.execute(strange).await;
    let found = database.found(&map).await;
    assert_named(&found, unproven, "the map's samples", &[boards], strange);
    for finding in found.iter().filter(|finding| !finding.mend.starts_with("--")) {
        database.execute(&finding.mend).await;
    }
    let right = "ALTER POLICY members ON documents USING (org_id IN (SELECT m.org_id FROM members m WHERE m.user_id = (SELECT auth.uid())));
        CREATE OR REPLACE FUNCTION is_member(org uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
        AS 'SELECT EXISTS (SELECT FROM public.members m WHERE m.org_id = org AND m.user_id = auth.uid())'";
    database.execute(right).await;
    assert_eq!(told(&database.found(&map).await), "", "{text}");
}

async fn setting(scratch: &Scratch) {
    let sql = include_str!("foreign/setting.sql");
    let database = Database::new(scratch, "setting", &["public", "billing"], sql).await;
    assert_eq!(told(&database.found(&database.map).await), "", "{}", database.text);
    let waived = audit_foreign(&database.config, &database.map).await.unwrap();
    let settings = ["setting app.tenant_id", "setting app.tenant_name"];
    assert_eq!(
        waived.iter().map(|f| (f.check, f.object.as_str())).collect::<Vec<_>>(),
        settings.map(|s| ("scope-setting", s))
    );
    database.plant(faults::SETTING).await;
    untried(&database).await;
}

/// Whoever cannot become the application's role is told so: he tries policies as himself.
async fn untried(database: &Database) {
    database.execute("CREATE ROLE auditor LOGIN PASSWORD 'x'; GRANT USAGE ON SCHEMA billing TO auditor").await;
    let mut config = database.config.clone();
    config.user("auditor").password("x");
    let found = audit_foreign(&config, &database.map).await.unwrap();
    let found: Vec<Finding> = found.into_iter().filter(|f| f.waived.is_none()).collect();
    assert_named(&found, "role-untried role web", "cannot be taken by auditor", &[], "as auditor");
    database.execute(&found[0].mend).await;
    let found = audit_foreign(&config, &database.map).await.unwrap();
    assert!(found.iter().all(|finding| finding.waived.is_some()), "{}", told(&found));
}

/// A setting that is signed is computed by whoever audits, and named where anybody else can.
async fn signed(scratch: &Scratch) {
    let database = Database::new(scratch, "signed", &["public"], include_str!("foreign/signed.sql")).await;
    let drafted = "\"app.scope\" = \"{tenant}\"";
    assert!(database.text.contains(drafted), "{}", database.text);
    let found = database.found(&database.map).await;
    assert_named(&found, "policy-using policy tenant on public.goods", "there is no scope", &[], "as drafted");
    let text = database.text.replace(drafted, "\"app.scope\" = { sql = \"scope.signed({tenant})\" }");
    let map = ForeignMap::parse(&text).unwrap();
    let unused = "waivers scope-setting setting app.scope";
    assert_named(&database.found(&map).await, unused, "was not found", &[], "with a signed setting");
    let grant = "GRANT EXECUTE ON FUNCTION scope.signed, scope.mac TO shop; GRANT SELECT ON scope.key TO shop";
    let map = ForeignMap { waivers: std::collections::BTreeMap::new(), ..map };
    assert_eq!(told(&database.found(&map).await), "");
    database.execute(grant).await;
    let found = database.found(&map).await;
    assert_named(&found, "scope-setting setting app.scope", "can be computed by shop", &[], grant);
}
