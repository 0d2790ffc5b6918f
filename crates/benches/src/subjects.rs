//! What is measured, a file each.

mod checkout;
mod feed;
mod market;
mod pages;
mod queue;
mod scoped;
mod search;
mod sellers;
mod start;

use futures_util::future::BoxFuture;

use crate::{BenchError, Report, ground::Ground};

type Run = for<'a> fn(&'a Ground, &'a mut Report) -> BoxFuture<'a, Result<(), BenchError>>;

/// Something that is measured.
pub struct Subject {
    pub name: &'static str,
    pub measures: &'static str,
    pub run: Run,
}

/// The typed statements of all subjects.
pub const STATEMENTS: &[&[tenancy::Spec]] = &[scoped::STATEMENTS];

/// All of them, in order.
pub const SUBJECTS: &[Subject] = &[
    Subject {
        name: "scoped",
        measures: "a scoped read of an order, against bare queries and awaited ones",
        run: |g, r| Box::pin(scoped::run(g, r)),
    },
    Subject {
        name: "sellers",
        measures: "the same with many sellers in the database",
        run: |g, r| Box::pin(sellers::run(g, r)),
    },
    Subject {
        name: "feed",
        measures: "a feed to staged rows, and again unchanged, against COPY",
        run: |g, r| Box::pin(feed::run(g, r)),
    },
    Subject {
        name: "checkout",
        measures: "purchases, alone and beside a seller who is overrun",
        run: |g, r| Box::pin(checkout::run(g, r)),
    },
    Subject {
        name: "queue",
        measures: "others' jobs behind a seller who has many",
        run: |g, r| Box::pin(queue::run(g, r)),
    },
    Subject {
        name: "search",
        measures: "searches with facets and rows, publishing, and pages over HTTP",
        run: |g, r| Box::pin(search::run(g, r)),
    },
    Subject { name: "start", measures: "the second start, and memory at rest", run: |g, r| Box::pin(start::run(g, r)) },
];
