//! Tests of the index as a whole.

mod browsing;
mod hostile;
mod matching;
mod oracle;
mod suggestions;
mod upkeep;

use std::path::Path;

use jiff::Timestamp;
use tempfile::TempDir;
use types::{Currency, Language, ProductId, SellerId};
use uuid::Uuid;

use super::*;

/// Two sellers are in every test.
pub(super) const ANNA: SellerId = SellerId(Uuid::from_u128(0xa11a));
pub(super) const BRUNO: SellerId = SellerId(Uuid::from_u128(0xb4a0));

pub(super) fn product(number: u128) -> ProductId {
    ProductId(Uuid::from_u128(number))
}

/// A plain product: numbered, in English, ten euros, in stock.
pub(super) fn plain(seller: SellerId, number: u128, title: &str) -> ShelfDocument {
    ShelfDocument {
        seller,
        product: product(number),
        texts: vec![text(Language::En, title, "")],
        brand: None,
        category: None,
        options: Vec::new(),
        gtins: Vec::new(),
        skus: Vec::new(),
        currency: Currency::Eur,
        price_min: 1000,
        price_max: 1000,
        in_stock: true,
        published_at: Timestamp::UNIX_EPOCH,
        boost: 0,
    }
}

pub(super) fn text(language: Language, title: &str, description: &str) -> ShelfText {
    ShelfText { language, title: title.into(), description: description.into() }
}

/// An index in a directory of its own.
pub(super) struct World {
    pub index: Index,
    pub directory: TempDir,
}

impl World {
    pub(super) fn new(documents: &[ShelfDocument]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let index = built(directory.path(), documents);
        Self { index, directory }
    }

    /// The real products below, Anna's and Bruno's.
    pub(super) fn real() -> Self {
        Self::new(&real())
    }

    pub(super) fn apply(&self, changes: &[Change]) {
        self.index.apply(changes, Position(1, 1)).unwrap();
    }

    /// The numbers of the products found, in order.
    pub(super) fn find(&self, query: &Query) -> Vec<u128> {
        numbers(&self.index.search(query).unwrap())
    }

    pub(super) fn find_text(&self, language: Language, text: &str) -> Vec<u128> {
        self.find(&Query::text(language, text))
    }
}

pub(super) fn built(directory: &Path, documents: &[ShelfDocument]) -> Index {
    let (index, state) = Index::open(directory).unwrap();
    assert!(matches!(state, State::Rebuild(_)), "{state:?}");
    let mut rebuild = index.begin_rebuild().unwrap();
    for document in documents {
        rebuild.add(document).unwrap();
    }
    rebuild.finish(Position(0, 0)).unwrap();
    index
}

pub(super) fn numbers(hits: &Hits) -> Vec<u128> {
    hits.ids.iter().map(|(_, product)| product.0.as_u128()).collect()
}

