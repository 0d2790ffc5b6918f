//! Tables as CSV, row by row, safe to open in a spreadsheet.

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use tracing::error;
use types::Money;

/// Rows that are ready at once are sent in pieces of at most so many.
const ROWS_A_PIECE: usize = 256;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text of whatever origin. What a spreadsheet would take for a formula gets an apostrophe in front.
    Text(String),
    /// Digits that we wrote ourselves, so that a leading minus stays one.
    Number(String),
    /// Nothing.
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number.to_string())
    }
}

/// Major units with a point; the currency is a column of its own.
impl From<Money> for Cell {
    fn from(money: Money) -> Self {
        Self::Number(money.decimal().to_string())
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

impl Cell {
    fn written(self) -> String {
        match self {
            // The characters of OWASP's "CSV Injection", with their full-width forms.
            Self::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) => {
                format!("'{text}")
            }
            Self::Text(text) | Self::Number(text) => text,
            Self::Empty => String::new(),
        }
    }
}

/// A CSV file (RFC 4180, UTF-8) as a download, sent while its rows are read.
pub struct CsvResponse {
    file_name: String,
    body: Body,
}

impl CsvResponse {
    /// A file of this name with these columns. When a row fails, the cause is logged and the connection broken off, so
    /// that nobody takes half a file for a whole one.
    pub fn new<R, E>(file_name: &str, columns: &[&str], rows: R) -> Self
    where
        R: Stream<Item = Result<Vec<Cell>, E>> + Send + 'static,
        E: std::error::Error + Send + Sync + 'static,
    {
        let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
        let head = columns.iter().map(|name| Cell::from(*name)).collect();
        let pieces = stream::iter([Ok(head)]).chain(rows).ready_chunks(ROWS_A_PIECE).map(|rows| {
            write(rows).inspect_err(|error| error!(error = error.to_string(), "a CSV download was broken off"))
        });
        Self { file_name: file_name.chars().map(plain).collect(), body: Body::from_stream(pieces) }
    }

    /// The same with a byte order mark, without which Excel does not recognise UTF-8. For files that people open.
    #[must_use]
    pub fn with_byte_order_mark(self) -> Self {
        let mark = stream::iter([Ok(Bytes::from_static("\u{feff}".as_bytes()))]);
        Self { body: Body::from_stream(mark.chain(self.body.into_data_stream())), ..self }
    }
}

fn write<E>(rows: Vec<Result<Vec<Cell>, E>>) -> Result<Bytes, Box<dyn std::error::Error + Send + Sync>>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row?.into_iter().map(Cell::written))?;
    }
    Ok(writer.into_inner().map_err(|error| error.to_string())?.into())
}

impl IntoResponse for CsvResponse {
    fn into_response(self) -> Response {
        let disposition = format!("attachment; filename=\"{}\"", self.file_name);
        let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, disposition)];
        (headers, self.body).into_response()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use std::convert::Infallible;

    use axum::Router;
    use axum::body::to_bytes;
    use axum::routing::get;
    use proptest::prelude::*;
    use types::Currency;

    use super::*;
    use crate::layers::test_client::{get as request, kit, send, text};

    fn csv(rows: Vec<Vec<Cell>>) -> CsvResponse {
        CsvResponse::new("März \"1\"/2.csv", &["id", "text"], stream::iter(rows.into_iter().map(Ok::<_, Infallible>)))
    }

    #[tokio::test]
    async fn a_download_names_its_file_and_quotes_its_cells() {
        let rows = || vec![vec![7.into(), "a;\"b\",c\nd".into()], vec![Cell::from(None::<i64>), "é".into()]];
        let app = kit(Router::new().route("/", get(move || async move { csv(rows()) })));
        let response = send(app, request("/")).await;
        assert_eq!(response.headers()[CONTENT_TYPE], "text/csv; charset=utf-8");
        assert_eq!(response.headers()[CONTENT_DISPOSITION], "attachment; filename=\"M-rz--1--2.csv\"");
        assert_eq!(text(response).await, "id,text\r\n7,\"a;\"\"b\"\",c\nd\"\r\n,é\r\n");
    }

    #[tokio::test]
    async fn formulas_are_neutralised_and_numbers_are_not() {
        let texts = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "a=1", "", "'"];
        let rows = texts.iter().map(|text| vec![Cell::from(*text)]).collect();
        let written = text(csv(rows).into_response()).await;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(written.as_bytes());
        let cells: Vec<String> = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
        let safe = ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'\r=1", "'\n=1", "'＝1", "a=1", "", "'"];
        assert_eq!(cells, safe);
        assert_eq!(Cell::from(-5).written(), "-5");
        assert_eq!(Cell::from(Money::new(-1299, Currency::Eur)).written(), "-12.99");
    }

    #[tokio::test]
    async fn a_byte_order_mark_can_lead() {
        assert_eq!(text(csv(vec![]).with_byte_order_mark().into_response()).await, "\u{feff}id,text\r\n");
    }

    #[tokio::test]
    async fn many_rows_arrive_in_order() {
        let rows = (0..1000_i64).map(|n| vec![n.into()]).collect();
        let written = text(csv(rows).into_response()).await;
        let numbers: Vec<i64> = written.lines().skip(1).map(|line| line.parse().unwrap()).collect();
        assert_eq!(numbers, (0..1000).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_failing_row_breaks_the_download_off() {
        let rows = stream::iter([Ok(vec![1.into()]), Err(std::io::Error::other("gone"))]);
        let body = CsvResponse::new("a.csv", &["n"], rows).into_response().into_body();
        assert!(to_bytes(body, usize::MAX).await.is_err());
    }

    proptest! {
        #[test]
        fn no_text_begins_a_formula(text in "\\PC{0,20}|[=+@\t\r\n-].{0,5}") {
            let written = Cell::from(text.as_str()).written();
            prop_assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
            prop_assert!(written.ends_with(&text));
        }
    }
}
