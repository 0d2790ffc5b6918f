//! Pictures, and what stands in where there is none.

use askama::{Template, filters::HtmlSafe};

/// A picture of a product or shop. Without an address, a placeholder is drawn: tint, brick pattern and glyph.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/picture.html")]
pub struct Picture {
    /// Where it is; `None` for the placeholder.
    pub src: Option<String>,
    /// What it shows. Empty where the text beside it says so already.
    pub alt: String,
    /// Chooses the placeholder's tint: the same seed, the same tint.
    pub hue_seed: u32,
    /// What the placeholder shows.
    pub glyph: Glyph,
    /// A word below the glyph, shown where the placeholder is large.
    pub label: String,
    /// Load it at once: for what is visible first.
    pub eager: bool,
}

impl Picture {
    /// A picture at an address, or a placeholder; the tint follows from the text. The content policy refuses what comes
    /// over plain http: a placeholder is better than a picture that never loads.
    pub fn new(src: Option<String>, alt: impl Into<String>) -> Self {
        let alt = alt.into();
        let src = src.filter(|src| !src.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http:")));
        let (hue_seed, label) = (seed(&alt), label(&alt));
        Self { src, alt, hue_seed, glyph: Glyph::Box, label, eager: false }
    }

    /// With a glyph for the placeholder.
    #[must_use]
    pub const fn glyph(mut self, glyph: Glyph) -> Self {
        self.glyph = glyph;
        self
    }

    /// Loaded at once.
    #[must_use]
    pub const fn eager(mut self) -> Self {
        self.eager = true;
        self
    }

    /// Without a text of its own, because the title stands beside it.
    #[must_use]
    pub fn decorative(mut self) -> Self {
        self.alt.clear();
        self
    }

    /// The tint's number, 0 to 7: a class of the style sheet, since the CSP allows no inline style.
    fn tint(&self) -> u32 {
        self.hue_seed % 8
    }
}

impl HtmlSafe for Picture {}

/// The first word that says something; empty where none fits under the arch.
fn label(text: &str) -> String {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    let word = words.find(|word| word.chars().count() > 2 && word.chars().any(char::is_alphabetic));
    word.filter(|word| word.chars().count() <= 16).unwrap_or_default().to_owned()
}

/// FNV-1a, so that a text keeps its tint from one version to the next.
fn seed(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// What a placeholder shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Glyph {
    /// Anything.
    #[default]
    Box,
    /// Medicines and health.
    Pill,
    /// Clothing.
    Shirt,
    /// Shoes.
    Shoe,
    /// Books.
    Book,
    /// Kitchen.
    Pot,
    /// Coffee and drinks.
    Cup,
    /// Furniture and home.
    Sofa,
    /// Lamps.
    Lamp,
    /// Electronics.
    Laptop,
    /// Sport.
    Dumbbell,
    /// Gifts and vouchers.
    Gift,
    /// A shop.
    Store,
}

/// Words of category paths (English of the Google taxonomy, and our feeds' own), most particular first.
const WORDS: [(Glyph, &[&str]); 11] = [
    (Glyph::Pill, &["health", "medicine", "médicament", "drug", "gesundheit", "santé"]),
    (Glyph::Book, &["book", "media", "livre", "buch", "bücher"]),
    (Glyph::Shoe, &["shoe", "sneaker", "plimsoll", "schuh", "chaussure"]),
    (Glyph::Cup, &["coffee", "drink", "juice", "beverage", "kaffee", "café"]),
    (Glyph::Pot, &["kitchen", "cooking", "cookware", "küche", "cuisine"]),
    (Glyph::Lamp, &["light", "lamp", "leuchte", "luminaire"]),
    (Glyph::Shirt, &["apparel", "clothing", "jeans", "hoodie", "kleidung", "vêtement"]),
    (Glyph::Dumbbell, &["sport", "fitness"]),
    (Glyph::Gift, &["gift", "voucher", "gutschein", "cadeau"]),
    (Glyph::Laptop, &["electronic", "computer", "elektronik", "électronique"]),
    (Glyph::Sofa, &["home", "furniture", "garden", "haushalt", "möbel", "maison"]),
];

impl Glyph {
    /// The glyph of a category path such as `Home & Garden > Kitchen & Dining`.
    pub fn of_category(path: &str) -> Self {
        let path = path.to_lowercase();
        let found = WORDS.iter().find(|(_, words)| words.iter().any(|word| path.contains(word)));
        found.map_or(Self::Box, |(glyph, _)| *glyph)
    }

    /// The icon's name in the sprite.
    pub const fn icon_name(self) -> &'static str {
        match self {
            Self::Box => "package",
            Self::Pill => "pill",
            Self::Shirt => "shirt",
            Self::Shoe => "footprints",
            Self::Book => "book-open",
            Self::Pot => "cooking-pot",
            Self::Cup => "coffee",
            Self::Sofa => "sofa",
            Self::Lamp => "lamp",
            Self::Laptop => "laptop",
            Self::Dumbbell => "dumbbell",
            Self::Gift => "gift",
            Self::Store => "store",
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn categories_find_their_glyph() {
        assert_eq!(Glyph::of_category("Home & Garden > Kitchen & Dining"), Glyph::Pot);
        assert_eq!(Glyph::of_category("Médicaments > comprimé pelliculé"), Glyph::Pill);
        assert_eq!(Glyph::of_category("Apparel > Sneakers"), Glyph::Shoe);
        assert_eq!(Glyph::of_category(""), Glyph::Box);
        let sprite = include_str!("../../assets/icons.svg");
        for glyph in WORDS.iter().map(|(glyph, _)| *glyph).chain([Glyph::Box, Glyph::Store]) {
            assert!(sprite.contains(&format!("id=\"{}\"", glyph.icon_name())), "{glyph:?}");
        }
    }

    #[test]
    fn a_missing_picture_is_drawn_and_named() {
        let html = Picture::new(None, "DOLIPRANE 1000 mg").glyph(Glyph::Pill).render().unwrap();
        assert!(html.contains(r#"role="img" aria-label="DOLIPRANE 1000 mg""#), "{html}");
        assert!(html.contains("#pill") && !html.contains("<img"), "{html}");
        let html = Picture::new(None, "x").decorative().render().unwrap();
        assert!(html.contains(r#"aria-hidden="true""#), "{html}");
    }

    #[test]
    fn the_label_is_a_word_that_fits() {
        assert_eq!(label("ANASTROZOLE ACCORD 1 mg, comprimé"), "ANASTROZOLE");
        assert_eq!(label("4-Scheiben-Toaster"), "Scheiben");
        assert_eq!(label("1000 mg"), "");
        assert_eq!(label("Rindfleischetikettierungsgesetz"), "");
    }

    #[test]
    fn the_tint_is_steady() {
        assert_eq!(Picture::new(None, "Kaffeemühle").tint(), Picture::new(None, "Kaffeemühle").tint());
        assert_eq!(seed("a"), 0xe40c_292c); // FNV-1a's own test value
    }
}
