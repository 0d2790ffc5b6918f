//! A content hash of a row: equal for equal rows, so that an unchanged row need not be written again.

use sha2::{Digest, Sha256};
use types::Money;

use super::FeedRow;

/// The version of the form that is hashed. It is the first byte of that form: whoever adds a field or changes how one
/// is read raises it, and every row counts as changed at the next import, once.
pub const HASH_VERSION: u8 = 1;

impl FeedRow {
    /// The first 16 bytes of the SHA-256 of the row in an unambiguous form: every text with its length before it,
    /// every missing value marked as missing, in the order below.
    pub fn hash(&self) -> [u8; 16] {
        let mut form = Form(Vec::with_capacity(1024));
        form.0.push(HASH_VERSION);
        form.text(&self.id);
        form.text(&self.title);
        for text in [&self.description, &self.link, &self.brand, &self.mpn, &self.category, &self.google_category] {
            form.optional(text.as_deref());
        }
        for text in [&self.group, &self.color, &self.size, &self.material, &self.pattern] {
            form.optional(text.as_deref());
        }
        form.list(&self.images);
        form.list(&self.more_categories);
        form.optional(self.gtin.as_ref().map(types::Gtin::as_str));
        form.money(Some(self.price));
        form.money(self.sale_price);
        form.text(self.availability.name());
        form.optional(self.condition.map(super::Condition::name));
        form.optional(self.gender.map(super::Gender::name));
        form.optional(self.age_group.map(super::AgeGroup::name));
        form.0.push(u8::from(self.adult));
        form.number(self.quantity.map(i64::from));
        form.number(self.weight_grams.map(i64::from));
        form.number(self.tax_rate.map(|rate| i64::from(rate.basis_points())));
        let digest = Sha256::digest(&form.0);
        let mut hash = [0; 16];
        hash.copy_from_slice(&digest[..16]);
        hash
    }
}

/// The form under construction.
struct Form(Vec<u8>);

impl Form {
    fn text(&mut self, text: &str) {
        self.0.extend_from_slice(&(text.len() as u64).to_le_bytes());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        self.0.push(u8::from(text.is_some()));
        if let Some(text) = text {
            self.text(text);
        }
    }

    fn list(&mut self, texts: &[String]) {
        self.0.extend_from_slice(&(texts.len() as u64).to_le_bytes());
        for text in texts {
            self.text(text);
        }
    }

    fn number(&mut self, number: Option<i64>) {
        self.0.push(u8::from(number.is_some()));
        self.0.extend_from_slice(&number.unwrap_or_default().to_le_bytes());
    }

    fn money(&mut self, money: Option<Money>) {
        self.number(money.map(|money| money.minor));
        self.optional(money.map(|money| money.currency.code()));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use types::{Currency, TaxRate};

    use super::super::{AgeGroup, Availability, Condition, Gender};
    use super::*;

    fn row() -> FeedRow {
        serde_json::from_value(serde_json::json!({
            "id": "1", "title": "Cup", "images": [], "more_categories": [], "adult": false,
            "price": { "minor": 199, "currency": "EUR" }, "availability": "in_stock",
        }))
        .unwrap()
    }

    #[test]
    fn every_field_counts_and_so_does_where_it_stands() {
        let some = |text: &str| Some(text.to_owned());
        let changes: &[fn(&mut FeedRow)] = &[
            |_| {},
            |row| row.id = "2".into(),
            |row| row.title = "Cups".into(),
            |row| row.description = Some(String::new()),
            |row| row.link = Some("x".into()),
            |row| row.images = vec!["x".into()],
            |row| row.images = vec!["x".into(), "y".into()],
            |row| row.price = Money::new(200, Currency::Eur),
            |row| row.price.currency = Currency::Chf,
            |row| row.sale_price = Some(Money::new(1, Currency::Eur)),
            |row| row.availability = Availability::Preorder,
            |row| row.quantity = Some(0),
            |row| row.gtin = "96385074".parse().ok(),
            |row| row.brand = Some("x".into()),
            |row| row.mpn = Some("x".into()),
            |row| row.category = Some("x".into()),
            |row| row.more_categories = vec!["x".into()],
            |row| row.google_category = Some("x".into()),
            |row| row.condition = Some(Condition::New),
            |row| row.group = Some("x".into()),
            |row| row.color = Some("x".into()),
            |row| row.size = Some("x".into()),
            |row| row.material = Some("x".into()),
            |row| row.pattern = Some("x".into()),
            |row| row.gender = Some(Gender::Male),
            |row| row.age_group = Some(AgeGroup::Kids),
            |row| row.adult = true,
            |row| row.weight_grams = Some(0),
            |row| row.tax_rate = Some(TaxRate::ZERO),
        ];
        let mut hashes: Vec<_> = changes
            .iter()
            .map(|change| {
                let mut changed = row();
                change(&mut changed);
                changed.hash()
            })
            .collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), changes.len());
        let (left, right) = (
            FeedRow { brand: some("ab"), mpn: some("c"), ..row() },
            FeedRow { brand: some("a"), mpn: some("bc"), ..row() },
        );
        assert_ne!(left.hash(), right.hash());
    }

    #[test]
    fn the_form_is_that_of_its_version() {
        // Whoever must change this line must raise HASH_VERSION as well.
        let hash = row().hash().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        assert_eq!((HASH_VERSION, hash.as_str()), (1, "6aedda3202d0a74473f0ec692257bcfc"));
    }
}
