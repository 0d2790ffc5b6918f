//! `karum tenancy`.

use std::path::Path;

use tenancy::{
    generate::{generated_sql, keyring_sql, privileges},
    map::TenancyMap,
};

use crate::{cli::TenancyAction, error::CommandError};

/// Writes, checks or shows.
pub fn run(action: &TenancyAction) -> Result<(), CommandError> {
    match action {
        TenancyAction::Generate { check } => generate(*check),
        TenancyAction::Show => show(),
        TenancyAction::Draft { database, schema } => super::asynchronously(super::foreign::draft(database, schema)),
    }
}

fn generate(check: bool) -> Result<(), CommandError> {
    let file = Path::new("tenancy.toml");
    let text = std::fs::read_to_string(file).map_err(|e| CommandError::File(file.to_owned(), e))?;
    let map = TenancyMap::parse(&text)?;
    let mut stale = Vec::new();
    let files = [
        ("policies/generated.sql", generated_sql(&map)?),
        ("policies/keyring.sql", keyring_sql()),
        ("policies/permissions.sql", identity::permission::permissions_sql()),
    ];
    for (path, new) in files {
        let path = Path::new(path);
        let now = std::fs::read_to_string(path).unwrap_or_default();
        if now == new {
            continue;
        }
        stale.push(path.display().to_string());
        if !check {
            std::fs::write(path, new).map_err(|e| CommandError::File(path.to_owned(), e))?;
        }
    }
    match (stale.is_empty(), check) {
        (true, _) => println!(
            "policies/ is what tenancy.toml says: {} tables, {} functions.",
            map.tables.len(),
            map.functions.len()
        ),
        (false, true) => {
            return Err(CommandError::Failed(format!(
                "not what tenancy.toml says: {}. Run `karum tenancy generate` and commit",
                stale.join(", ")
            )));
        }
        (false, false) => println!("Written: {}. Build again, then `karum migrate`.", stale.join(", ")),
    }
    Ok(())
}

fn show() -> Result<(), CommandError> {
    let map = TenancyMap::embedded()?;
    for (name, table) in &map.tables {
        println!("{name}  ({:?}, key {})", table.kind, table.key.join(", "));
        for (class, access) in table.classes() {
            println!("    {class:<10} {}", privileges(access).join(", "));
        }
        for (definer, access) in &table.definers {
            println!("    definer {definer:<7} {}", privileges(access).join(", "));
        }
    }
    println!("\nfunctions");
    for (signature, function) in &map.functions {
        println!("    {signature}  owned by {}, called by {}", function.owner, function.callers().join(", "));
    }
    Ok(())
}
