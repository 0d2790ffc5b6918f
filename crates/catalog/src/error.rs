use tenancy::DbError;
use types::VariantId;

/// What is wrong with one field of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field: `title.de`, `price.ID` of a variant, `variants[1].price` of a form.
    pub field: String,
    /// What to do about it.
    pub message: String,
}

impl Fault {
    pub(crate) fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

fn said(faults: &[Fault]) -> String {
    faults.iter().map(|f| format!("{}: {}", f.field, f.message)).collect::<Vec<_>>().join("; ")
}

/// What the catalogue can run into.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// No such thing, or not in this scope: the two are not told apart.
    #[error("not found")]
    NotFound,
    /// Fields that are missing or absurd, all of them.
    #[error("{}", said(.0))]
    Invalid(Vec<Fault>),
    /// More at once than one call takes.
    #[error("at most {0} at a time")]
    TooMany(usize),
    /// There is not enough of these variants, or they cannot be had.
    #[error("out of stock")]
    OutOfStock(Vec<VariantId>),
    /// Fewer pieces on hand than are promised to orders.
    #[error("{reserved} pieces are promised to orders: it cannot be fewer")]
    BelowReserved {
        /// Of which variant.
        variant: VariantId,
        /// How many are promised.
        reserved: u32,
    },
    /// The product was changed since it was read.
    #[error("the product has changed meanwhile: look at it again")]
    Stale,
    /// A field of a product that came from a feed: it is overridden, not changed.
    #[error("this product comes from a feed: override the field instead")]
    FromFeed,
    /// Another transaction made the same product or variant first; a new try finds it.
    #[error("another change of the same products was faster: try again")]
    Busy,
    /// The search index.
    #[error(transparent)]
    Search(#[from] crate::search::Error),
    /// The program is stopping.
    #[error("interrupted: the program is stopping")]
    Interrupted,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl CatalogError {
    pub(crate) fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![Fault::new(field, message)])
    }

    /// Whether the same call in a new transaction may succeed.
    pub fn may_try_again(&self) -> bool {
        matches!(self, Self::Busy | Self::Db(DbError::Contention(_)))
    }

    /// What a refused insert means where the row was looked for before: somebody else made it meanwhile.
    pub(crate) fn raced(error: DbError) -> Self {
        match &error {
            DbError::Constraint { name, .. }
                if matches!(name.as_str(), "products_group" | "products_handle" | "variants_external") =>
            {
                Self::Busy
            }
            _ => error.into(),
        }
    }
}
