//! Lists in pages, by cursor.

mod cursor;
mod page;

pub use cursor::Cursor;
pub(crate) use page::next_link;
pub use page::{DEFAULT_PAGE, MAX_PAGE, Page, PageParams};
