//! What the templates are filled with. Plain data: a handler builds a struct and calls `render()`.
//!
//! Every page holds a [`Page`], the context that the layout needs: language, theme, CSRF token, who is signed in.

pub mod field;
pub mod icon;
pub mod page;
pub mod picture;
pub mod seller;
pub mod storefront;

pub use askama::{Error as RenderError, Template};
pub use field::{Choice, Field, Filled, FormError, Input};
pub use icon::{Icon, icon};
pub use page::{Link, Notice, Page, Pager, Theme, Tone, Who, WhoKind};
pub use picture::{Glyph, Picture};
