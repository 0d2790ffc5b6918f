//! Which column fills which field.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::aliases::{fold, plain, rank};
use super::{Defaults, FeedError, Field};

/// Which column of the file each field is taken from. Stored with the seller's feed, changeable by him; one column
/// may fill several fields.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mapping {
    /// Field to column name, as the header spells it.
    pub columns: BTreeMap<Field, String>,
}

impl Mapping {
    /// For each field the column whose name suits best, if any does.
    pub fn suggest(header: &[String]) -> Self {
        let best = |field: &Field| {
            let ranked = header.iter().enumerate().filter_map(|(at, name)| Some((rank(*field, name)?, at)));
            ranked.min().map(|(_, at)| (*field, header[at].clone()))
        };
        Self { columns: Field::ALL.iter().filter_map(best).collect() }
    }

    /// Finds the columns of a table in its header. Refuses a mapping that leaves a required field without a column,
    /// and a header that names a mapped column twice.
    pub fn check(&self, header: &[String], defaults: Defaults) -> Result<ResolvedMapping, FeedError> {
        let resolved = ResolvedMapping::of(self, header);
        if let Some(twice) = resolved.fields().find_map(|field| duplicate(header, resolved.column(field))) {
            return Err(FeedError::DuplicateColumn(twice.to_owned()));
        }
        resolved.complete(defaults)
    }

    /// The required fields that have no column among these, where nothing else fills them: pieces in stock tell
    /// whether an article can be had, and so does the feed's default.
    pub fn lacks(&self, header: &[String], defaults: Defaults) -> Vec<Field> {
        ResolvedMapping::of(self, header).lacks(defaults)
    }

    /// The same for XML, where an element that the first items lack may come later and names are never doubled:
    /// required is that the mapping names an element.
    pub fn check_elements(&self, header: &[String], defaults: Defaults) -> Result<ResolvedMapping, FeedError> {
        let mut all = header.to_vec();
        for name in self.columns.values() {
            if !all.contains(name) {
                all.push(name.clone());
            }
        }
        ResolvedMapping::of(self, &all).complete(defaults)
    }
}

/// The column that stands in the header again under the same name, spelled however.
fn duplicate<'a>(header: &'a [String], column: &str) -> Option<&'a str> {
    let mut same = header.iter().filter(|name| fold(name) == fold(column));
    same.next();
    same.next().map(String::as_str)
}

/// A mapping whose columns were looked up in a header.
#[derive(Debug, Clone)]
pub struct ResolvedMapping {
    header: Vec<String>,
    places: [Option<usize>; Field::COUNT],
    pairs: Vec<(Field, usize)>,
    unknown: Vec<String>,
    absent: Vec<Field>,
}

impl ResolvedMapping {
    /// Looks up what can be found, complete or not.
    pub(crate) fn of(mapping: &Mapping, header: &[String]) -> Self {
        let mut places = [None; Field::COUNT];
        let mut absent = Vec::new();
        for (field, column) in &mapping.columns {
            let exact = header.iter().position(|name| name == column);
            let place = exact.or_else(|| header.iter().position(|name| plain(name) == plain(column)));
            places[*field as usize] = place;
            if place.is_none() {
                absent.push(*field);
            }
        }
        let pairs: Vec<_> =
            Field::ALL.iter().filter_map(|field| places[*field as usize].map(|at| (*field, at))).collect();
        let taken = |at: usize| pairs.iter().any(|(_, place)| *place == at);
        let mut unknown: Vec<String> = Vec::new();
        for (at, name) in header.iter().enumerate() {
            if !name.is_empty() && !taken(at) && !unknown.contains(name) {
                unknown.push(name.clone());
            }
        }
        Self { header: header.to_vec(), places, pairs, unknown, absent }
    }

    fn lacks(&self, defaults: Defaults) -> Vec<Field> {
        let filled = |field: Field| {
            let otherwise = field == Field::Availability
                && (defaults.availability.is_some() || self.place(Field::Quantity).is_some());
            otherwise || self.place(field).is_some()
        };
        Field::ALL.iter().copied().filter(|field| field.required() && !filled(*field)).collect()
    }

    fn complete(self, defaults: Defaults) -> Result<Self, FeedError> {
        let missing = self.lacks(defaults);
        if missing.is_empty() { Ok(self) } else { Err(FeedError::MissingColumns(missing)) }
    }

