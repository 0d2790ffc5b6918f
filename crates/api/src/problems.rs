//! The problems that many operations answer alike, for the document: beside what an operation says of its own.

use std::collections::BTreeMap;

use utoipa::{
    IntoResponses, ToSchema,
    openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder},
};
use web_kit::{PROBLEM_JSON, Problem};

fn problem(description: &str) -> RefOr<Response> {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
    RefOr::T(ResponseBuilder::new().description(description).content(PROBLEM_JSON, content).build())
}

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident { $($status:literal = $description:literal,)* })*) => {$(
        $(#[$doc])*
        pub(crate) enum $name {}

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                BTreeMap::from([$(($status.to_owned(), problem($description))),*])
            }
        }
    )*};
}

problems! {
    /// Of what only a member of a team may do.
    TeamOnly {
        "401" = "Nobody is signed in",
        "403" = "The account has no shop, or the member's role lacks the permission",
    }

    /// Of a body that is JSON. What else is 422, an operation says itself.
    JsonBody {
        "400" = "The body is not JSON",
        "413" = "The body is too large",
        "415" = "The body is not called application/json",
        "422" = "A field is missing or wrong: `errors` names it",
    }

    /// Of parameters in the address.
    Parameters {
        "400" = "A parameter is wrong: `errors` names it",
    }
}
