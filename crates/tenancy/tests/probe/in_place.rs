//! The prober in place: a database in use is as it was afterwards, its holes are found, and nobody waits.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use tenancy::probe::{Outcome, ProbeReport, ProbeTarget, probe_in_place};
use test_support::World;

use super::{attacks, target};

/// Every row of every table of ours, and where the sequences stand, as one text per relation.
async fn state(world: &World) -> Vec<(String, String)> {
    let sql = "SELECT format('%I.%I', n.nspname, c.relname), c.relkind = 'S' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname IN ('karum', 'keyring', 'meta') AND c.relkind IN ('r', 'p', 'S') ORDER BY 1";
    let mut state = Vec::new();
    for row in world.oracle.query(sql, &[]).await.unwrap() {
        let (name, sequence): (String, bool) = (row.get(0), row.get(1));
        let sql = if sequence {
            format!("SELECT last_value || ' ' || is_called FROM {name}")
        } else {
            format!("SELECT count(*) || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {name} t")
        };
        state.push((name, world.oracle.query_one(&sql, &[]).await.unwrap().get(0)));
    }
    state
}

async fn probed(world: &World, attacks: &[&str], classes: &[&str]) -> ProbeReport {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let target = ProbeTarget { attacks: owned(attacks), classes: owned(classes), ..target(world) };
    probe_in_place(&target).await.unwrap()
}

/// Someone at work beside the prober, on the rows of one seller: he must never wait for it. How often he wrote.
async fn work(world: &World, over: Arc<AtomicBool>) -> u64 {
    let client = test_support::superuser(&world.database).await;
    client.batch_execute("SET search_path = karum; SET lock_timeout = '100ms'").await.unwrap();
    let seller = world.sellers[1].seller.0;
    let mut rounds = 0;
    while !over.load(Relaxed) {
        for sql in [
            "UPDATE orders SET note = note WHERE seller_id = $1",
            "UPDATE stock_levels SET reserved = reserved WHERE seller_id = $1",
            "UPDATE shelf_products SET updated_at = updated_at WHERE seller_id = $1",
            "UPDATE jobs SET state = state WHERE seller_id = $1",
        ] {
            assert!(client.execute(sql, &[&seller]).await.unwrap() > 0, "{sql}");
        }
        rounds += 1;
    }
    rounds
}

/// Attacks beside a writer who is at work and one who holds every row of the other seller, and looks what is left.
async fn leaves_nothing(classes: &[&str]) -> ProbeReport {
    let world = World::start().await;
    let before = state(&world).await;
    let holder = test_support::superuser(&world.database).await;
    let held = world.sellers[0].seller.0;
    holder.batch_execute("BEGIN; SET LOCAL search_path = karum").await.unwrap();
    for table in ["orders", "products", "variants", "stock_levels", "shelf_products", "feeds", "jobs"] {
        holder
            .execute(&format!("UPDATE {table} SET seller_id = seller_id WHERE seller_id = $1"), &[&held])
            .await
            .unwrap();
    }
    let over = Arc::new(AtomicBool::new(false));
    let (report, rounds) = tokio::join!(
        async {
            let report = probed(&world, &[], classes).await;
            over.store(true, Relaxed);
            report
        },
        work(&world, over.clone())
    );
    holder.batch_execute("ROLLBACK").await.unwrap();
    assert!(report.passed(), "\n{report}");
    assert!(rounds > 0);
    assert_eq!(state(&world).await, before);
    report
}

#[tokio::test]
async fn a_database_in_use_is_as_it_was() {
    let report = leaves_nothing(&["seller", "public"]).await;
    // What is not tried is named, and everything else is tried.
    let whole = report.rows.iter().filter(|row| matches!(row.outcome, Outcome::NotInPlace(_)));
    assert!(whole.clone().count() > 0 && whole.clone().all(|row| row.attack == "residue"), "\n{report}");
    for attack in attacks().filter(|attack| *attack != "residue") {
        let row = report.rows.iter().find(|row| row.attack == attack && row.class == "seller").unwrap();
        assert!(row.tries > 0, "{attack} was never tried\n{report}");
        assert!(report.controls.iter().any(|control| control.attack == attack), "{attack} has no control");
    }
    let left_out: Vec<&str> = report.left_out.iter().map(|left| left.attack).collect();
    assert!(["raise itself", "change the wall", "NOTIFY"].iter().all(|attack| left_out.contains(attack)), "\n{report}");
    assert!(report.in_place.unwrap().transactions > 20);
}

