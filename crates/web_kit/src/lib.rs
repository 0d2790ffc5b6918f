//! What pages and API share: how a request is read, refused, answered and observed.
//!
//! - [`Problem`] is every error that a client sees; [`layers()`] shows it as JSON or as a page.
//! - [`Json`], [`Form`], [`Query`], [`Path`], [`Valid`] and [`PageForm`] read input and name the field that is wrong.
//! - [`PageParams`], [`Cursor`] and [`Page`] page lists.
//! - [`CsrfToken`], [`Cookies`] and [`SessionSecret`] are what sessions in a browser need.
//! - [`PreferredLanguage`] and the `format_…` functions speak the reader's language.
//! - [`operations()`] is what those who run it look at; [`CsvResponse`] is a download.

mod app;
mod client_address;
mod cookies;
mod csrf;
mod csrf_guard;
mod csv_response;
mod error;
mod extract;
mod field_errors;
mod field_messages;
mod format;
mod language;
mod layers;
mod operations;
mod paging;
mod problem;
mod routes;

pub use app::{
    App, BuyerSession, CartOwner, Member, Parts, Picture, Pictures, SELLER_HEADER, SELLER_PARAM, ShopHost, SignedIn,
    Site, Who, media,
};
pub use client_address::ClientAddress;
pub use cookies::{CookiePolicy, Cookies, SetCookie};
pub use csrf::{CSRF_FIELD, CSRF_HEADER, CsrfKey, CsrfToken};
pub use csv_response::{Cell, CsvResponse};
pub use error::Error;
pub use extract::{Form, FormValues, Json, PageForm, Path, Payload, Query, Valid};
pub use field_errors::{FieldError, FormErrors};
pub use format::{format_date, format_datetime, format_money, format_number};
pub use identity::SessionSecret;
pub use language::{LanguageSource, PreferredLanguage};
pub use layers::{
    BODY_LIMIT, ErrorContext, ErrorPage, ErrorView, MAX_IN_FLIGHT, REQUEST_TIMEOUT, RETRY_WHEN_BUSY, RequestId,
    Settings, Shown, layers, with_body_limit, with_time_limit,
};
pub use operations::{
    HEALTH_PATH, METRICS_PATH, OPERATIONS, READY_LIMIT, READY_PATH, gauges, install_metrics, metrics_upkeep, operations,
};
pub use paging::{Cursor, DEFAULT_PAGE, MAX_PAGE, Page, PageParams};
pub use problem::{PROBLEM_JSON, Problem, ProblemDetails};
pub use routes::Routes;
