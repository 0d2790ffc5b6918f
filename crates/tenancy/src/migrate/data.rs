//! The parts of a migration: those that change the schema run as the owner, those that move rows as the migrator.

use tokio_postgres::Transaction;

use super::{MigrateError, step};

/// A line that begins a part which moves rows.
const DATA: &str = "-- karum: data";
/// A line that goes back to changing the schema.
const SCHEMA: &str = "-- karum: schema";
/// How such lines begin.
const MARK: &str = "-- karum:";

/// Opens every table to the migrator. Tables of the same migration have no policies yet, and under FORCE their owner
/// sees no rows; `policies/` replaces what this makes.
const OPEN: &str = "DO $$ DECLARE t regclass; BEGIN
    FOR t IN SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'karum'::regnamespace AND c.relkind IN ('r', 'p')
    LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO karum_migrator', t);
        IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = t AND polname = 'migrator') THEN
            EXECUTE format('CREATE POLICY migrator ON %s FOR ALL TO karum_migrator USING (true) WITH CHECK (true)', t);
        END IF;
    END LOOP;
END $$";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Owner,
    Migrator,
}

/// Runs a migration.
pub(super) async fn run(transaction: &Transaction<'_>, name: &str, text: &str) -> Result<(), MigrateError> {
    let about = format!("migration {name}");
    for (role, part) in parts(text).map_err(|message| MigrateError::Step { step: about.clone(), message })? {
        let open = if role == Role::Migrator {
            format!("SET LOCAL ROLE karum_owner; {OPEN}; RESET ROLE;")
        } else {
            String::new()
        };
        let role = if role == Role::Migrator { "karum_migrator" } else { "karum_owner" };
        let sql = format!(
            "{open} SET LOCAL ROLE {role}; SET LOCAL search_path = karum, pg_temp;\n{part}\n;RESET ROLE; SET LOCAL search_path = pg_catalog, pg_temp;"
        );
        step(&about, transaction.batch_execute(&sql).await)?;
    }
    Ok(())
}

fn parts(text: &str) -> Result<Vec<(Role, String)>, String> {
    let mut parts = vec![(Role::Owner, String::new())];
    for line in text.lines() {
        match line.trim_end() {
            DATA => parts.push((Role::Migrator, String::new())),
            SCHEMA => parts.push((Role::Owner, String::new())),
            other if other.starts_with(MARK) => {
                return Err(format!("{other:?} is no mark: there are {DATA:?} and {SCHEMA:?}"));
            }
            _ => {}
        }
        if let Some((_, part)) = parts.last_mut() {
            part.push_str(line);
            part.push('\n');
        }
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_part_a_migration() {
        let text = "ALTER 1;\n-- karum: data\nUPDATE 1;\n-- karum: schema\nALTER 2;\n";
        let found = parts(text).unwrap_or_default();
        let roles: Vec<Role> = found.iter().map(|(role, _)| *role).collect();
        assert_eq!(roles, [Role::Owner, Role::Migrator, Role::Owner]);
        assert!(found[1].1.contains("UPDATE 1") && !found[1].1.contains("ALTER"));
        assert!(parts("-- karum: date\n").is_err_and(|message| message.contains("is no mark")));
    }
}