#[tokio::test]
#[ignore = "long: every class"]
async fn long_a_database_in_use_is_as_it_was_for_every_class() {
    let report = leaves_nothing(&[]).await;
    println!("{report}");
}

/// Holes by the attack that finds them, as the class, in place.
const HOLES: &[(&str, &str, &str)] = &[
    (
        "SELECT without WHERE",
        "seller",
        "ALTER POLICY seller_select ON karum.orders USING (true); ALTER POLICY seller_floor ON karum.orders USING (true)",
    ),
    ("telling condition", "seller", "ALTER TABLE karum.order_contacts DISABLE ROW LEVEL SECURITY"),
    ("INSERT for another", "seller", "DROP POLICY seller_floor ON karum.jobs; ALTER POLICY seller_insert ON karum.jobs WITH CHECK (true)"),
    ("UPDATE without WHERE", "seller", "ALTER TABLE karum.order_contacts DISABLE ROW LEVEL SECURITY; GRANT UPDATE (name) ON karum.order_contacts TO karum_seller"),
    // Its message quotes real rows.
    ("UPDATE without WHERE", "seller",
        "CREATE FUNCTION karum.complain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
            RAISE EXCEPTION 'not beside %', (SELECT string_agg(c::text, ' ') FROM karum.order_contacts c); END $$;
         CREATE TRIGGER complain BEFORE UPDATE ON karum.warehouses FOR EACH ROW EXECUTE FUNCTION karum.complain()"),
    ("TRUNCATE", "seller", "GRANT TRUNCATE ON karum.order_requests TO karum_seller"),
    ("sequences", "seller", "CREATE SEQUENCE karum.numbers; GRANT USAGE ON SEQUENCE karum.numbers TO karum_seller"),
    ("definer functions", "seller", "GRANT USAGE ON SCHEMA gate TO karum_seller; GRANT EXECUTE ON FUNCTION gate.credentials(text) TO karum_seller"),
    ("cascades", "seller",
        "CREATE FUNCTION karum.sweep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN DELETE FROM karum.shelf_texts; RETURN OLD; END $$;
         CREATE TRIGGER sweep BEFORE DELETE ON karum.shelf_products FOR EACH ROW EXECUTE FUNCTION karum.sweep()"),
    ("unique values", "seller", "CREATE UNIQUE INDEX numbers_of_all ON karum.orders (number)"),
    ("prepared statements", "seller", "ALTER FUNCTION keyring.seller() IMMUTABLE; ALTER POLICY seller_select ON karum.feeds USING (seller_id = keyring.seller());
        ALTER POLICY seller_floor ON karum.feeds USING (seller_id = keyring.seller())"),
];

#[tokio::test]
async fn holes_are_found_in_place_and_no_row_is_told_of() {
    let world = World::start().await;
    for (_, _, made) in HOLES {
        world.oracle.batch_execute(made).await.unwrap_or_else(|e| panic!("{made}: {e:?}"));
    }
    let before = state(&world).await;
    let attacks: Vec<&str> = HOLES.iter().map(|(attack, ..)| *attack).collect();
    let report = probed(&world, &attacks, &["seller"]).await;
    for (attack, class, made) in HOLES {
        let found = report.leaks().any(|row| row.attack == *attack && row.class == *class);
        assert!(found, "{attack}: {made}\n{report}");
    }
    assert_eq!(state(&world).await, before);
    let told = format!("{report}{}", serde_json::to_string(&report).unwrap());
    let real = [world.sellers[0].seller.0.to_string(), world.sellers[1].seller.0.to_string()];
    for text in real.iter().map(String::as_str).chain(["@example.com", "Buyer 1", "Buyer 2", "Street", "SEED-"]) {
        assert!(!told.contains(text), "{text} is told of\n{report}");
    }
}
