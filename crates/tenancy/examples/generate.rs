//! Writes `policies/` from `tenancy.toml`, before the binary can be built.
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let map = tenancy::map::TenancyMap::parse(&std::fs::read_to_string("tenancy.toml")?)?;
    std::fs::write("policies/generated.sql", tenancy::generate::generated_sql(&map)?)?;
    std::fs::write("policies/keyring.sql", tenancy::generate::keyring_sql())?;
    Ok(())
}
