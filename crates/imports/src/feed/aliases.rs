//! What the columns of a feed are called: Google's names, and what shops in German and French call them.

use super::Field;

/// The other names of a field, best first, in the form of [`fold`] and separated by spaces.
const fn aliases(field: Field) -> &'static str {
    match field {
        Field::Id => {
            "offer_id product_id sku article_id artikelnummer artikelnr artikel_nr art_nr produkt_id \
             produktnummer identifiant référence reference ref"
        }
        Field::Title => {
            "name product_name product_title titel bezeichnung artikelbezeichnung artikelname produktname \
             produktbezeichnung titre nom nom_du_produit désignation libellé"
        }
        Field::Description => {
            "summary content long_description body_html beschreibung artikelbeschreibung produktbeschreibung \
             langtext descriptif description_longue"
        }
        Field::Link => "url product_url deeplink produktlink produkt_url lien url_produit lien_produit",
        Field::ImageLink => {
            "image image_url picture picture_url bild bild_url bildlink bildadresse photo lien_image \
             url_image"
        }
        Field::AdditionalImageLink => {
            "additional_images additional_image_links more_images weitere_bilder zusatzbilder \
             images_supplémentaires autres_images"
        }
        Field::Price => "preis verkaufspreis bruttopreis vk_preis vk prix prix_ttc prix_de_vente",
        Field::SalePrice => "special_price sonderpreis angebotspreis aktionspreis prix_promo prix_soldé prix_réduit",
        Field::Availability => "stock_status verfügbarkeit verfuegbarkeit lieferbar disponibilité",
        Field::Quantity => {
            "qty stock stock_quantity inventory menge bestand lagerbestand anzahl quantité quantité_en_stock"
        }
        Field::Gtin => "ean ean13 ean_code barcode upc isbn strichcode code_barres",
        Field::Brand => "manufacturer vendor marke hersteller marque fabricant",
        Field::Mpn => "manufacturer_part_number herstellernummer hersteller_nr référence_fabricant",
        Field::ProductType => "category categories kategorie warengruppe produkttyp catégorie rayon",
        Field::GoogleProductCategory => "google_category google_kategorie catégorie_google",
        Field::Condition => "zustand état",
        Field::ItemGroupId => "group_id parent_id parent_sku variantengruppe gruppe groupe id_groupe",
        Field::Color => "colour farbe couleur",
        Field::Size => "größe groesse grösse taille pointure",
        Field::Material => "stoff matière matériau",
        Field::Pattern => "muster motif",
        Field::Gender => "geschlecht sexe genre",
        Field::AgeGroup => "altersgruppe tranche_d_âge groupe_d_âge",
        Field::Adult => "nur_für_erwachsene réservé_aux_adultes",
        Field::ShippingWeight => "weight versandgewicht gewicht poids",
        Field::TaxRate => "tax vat vat_rate mwst mwst_satz ust steuersatz tva taux_tva",
        _ => "",
    }
}

/// A column name without what spelling varies in: case, blanks, hyphens, quotation marks, a byte order mark.
pub(crate) fn fold(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            '\u{feff}' | '"' | '\u{200b}' => {}
            c if c.is_whitespace() || matches!(c, '_' | '-' | '.' | '\'' | '’') => {
                if !out.is_empty() && !out.ends_with('_') {
                    out.push('_');
                }
            }
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end_matches('_').len());
    out
}

/// [`fold`] without the prefixes of Google (`g:`), Letzshop (`atalanda:`) and its variant options (`option:`).
pub(crate) fn plain(name: &str) -> String {
    let folded = fold(name);
    let rest = ["g:", "atalanda:", "option:"].iter().find_map(|prefix| folded.strip_prefix(prefix));
    rest.map_or_else(|| folded.clone(), |rest| rest.trim_start_matches('_').to_owned())
}

/// How well a column name suits a field: 0 for the field's own name, then its aliases in order.
pub(crate) fn rank(field: Field, name: &str) -> Option<usize> {
    let name = plain(name);
    if name == field.name() {
        return Some(0);
    }
    aliases(field).split_whitespace().position(|alias| alias == name).map(|at| at + 1)
}

/// Names of Google's and Letzshop's specification that no field takes: they make a header known all the same.
const UNUSED: &[&str] = &[
    "identifier_exists",
    "shipping",
    "preorder_days",
    "boost_sort",
    "delivery_method",
    "availability_date",
    "sale_price_effective_date",
    "mobile_link",
    "multipack",
    "is_bundle",
    "energy_efficiency_class",
];

/// Whether a column of this name is part of any feed specification or an alias of a field.
pub(crate) fn is_known(name: &str) -> bool {
    Field::ALL.iter().any(|field| rank(*field, name).is_some()) || UNUSED.contains(&plain(name).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_matter() {
        for (name, field) in [
            (" TITLE ", Field::Title),
            ("\u{feff}id", Field::Id),
            ("image link", Field::ImageLink),
            ("g:Sale-Price", Field::SalePrice),
            ("atalanda:additional_product_type_2", Field::AdditionalProductType2),
            ("option:Größe", Field::Size),
            ("Verfügbarkeit", Field::Availability),
            ("Prix TTC", Field::Price),
            ("'EAN'", Field::Gtin),
            ("Tranche d’âge", Field::AgeGroup),
        ] {
            assert!(rank(field, name).is_some(), "{name}");
        }
        assert!(!is_known("") && !is_known("custom_label_0") && is_known("g:identifier_exists"));
    }

    #[test]
    fn no_name_belongs_to_two_fields() {
        for field in Field::ALL {
            for name in std::iter::once(field.name()).chain(aliases(*field).split_whitespace()) {
                let owners = Field::ALL.iter().filter(|other| rank(**other, name).is_some()).count();
                assert_eq!(owners, 1, "{name}");
                assert_eq!(plain(name), name, "an alias must be written as `plain` makes it");
            }
        }
    }
}
