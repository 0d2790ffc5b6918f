//! One record's values become a [`FeedRow`], or the first fault that keeps it out.

use catalog::tax;
use types::{Gtin, Money, TaxRate};

use super::fault::quoted;
use super::limits::{MAX_CATEGORY_CHARS, MAX_DESCRIPTION_CHARS, MAX_IMAGES, MAX_SHORT_CHARS, MAX_TITLE_CHARS};
use super::measures::{Pieces, grams, pieces, tax_rate};
use super::price::{NoPrice, price};
use super::text::{Lines, clean, cut, is_blank, trim};
use super::{Availability, Defaults, Fault, FeedRow, Field, Reason, ResolvedMapping, link, words};

/// The values of one record, by field; empty where there is none.
pub(crate) struct Values<'a>([&'a str; Field::COUNT]);

impl<'a> Values<'a> {
    pub(crate) const fn none() -> Self {
        Self([""; Field::COUNT])
    }

    pub(crate) const fn set(&mut self, field: Field, value: &'a str) {
        self.0[field as usize] = value;
    }

    pub(crate) const fn get(&self, field: Field) -> &'a str {
        self.0[field as usize]
    }
}

/// What is at hand while a row is built.
pub(crate) struct Builder<'a> {
    pub(crate) values: &'a Values<'a>,
    pub(crate) mapping: &'a ResolvedMapping,
    pub(crate) defaults: &'a Defaults,
    pub(crate) warnings: Vec<Fault>,
}

