//! The demo's shops.

use types::Language;

/// A shop, its owner's account and its feeds.
pub struct Shop {
    /// Its address, `/s/SLUG`.
    pub slug: &'static str,
    /// Its name, and its owner's.
    pub name: &'static str,
    /// What it says of itself.
    pub about: &'static str,
    /// How its owner signs in.
    pub email: &'static str,
    /// Where it ships from.
    pub country: &'static str,
    /// Its own language.
    pub language: Language,
    /// Shipping, in cents.
    pub shipping_flat: i64,
    /// Shipping is free above this.
    pub shipping_free_above: Option<i64>,
    /// The folder of its feeds in `examples/feeds`.
    pub folder: &'static str,
    /// The languages of its feeds, `feed_LANGUAGE.tsv`.
    pub languages: &'static [Language],
    /// Whether the demo's buyer orders there.
    pub sells: bool,
}

/// The largest first: what the others publish stands before it in lists of what is new.
pub const SHOPS: &[Shop] = &[
    Shop {
        slug: "pharmacie",
        name: "Pharmacie",
        about: "Données publiques des médicaments (base-donnees-publique.medicaments.gouv.fr), pour essayer de grands catalogues. Rien n’est à vendre.",
        email: "pharmacie@example.com",
        country: "FR",
        language: Language::Fr,
        shipping_flat: 590,
        shipping_free_above: None,
        folder: "shop-pharmacie-bdpm",
        languages: &[Language::Fr],
        sells: false,
    },
    Shop {
        slug: "haushalt",
        name: "Haushalt",
        about: "Geräte für Küche, Pflege und Klima. Versand aus Luxemburg, in drei Sprachen beschrieben.",
        email: "haushalt@example.com",
        country: "LU",
        language: Language::De,
        shipping_flat: 490,
        shipping_free_above: Some(10_000),
        folder: "shop-haushalt-spree",
        languages: &[Language::De, Language::En, Language::Fr],
        sells: true,
    },
    Shop {
        slug: "mode",
        name: "Mode",
        about: "Shirts, sneakers and small things for the desk.",
        email: "mode@example.com",
        country: "DE",
        language: Language::En,
        shipping_flat: 350,
        shipping_free_above: Some(6_000),
        folder: "shop-mode-saleor",
        languages: &[Language::En],
        sells: true,
    },
];
