//! Whether the database answers.

use tenancy::{DbError, Mode, Scope, class::Public, row, statements};

row! {
    struct One { one: i32 ["a literal"] }
}

statements! {
    fn select_one() -> One<One> for Public = "SELECT 1 AS one";
}

/// One round trip to the shelf's database.
pub async fn ping<M: Mode>(q: &Scope<Public, M>) -> Result<(), DbError> {
    select_one(q).await.map(drop)
}
