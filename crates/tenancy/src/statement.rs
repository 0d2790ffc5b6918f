//! Typed statements: SQL beside the function that uses it, checked as a whole by one test against the migrated schema.

use postgres_types::{FromSql, Type};
use tokio_postgres::Row;

/// Whether a Rust type fits an SQL type.
pub type Fits = fn(&Type) -> bool;

/// A column as the row struct reads it.
#[derive(Debug, Clone, Copy)]
pub struct ColumnSpec {
    /// The field's name, and the column's.
    pub name: &'static str,
    /// Whether the field can hold NULL.
    pub nullable: bool,
    /// Whether the field can hold the column's type.
    pub fits: Fits,
    /// Why a column of which the catalogue does not know it is never NULL.
    pub never_null: Option<&'static str>,
}

/// A statement as declared: what the check needs, and what runs it.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// Where it stands.
    pub module: &'static str,
    /// The function's name.
    pub name: &'static str,
    /// The text, one statement.
    pub sql: &'static str,
    /// The classes that run it.
    pub classes: &'static [&'static str],
    /// A check per parameter.
    pub params: &'static [Fits],
    /// The columns read; empty for a statement that only counts.
    pub columns: fn() -> Vec<ColumnSpec>,
    /// Why the plan may read a whole table, where it may.
    pub scan: Option<&'static str>,
}

/// A struct that a row becomes, column by column in the order of its fields.
pub trait FromRow: Sized {
    /// Reads the row.
    fn from_row(row: &Row) -> Result<Self, tokio_postgres::Error>;
    /// The columns, for the check.
    fn columns() -> Vec<ColumnSpec>;
}

/// Whether `T` can hold NULL: asked of the type itself.
pub fn takes_null<'a, T: FromSql<'a>>() -> bool {
    T::from_sql_null(&Type::TEXT).is_ok()
}

/// Declares a row struct. A field may say why it is never NULL where the catalogue cannot know:
/// `total: i64 ["count(*) is never null"]`.
#[macro_export]
macro_rules! row {
    ($($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$fmeta:meta])* $field:ident : $ty:ty $([$why:literal])?),* $(,)? })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone)]
        $vis struct $name { $($(#[$fmeta])* pub $field: $ty),* }

        impl $crate::FromRow for $name {
            fn from_row(row: &$crate::driver::Row) -> Result<Self, $crate::driver::Error> {
                let mut at = 0;
                $(let $field = row.try_get(at)?; at += 1;)*
                let _ = at;
                Ok(Self { $($field),* })
            }

            fn columns() -> Vec<$crate::ColumnSpec> {
                vec![$($crate::ColumnSpec {
                    name: stringify!($field),
                    nullable: $crate::takes_null::<$ty>(),
                    fits: <$ty as $crate::driver::types::FromSql>::accepts,
                    never_null: [$(Some($why),)? None][0],
                }),*]
            }
        }
    )*};
}

/// Declares the statements of a module: one function each, and `STATEMENTS` for the check.
///
/// ```text
/// statements! {
///     /// The order of the seller in scope.
///     pub fn find(seller: SellerId, id: OrderId) -> Option<OrderRow> for Seller | Staff = "SELECT …";
/// }
/// ```
/// Answers: `Vec<R>`, `Option<R>`, `One<R>`, and `Count` for the number of rows touched. `scans "reason"` before the `=`
/// allows a plan that reads a whole table.
#[macro_export]
macro_rules! statements {
    ($($(#[$meta:meta])* $vis:vis fn $name:ident($($param:ident : $ty:ty),* $(,)?) -> $kind:ident $(<$row:ty>)?
        for $($class:ident)|+ $(, scans $scan:literal)? = $sql:expr;)*) => {
        $(
            $crate::statement_fn!{ $kind [$(#[$meta])*] [$vis] $name [$($param : $ty),*] [$($row)?] }
        )*

        #[allow(non_upper_case_globals, non_snake_case)]
        mod specs {
            #[allow(unused_imports)]
            use super::*;
            $(pub(super) const $name: $crate::Spec = $crate::Spec {
                module: module_path!(),
                name: stringify!($name),
                sql: $sql,
                classes: &[$(<$crate::class::$class as $crate::class::Class>::NAME),+],
                params: &[$(<$ty as $crate::driver::types::ToSql>::accepts as fn(&$crate::driver::types::Type) -> bool),*],
                columns: $crate::statement_columns!($($row)?),
                scan: [$(Some($scan),)? None][0],
            };)*
        }

        /// The statements of this module, for the test that checks them all.
        pub const STATEMENTS: &[$crate::Spec] = &[$(specs::$name),*];
    };
}

/// Part of [`statements!`].
#[doc(hidden)]
#[macro_export]
macro_rules! statement_columns {
    () => {
        Vec::new
    };
    ($row:ty) => {
        <$row as $crate::FromRow>::columns
    };
}

/// Part of [`statements!`].
#[doc(hidden)]
#[macro_export]
macro_rules! statement_fn {
    (Vec [$(#[$meta:meta])*] [$vis:vis] $name:ident [$($param:ident : $ty:ty),*] [$row:ty]) => {
        $(#[$meta])*
        #[allow(clippy::too_many_arguments)] // a statement has as many as it needs
        $vis async fn $name<C: $crate::class::Class, M: $crate::class::Mode>(q: &$crate::Scope<C, M> $(, $param: $ty)*) -> Result<Vec<$row>, $crate::DbError> {
            q.all(&specs::$name, &[$(&$param),*]).await
        }
    };
    (Option [$(#[$meta:meta])*] [$vis:vis] $name:ident [$($param:ident : $ty:ty),*] [$row:ty]) => {
        $(#[$meta])*
        #[allow(clippy::too_many_arguments)] // a statement has as many as it needs
        $vis async fn $name<C: $crate::class::Class, M: $crate::class::Mode>(q: &$crate::Scope<C, M> $(, $param: $ty)*) -> Result<Option<$row>, $crate::DbError> {
            q.optional(&specs::$name, &[$(&$param),*]).await
        }
    };
    (One [$(#[$meta:meta])*] [$vis:vis] $name:ident [$($param:ident : $ty:ty),*] [$row:ty]) => {
        $(#[$meta])*
        #[allow(clippy::too_many_arguments)] // a statement has as many as it needs
        $vis async fn $name<C: $crate::class::Class, M: $crate::class::Mode>(q: &$crate::Scope<C, M> $(, $param: $ty)*) -> Result<$row, $crate::DbError> {
            q.one(&specs::$name, &[$(&$param),*]).await
        }
    };
    (Count [$(#[$meta:meta])*] [$vis:vis] $name:ident [$($param:ident : $ty:ty),*] []) => {
        $(#[$meta])*
        #[allow(clippy::too_many_arguments)] // a statement has as many as it needs
        $vis async fn $name<C: $crate::class::Class, M: $crate::class::Mode>(q: &$crate::Scope<C, M> $(, $param: $ty)*) -> Result<u64, $crate::DbError> {
            q.execute(&specs::$name, &[$(&$param),*]).await
        }
    };
}