    /// The columns of the file.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The columns that no field takes, each once.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// Fields whose column the file has not. A required one among them refuses the file.
    pub fn absent(&self) -> &[Field] {
        &self.absent
    }

    /// The fields that are filled.
    pub fn fields(&self) -> impl Iterator<Item = Field> + '_ {
        self.pairs.iter().map(|(field, _)| *field)
    }

    /// The column that a field is taken from, as the header spells it; the field's own name where there is none.
    pub fn column(&self, field: Field) -> &str {
        self.place(field).and_then(|at| self.header.get(at)).map_or(field.name(), String::as_str)
    }

    pub(crate) const fn place(&self, field: Field) -> Option<usize> {
        self.places[field as usize]
    }

    /// Fields and the places of their columns.
    pub(crate) fn pairs(&self) -> &[(Field, usize)] {
        &self.pairs
    }

    /// Fields by the name of their column.
    pub(crate) fn by_name(&self) -> HashMap<String, Vec<Field>> {
        let mut fields: HashMap<String, Vec<Field>> = HashMap::new();
        for (field, at) in &self.pairs {
            fields.entry(self.header[*at].clone()).or_default().push(*field);
        }
        fields
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::Availability;
    use super::*;

    const NONE: Defaults = Defaults { currency: None, availability: None, country: None };

    #[test]
    fn availability_may_come_from_pieces_or_from_the_default() {
        let names = header(&["id", "title", "price"]);
        let mapping = Mapping::suggest(&names);
        assert_eq!(mapping.lacks(&names, NONE), [Field::Availability]);
        let defaults = Defaults { availability: Some(Availability::InStock), ..NONE };
        assert!(mapping.check(&names, defaults).is_ok());
        let names = header(&["id", "title", "price", "quantity"]);
        assert!(Mapping::suggest(&names).check(&names, NONE).is_ok());
    }

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_own_name_goes_before_an_alias() {
        let mapping = Mapping::suggest(&header(&["name", "Title", "sku", "preis", "lieferbar", "g:price"]));
        assert_eq!(mapping.columns[&Field::Title], "Title");
        assert_eq!(mapping.columns[&Field::Price], "g:price");
        assert_eq!(mapping.columns[&Field::Id], "sku");
        assert!(!mapping.columns.contains_key(&Field::Brand));
    }

    #[test]
    fn missing_doubled_and_unknown_columns_are_named() {
        let names = header(&["id", "title", "x_margin", "availability"]);
        let error = Mapping::suggest(&names).check(&names, NONE).unwrap_err();
        assert_eq!(error.to_string(), "required columns not found: price");
        let names = header(&["id", "title", "Title ", "price", "availability", "", "x", "x"]);
        let error = Mapping::suggest(&names).check(&names, NONE).unwrap_err();
        assert!(matches!(error, FeedError::DuplicateColumn(name) if name == "Title "));
        let names = header(&["id", "title", "price", "availability", "", "x", "x", "mpn"]);
        let mut mapping = Mapping::suggest(&names);
        mapping.columns.insert(Field::Brand, "gone".into());
        mapping.columns.insert(Field::Mpn, "id".into());
        let resolved = mapping.check(&names, NONE).unwrap();
        assert_eq!(resolved.unknown(), ["x", "mpn"]);
        assert_eq!(resolved.absent(), [Field::Brand]);
        assert_eq!((resolved.column(Field::Mpn), resolved.column(Field::Brand)), ("id", "brand"));
    }

    #[test]
    fn a_column_that_is_spelled_otherwise_next_time_is_found() {
        let names = header(&["id", "title", "price", "availability"]);
        let later = header(&["Availability", "g:price", " TITLE", "ID"]);
        let resolved = Mapping::suggest(&names).check(&later, NONE).unwrap();
        assert_eq!((resolved.column(Field::Id), resolved.column(Field::Price)), ("ID", "g:price"));
    }

    #[test]
    fn it_is_stored_as_an_object_of_names() {
        let mapping = Mapping::suggest(&header(&["id", "additional_product_type_1"]));
        let json = serde_json::to_string(&mapping).unwrap();
        assert_eq!(json, r#"{"id":"id","additional_product_type_1":"additional_product_type_1"}"#);
        assert_eq!(serde_json::from_str::<Mapping>(&json).unwrap(), mapping);
    }
}