/// Titles and descriptions (shortened) of spree/spree's sample data (BSD-3-Clause): number, German, French, English,
/// category, cents.
type Real = (u128, [(&'static str, &'static str); 3], &'static str, i64);

#[rustfmt::skip]
const REAL: [Real; 14] = [
    (1, [("Kaffeevollautomat – Matte Black", "Vollautomatische Bean-to-Cup-Espressomaschine mit Keramikmahlwerk, 15-bar-Drucksystem und intuitivem Touchdisplay."), ("Machine Espresso Automatique – Matte Black", "Machine espresso automatique grain-à-tasse avec broyeur céramique, système de pression 15 bars et écran tactile intuitif."), ("Automatic Espresso Machine – Matte Black", "Fully automatic bean-to-cup espresso machine with ceramic grinder, 15-bar pressure system, and intuitive touch display.")], "Kitchen > Coffee Machines", 81_999),
    (2, [("Siebträger-Espressomaschine", "Professionelle Siebträgermaschine mit 58mm-Siebträger, PID-Temperaturregelung und Dampflanze."), ("Machine Espresso Semi-Automatique", "Machine espresso semi-automatique de qualité professionnelle avec porte-filtre 58mm."), ("Semi-Automatic Espresso Machine", "Professional-grade semi-automatic espresso machine with 58mm portafilter.")], "Kitchen > Coffee Machines", 50_999),
    (3, [("Filterkaffeemaschine 1.5L", "Programmierbare Filterkaffeemaschine mit Thermoskanne, einstellbarer Brühstärke und 24-Stunden-Timer. Brüht bis zu 12 Tassen."), ("Cafetière Filtre 1.5L", "Cafetière filtre programmable avec carafe isotherme, intensité d'infusion réglable et minuterie 24 heures."), ("Drip Coffee Maker 1.5L", "Programmable drip coffee maker with thermal carafe, adjustable brew strength, and 24-hour timer.")], "Kitchen > Coffee Machines", 8_499),
    (4, [("Digitale Heißluftfritteuse 6.2L", "Große digitale Heißluftfritteuse mit Touchscreen-Steuerung, 8 Voreinstellungen und Sichtfenster. Für Familien mit 4-6 Personen."), ("Friteuse à Air Numérique 6.2L", "Friteuse à air grande capacité avec commandes tactiles, 8 programmes et fenêtre de visualisation transparente."), ("Digital Air Fryer 6.2L", "Large-capacity digital air fryer with touchscreen controls, 8 presets, and transparent viewing window.")], "Kitchen > Air Fryers", 16_999),
    (5, [("Elektrischer Wasserkocher 1.7L", "Wasserkocher mit Schnellkochfunktion, verdecktem Heizelement und automatischer Abschaltung."), ("Bouilloire Électrique 1.7L", "Bouilloire à ébullition rapide avec élément caché et arrêt automatique."), ("Electric Kettle 1.7L", "Rapid-boil electric kettle with concealed element and auto shut-off.")], "Kitchen > Kettles", 4_199),
    (6, [("Wasserkocher mit Temperaturwahl 1.7L", "Wasserkocher mit 5 Temperaturstufen. Ideal für Spezialitätentee und Pour-Over-Kaffee."), ("Bouilloire à Température Variable 1.7L", "Idéale pour les thés de spécialité et le café filtre."), ("Temperature Control Kettle 1.7L", "Ideal for specialty tea and pour-over coffee.")], "Kitchen > Kettles", 7_499),
    (7, [("2-Scheiben-Toaster", "Kompakter 2-Scheiben-Toaster mit 7 Bräunungsstufen und herausnehmbarer Krümelschublade."), ("Grille-Pain 2 Tranches", "Grille-pain compact 2 tranches avec 7 niveaux de dorage."), ("2-Slice Toaster", "Compact 2-slice toaster with 7 browning levels.")], "Kitchen > Toasters", 3_799),
    (8, [("Luftreiniger Pro", "Premium-Luftreiniger für Räume bis 120m². HEPA-H13- und Aktivkohlefilter."), ("Purificateur d'Air Pro", "Purificateur d'air premium pour pièces jusqu'à 120m². Filtre HEPA H13 et charbon actif."), ("Air Purifier Pro", "Premium air purifier for rooms up to 120m2. HEPA H13 + activated carbon filter.")], "Air & Climate > Air Purifiers", 50_999),
    (9, [("Kabelloser Stabstaubsauger 25V", "Leistungsstarker kabelloser Staubsauger mit 60 Minuten Laufzeit und Wischaufsatz."), ("Aspirateur Balai Sans Fil 25V", "Aspirateur balai sans fil haute performance avec 60 minutes d'autonomie."), ("Cordless Stick Vacuum 25V", "High-performance cordless vacuum with 60-minute runtime.")], "Floor Care > Cordless Vacuums", 41_999),
    (10, [("Beutelloser Standstaubsauger", "Leistungsstark und beutellos, mit Zyklon-Technologie."), ("Aspirateur Vertical Sans Sac", "Aspirateur vertical sans sac puissant avec technologie cyclonique."), ("Bagless Upright Vacuum", "Powerful bagless upright vacuum with cyclonic technology.")], "Floor Care > Upright Vacuums", 18_999),
    (11, [("Saugroboter", "Smarter Saugroboter mit Gyroskop-Navigation."), ("Robot Aspirateur", "Robot aspirateur intelligent avec navigation gyroscopique."), ("Robot Vacuum", "Smart robot vacuum with gyroscope navigation.")], "Floor Care > Robot Vacuums", 32_999),
    (12, [("Kompakter Reise-Haartrockner", "Klappbarer Reise-Haartrockner mit Doppelspannung (110/220V), 1600W."), ("Sèche-Cheveux de Voyage Compact", "Sèche-cheveux de voyage pliable avec double tension (110/220V), 1600W."), ("Compact Travel Hair Dryer", "Foldable travel hair dryer with dual voltage (110/220V), 1600W.")], "Personal Care > Hair Dryers", 3_299),
    (13, [("Keramik-Haarglätter", "Professioneller Keramik-Haarglätter mit schwimmend gelagerten Platten."), ("Lisseur Céramique", "Lisseur céramique professionnel avec plaques flottantes."), ("Ceramic Hair Straightener", "Professional ceramic straightener with floating plates.")], "Personal Care > Hair Straighteners", 7_499),
    (14, [("Barttrimmer 7000", "Premium-Barttrimmer mit 40 Präzisions-Längenstufen."), ("Tondeuse à Barbe 7000", "Tondeuse à barbe premium avec 40 hauteurs de coupe de précision."), ("Beard Trimmer 7000", "Premium beard trimmer with 40 precision length settings.")], "Personal Care > Trimmers", 10_999),
];

/// The real products: odd numbers are Anna's, even ones Bruno's.
pub(super) fn real() -> Vec<ShelfDocument> {
    let make = |(number, texts, category, price): &Real| {
        let seller = if number % 2 == 1 { ANNA } else { BRUNO };
        let languages = [Language::De, Language::Fr, Language::En];
        let texts = languages.into_iter().zip(texts).map(|(language, (title, body))| text(language, title, body));
        ShelfDocument {
            texts: texts.collect(),
            brand: Some(if seller == ANNA { "Spree Demo" } else { "De'Longhi" }.into()),
            category: Some((*category).into()),
            skus: vec![format!("SKU-{number:04}-X")],
            gtins: vec!["4006381333931".into()].into_iter().filter(|_| *number == 5).collect(),
            price_min: *price,
            price_max: *price,
            ..plain(seller, *number, "")
        }
    };
    REAL.iter().map(make).collect()
}