impl Builder<'_> {
    /// Builds the row; the id was checked before.
    pub(crate) fn row(&mut self, id: &str) -> Result<FeedRow, Fault> {
        let title = self.title()?;
        let price = self.price()?;
        let sale_price = self.sale_price(price)?;
        let quantity = self.quantity()?;
        let availability = self.availability(quantity)?;
        let link = self.link()?;
        let images = self.images()?;
        let adult = self.adult()?;
        Ok(FeedRow {
            id: id.to_owned(),
            title,
            description: self.text(Field::Description, MAX_DESCRIPTION_CHARS, Lines::Many, Reason::DescriptionTooLong),
            link,
            images,
            price,
            sale_price,
            availability,
            quantity,
            gtin: self.gtin(),
            brand: self.short(Field::Brand),
            mpn: self.short(Field::Mpn),
            category: self.category(Field::ProductType),
            more_categories: self.more_categories(),
            google_category: self.category(Field::GoogleProductCategory),
            condition: self.word(Field::Condition, Reason::BadCondition, words::condition),
            group: self.short(Field::ItemGroupId),
            color: self.short(Field::Color),
            size: self.short(Field::Size),
            material: self.short(Field::Material),
            pattern: self.short(Field::Pattern),
            gender: self.word(Field::Gender, Reason::BadGender, words::gender),
            age_group: self.word(Field::AgeGroup, Reason::BadAgeGroup, words::age_group),
            adult,
            weight_grams: self.word(Field::ShippingWeight, Reason::BadWeight, grams),
            tax_rate: self.tax_rate(),
        })
    }

    /// The VAT rate. One that the seller's country does not have becomes the standard one later on, which must be said.
    fn tax_rate(&mut self) -> Option<TaxRate> {
        let rate = self.word(Field::TaxRate, Reason::BadTaxRate, tax_rate)?;
        let foreign = |country: [u8; 2]| {
            std::str::from_utf8(&country).is_ok_and(|country| tax::class_for(country, rate).is_none())
        };
        if self.defaults.country.is_some_and(foreign) {
            let text = quoted(self.bare(Field::TaxRate));
            self.warn(Field::TaxRate, Reason::UnknownTaxRate, text);
        }
        Some(rate)
    }

    fn fault(&self, field: Field, reason: Reason, detail: impl Into<String>) -> Fault {
        Fault::of_column(reason, self.mapping.column(field), detail)
    }

    fn warn(&mut self, field: Field, reason: Reason, detail: impl Into<String>) {
        let fault = self.fault(field, reason, detail);
        self.warnings.push(fault);
    }

    /// A value that is no free text: trimmed, and without the single quotes or the apostrophe that keep spreadsheets
    /// from reading it.
    fn bare(&self, field: Field) -> &str {
        let value = trim(self.values.get(field));
        let Some(rest) = value.strip_prefix('\'') else { return value };
        trim(rest.strip_suffix('\'').unwrap_or(rest))
    }

    /// A text, cleaned and cut; `None` where nothing of it can be seen.
    fn text(&mut self, field: Field, max_chars: usize, lines: Lines, too_long: Reason) -> Option<String> {
        let value = self.values.get(field);
        if value.is_empty() {
            return None;
        }
        let cleaned = clean(value, lines);
        if is_blank(&cleaned.text) {
            return None;
        }
        if cleaned.removed {
            self.warn(field, Reason::ControlCharacters, "");
        }
        if cleaned.repaired {
            self.warn(field, Reason::RepairedCharacters, "");
        }
        if cleaned.damaged {
            self.warn(field, Reason::ReplacementCharacter, "it holds U+FFFD");
        }
        let (kept, more) = cut(&cleaned.text, max_chars);
        if !more {
            return Some(cleaned.text.into_owned());
        }
        self.warn(field, too_long, format!("{} characters, kept {max_chars}", cleaned.text.chars().count()));
        Some(trim(kept).to_owned())
    }

    fn short(&mut self, field: Field) -> Option<String> {
        self.text(field, MAX_SHORT_CHARS, Lines::One, Reason::TextTooLong)
    }

    fn category(&mut self, field: Field) -> Option<String> {
        self.text(field, MAX_CATEGORY_CHARS, Lines::One, Reason::TextTooLong)
    }

    fn more_categories(&mut self) -> Vec<String> {
        let fields = [Field::AdditionalProductType1, Field::AdditionalProductType2, Field::AdditionalProductType3];
        fields.into_iter().filter_map(|field| self.category(field)).collect()
    }

    /// A value of which nothing is kept, with a warning, when it is not understood.
    fn word<T>(&mut self, field: Field, reason: Reason, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = self.bare(field);
        if value.is_empty() {
            return None;
        }
        let known = read(value);
        if known.is_none() {
            let detail = quoted(value);
            self.warn(field, reason, detail);
        }
        known
    }

    fn title(&mut self) -> Result<String, Fault> {
        let title = self.text(Field::Title, MAX_TITLE_CHARS, Lines::One, Reason::TitleTooLong);
        title.ok_or_else(|| self.fault(Field::Title, Reason::EmptyTitle, ""))
    }

    fn price(&mut self) -> Result<Money, Fault> {
        let text = self.bare(Field::Price);
        if text.is_empty() {
            return Err(self.fault(Field::Price, Reason::MissingPrice, ""));
        }
        let found = price(text, self.defaults.currency).map_err(|no| self.no_price(Field::Price, text, no))?;
        if found.assumed {
            self.warn(Field::Price, Reason::MissingCurrency, format!("read as {}", found.money));
        }
        Ok(found.money)
    }

    fn no_price(&self, field: Field, text: &str, no: NoPrice) -> Fault {
        let (reason, why) = match no {
            NoPrice::Bad(why) => (Reason::BadPrice, why),
            NoPrice::Negative => (Reason::NegativePrice, ""),
            NoPrice::Zero => (Reason::ZeroPrice, ""),
            NoPrice::OutOfRange => (Reason::PriceOutOfRange, ""),
            NoPrice::MissingCurrency => (Reason::MissingCurrency, ""),
            NoPrice::UnknownCurrency => (Reason::UnknownCurrency, ""),
        };
        let detail = if why.is_empty() { quoted(text) } else { format!("{}, {why}", quoted(text)) };
        self.fault(field, reason, detail)
    }

    /// The sale price. One without a currency is in the price's; one of zero, or of the price itself, is none.
    fn sale_price(&mut self, price_now: Money) -> Result<Option<Money>, Fault> {
        let text = self.bare(Field::SalePrice);
        if text.is_empty() {
            return Ok(None);
        }
        let sale = match price(text, Some(price_now.currency)) {
            Ok(sale) => sale.money,
            Err(NoPrice::Zero) => {
                let detail = quoted(text);
                self.warn(Field::SalePrice, Reason::ZeroPrice, detail);
                return Ok(None);
            }
            Err(no) => return Err(self.no_price(Field::SalePrice, text, no)),
        };
        if sale.currency != price_now.currency {
            let detail = format!("{} and {}", price_now.currency, sale.currency);
            return Err(self.fault(Field::SalePrice, Reason::CurrencyMismatch, detail));
        }
        if sale.minor > price_now.minor {
            let detail = format!("{sale} is above {price_now}");
            return Err(self.fault(Field::SalePrice, Reason::SalePriceAbovePrice, detail));
        }
        if sale.minor == price_now.minor {
            self.warn(Field::SalePrice, Reason::SalePriceNotBelow, sale.to_string());
            return Ok(None);
        }
        Ok(Some(sale))
    }

    /// What the feed says; where it says nothing, what follows from the pieces in stock, else the feed's default.
    fn availability(&mut self, quantity: Option<u32>) -> Result<Availability, Fault> {
        let text = self.bare(Field::Availability);
        if text.is_empty() {
            let counted =
                quantity.map(|pieces| if pieces > 0 { Availability::InStock } else { Availability::OutOfStock });
            let Some(instead) = counted.or(self.defaults.availability) else {
                return Err(self.fault(Field::Availability, Reason::MissingAvailability, ""));
            };
            // A file without the column is meant so; a gap in a column that is there may be an oversight.
            if self.mapping.place(Field::Availability).is_some() {
                self.warn(Field::Availability, Reason::MissingAvailability, format!("read as {}", instead.name()));
            }
            return Ok(instead);
        }
        words::availability(text).ok_or_else(|| self.fault(Field::Availability, Reason::BadAvailability, quoted(text)))
    }

    /// Pieces in stock. What is not understood keeps the row out: without a number it could be sold without end.
    fn quantity(&mut self) -> Result<Option<u32>, Fault> {
        let text = self.bare(Field::Quantity);
        if text.is_empty() {
            return Ok(None);
        }
        match pieces(text) {
            Pieces::Some(count) => Ok(Some(count)),
            Pieces::Negative => {
                let detail = format!("{} was read as 0", quoted(text));
                self.warn(Field::Quantity, Reason::BadQuantity, detail);
                Ok(Some(0))
            }
            Pieces::Bad => Err(self.fault(Field::Quantity, Reason::BadQuantity, quoted(text))),
        }
    }

    fn link(&self) -> Result<Option<String>, Fault> {
        self.address(Field::Link, Reason::BadLink)
    }

    fn address(&self, field: Field, reason: Reason) -> Result<Option<String>, Fault> {
        let text = self.bare(field);
        if text.is_empty() {
            return Ok(None);
        }
        link::web(text).map(Some).ok_or_else(|| self.fault(field, reason, quoted(text)))
    }

    /// The main picture, whose fault keeps the row out, and the others, whose faults are warnings.
    fn images(&mut self) -> Result<Vec<String>, Fault> {
        let mut images: Vec<String> = self.address(Field::ImageLink, Reason::BadImageLink)?.into_iter().collect();
        let more = self.values.get(Field::AdditionalImageLink);
        for text in link::list(more) {
            if images.len() == MAX_IMAGES {
                self.warn(Field::AdditionalImageLink, Reason::TooManyImages, format!("only the first {MAX_IMAGES}"));
                break;
            }
            match link::web(trim(text)) {
                Some(address) if images.contains(&address) => {}
                Some(address) => images.push(address),
                None => self.warn(Field::AdditionalImageLink, Reason::BadImageLink, quoted(text)),
            }
        }
        Ok(images)
    }

    fn gtin(&mut self) -> Option<Gtin> {
        let text = self.bare(Field::Gtin);
        if text.is_empty() {
            return None;
        }
        match text.parse::<Gtin>() {
            Ok(gtin) => Some(gtin),
            Err(error) => {
                let detail = format!("{}, {error}", quoted(text));
                self.warn(Field::Gtin, Reason::BadGtin, detail);
                None
            }
        }
    }

    /// Whether it is for grown-ups. Neither yes nor no keeps the row out, since a guess could show it to children.
    fn adult(&self) -> Result<bool, Fault> {
        let text = self.bare(Field::Adult);
        if text.is_empty() {
            return Ok(false);
        }
        words::boolean(text).ok_or_else(|| self.fault(Field::Adult, Reason::BadBoolean, quoted(text)))
    }
}
