//! Lists the migrations, the policies and the map, so that the binary carries them all.

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../..").canonicalize()?;
    let mut code = String::new();
    for (name, folder) in [("MIGRATIONS", "migrations"), ("POLICIES", "policies")] {
        let folder = root.join(folder);
        println!("cargo:rerun-if-changed={}", folder.display());
        let mut files: Vec<_> =
            fs::read_dir(&folder)?.collect::<Result<Vec<_>, _>>()?.into_iter().map(|f| f.path()).collect();
        files.retain(|f| f.extension().is_some_and(|e| e == "sql"));
        files.sort();
        writeln!(
            code,
            "/// Name and text of each file, in the order of their names.\npub const {name}: &[(&str, &str)] = &["
        )?;
        for file in files {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            writeln!(code, "    ({stem:?}, include_str!({:?})),", file.display().to_string())?;
        }
        writeln!(code, "];")?;
    }
    let map = root.join("tenancy.toml");
    println!("cargo:rerun-if-changed={}", map.display());
    writeln!(
        code,
        "/// The text of `tenancy.toml`.\npub const TENANCY_MAP: &str = include_str!({:?});",
        map.display().to_string()
    )?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("embedded.rs"), code)?;
    Ok(())
}
