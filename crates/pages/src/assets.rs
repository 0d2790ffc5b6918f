//! The files of `assets/`, embedded, under names that carry a hash of their content.
//!
//! `url("css/base.css")` is `/assets/css/base.1f0c….css`: such an address may be cached for ever. The plain name is
//! answered too (a style sheet's author may write it), but only with an etag.

use std::{borrow::Cow, collections::HashMap, fmt::Write, sync::LazyLock};

use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

/// Where the assets stand in the address space.
pub const PREFIX: &str = "/assets/";

#[derive(RustEmbed)]
#[folder = "assets"]
struct Files;

/// An asset as it is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// The content.
    pub bytes: Cow<'static, [u8]>,
    /// The media type, with a charset for texts.
    pub mime: &'static str,
    /// A strong entity tag, quotes included.
    pub etag: String,
    /// The address was the hashed one: the answer may be cached for ever.
    pub immutable: bool,
}

struct Entry {
    bytes: Cow<'static, [u8]>,
    hash: String,
    hashed: String,
}

struct Table {
    by_name: HashMap<String, Entry>,
    by_hashed: HashMap<String, String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(build);

/// The address of an asset, with its hash. A name that does not exist is given back as a plain address.
pub fn url(name: &str) -> String {
    let known = TABLE.by_name.get(name).map_or(name, |entry| &entry.hashed);
    format!("{PREFIX}{known}")
}

/// The asset under a path below [`PREFIX`], hashed or plain.
pub fn get(path: &str) -> Option<Asset> {
    let name = TABLE.by_hashed.get(path);
    let immutable = name.is_some();
    let entry = TABLE.by_name.get(name.map_or(path, String::as_str))?;
    Some(Asset { bytes: entry.bytes.clone(), mime: mime(path), etag: format!("\"{}\"", entry.hash), immutable })
}

/// The plain names of all assets, in order.
pub fn names() -> Vec<String> {
    let mut names: Vec<_> = TABLE.by_name.keys().cloned().collect();
    names.sort();
    names
}

/// Style sheets come last, because they name other files: the hash of a sheet covers the hashed addresses within.
fn build() -> Table {
    let (sheets, others): (Vec<_>, Vec<_>) = Files::iter().partition(|name| has_extension(name, "css"));
    let mut table = Table { by_name: HashMap::new(), by_hashed: HashMap::new() };
    for name in others.iter().chain(&sheets) {
        if let Some(file) = Files::get(name) {
            let bytes = if sheets.contains(name) { link_assets(&file.data, &table).into() } else { file.data };
            table.insert(name, bytes);
        }
    }
    table
}

impl Table {
    fn insert(&mut self, name: &str, bytes: Cow<'static, [u8]>) {
        let mut hash = String::new();
        for byte in &Sha256::digest(&bytes)[..8] {
            let _ = write!(hash, "{byte:02x}");
        }
        let hashed = match name.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
            None => format!("{name}.{hash}"),
        };
        self.by_hashed.insert(hashed.clone(), name.to_owned());
        self.by_name.insert(name.to_owned(), Entry { bytes, hash, hashed });
    }
}

/// `url("../fonts/x.woff2")` with the hashed address in its place.
fn link_assets(sheet: &[u8], table: &Table) -> Vec<u8> {
    let mut text = String::from_utf8_lossy(sheet).into_owned();
    for (name, entry) in &table.by_name {
        text = text.replace(&format!("\"../{name}\""), &format!("\"{PREFIX}{}\"", entry.hashed));
    }
    text.into_bytes()
}

fn has_extension(name: &str, extension: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, found)| found == extension)
}

fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("webp") => "image/webp",
        Some("png") => "image/png",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn a_hashed_address_leads_back_to_the_file_and_may_be_kept() {
        let address = url("css/base.css");
        let path = address.strip_prefix(PREFIX).unwrap();
        assert_ne!(path, "css/base.css");
        let hashed = get(path).unwrap();
        let plain = get("css/base.css").unwrap();
        assert!(hashed.immutable && !plain.immutable);
        assert_eq!((hashed.bytes, hashed.etag), (plain.bytes, plain.etag));
        assert_eq!(get("css/base.0000000000000000.css"), None);
        assert_eq!(get("../Cargo.toml"), None);
    }

    #[test]
    fn sheets_name_files_by_their_hashed_address() {
        let sheet = String::from_utf8(get("css/base.css").unwrap().bytes.into_owned()).unwrap();
        assert!(sheet.contains(&url("fonts/figtree-latin-wght-normal.woff2")));
        for sheet in names().iter().filter(|name| has_extension(name, "css")) {
            let text = String::from_utf8(get(sheet).unwrap().bytes.into_owned()).unwrap();
            assert!(!text.contains("../"), "{sheet} names a file that does not exist");
            assert!(!text.contains("url(data:") && !text.contains("url(\"data:"), "{sheet}: the CSP refuses data:");
        }
    }

    #[test]
    fn every_asset_that_a_template_names_exists() {
        let names = names();
        let mut seen = 0;
        for (file, text) in crate::i18n::sources() {
            for rest in text.split("assets::url(\"").skip(1) {
                let name = rest.split('"').next().unwrap();
                assert!(names.iter().any(|known| known == name), "{file} names assets/{name}, which does not exist");
                seen += 1;
            }
        }
        assert!(seen > 5, "the templates were not found");
    }

    #[test]
    fn fonts_are_few_and_licensed() {
        let names = names();
        let fonts: Vec<_> = names.iter().filter(|name| has_extension(name, "woff2")).collect();
        let size: usize = fonts.iter().map(|name| get(name).unwrap().bytes.len()).sum();
        assert!(!fonts.is_empty() && size < 250_000, "{size} bytes of fonts");
        assert!(names.iter().any(|name| name.ends_with("-OFL.txt")));
    }
}
