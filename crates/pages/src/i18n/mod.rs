//! The interface's texts, in three languages; `locales/` has them.

use std::sync::LazyLock;

use i18n::{Bundles, Locales};
use rust_embed::RustEmbed;

#[cfg(test)]
mod keys;

pub use i18n::Count;
#[cfg(test)]
pub(crate) use keys::sources;

#[derive(RustEmbed)]
#[folder = "locales"]
struct Files;

/// The files of this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interface;

impl Locales for Interface {
    fn bundles() -> &'static Bundles {
        static BUNDLES: LazyLock<Bundles> = LazyLock::new(|| {
            let text = |path: &str| Files::get(path).map(|file| String::from_utf8_lossy(&file.data).into_owned());
            let files = Files::iter().filter_map(|path| text(&path).map(|text| (path.into_owned(), text)));
            Bundles::read(&files.collect::<Vec<_>>())
        });
        &BUNDLES
    }
}

/// The texts of one language.
pub type Texts = i18n::Texts<Interface>;

#[cfg(test)]
#[allow(missing_docs)]
mod tests {
    use types::Language;

    use super::*;

    #[test]
    fn counts_choose_their_plural_and_are_grouped() {
        let results = |count: u64| Language::ALL.map(|language| Texts::of(language).count("result-count", count));
        assert_eq!(results(1), ["1 product", "1 produit", "1 Produkt"]);
        assert_eq!(results(0), ["0 products", "0 produit", "0 Produkte"]);
        assert_eq!(results(13_169), ["13,169 products", "13\u{202f}169 produits", "13.169 Produkte"]);
    }
}
