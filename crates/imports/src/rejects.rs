//! The report of a run, as it is read: on the page and as CSV.

use tenancy::{Mode, Scope, class::SellerBound, row, statements};
use types::{RecordId, RunId, SellerId};

use crate::{
    ImportError, Severity,
    engine::{AVAILABILITY_CONFLICT, CUT_OFF, PRICE_CONFLICT},
    feed::Reason,
    files::storable,
};

/// The most entries of one page.
pub const MAX_PAGE: i64 = 1_000;

row! {
    /// An entry of a run's report.
    pub struct Reject {
        /// Its id; entries are in the order of the file.
        id: RecordId,
        /// Whether the row is out or in.
        severity: Severity,
        /// The physical line on which the record begins, from 1; 0: the file as a whole.
        line: i64,
        /// The record's number, from 1.
        record: i64,
        /// The record's id, as far as it could be read.
        external_id: Option<String>,
        /// The column that holds the fault, as the header spells it.
        column_name: Option<String>,
        /// The kind of fault: a name for [`message`].
        reason: String,
        /// What was found.
        detail: String,
        /// The record as it stands in the file, cut.
        raw: String,
    }
    /// How often a reason is in a report.
    pub struct ReasonCount {
        /// Whether rows are out or in.
        severity: Severity,
        /// The kind of fault.
        reason: String,
        /// How many entries are stored of it.
        count: i64 ["count(*) is never null"],
    }
}

statements! {
    fn page(seller: SellerId, run: RunId, severity: Severity, reason: Option<&str>, after: Option<RecordId>, limit: i64) -> Vec<Reject> for Seller | Worker =
        "SELECT id, severity, line, record, external_id, column_name, reason, detail, raw FROM import_rejects
         WHERE seller_id = $1 AND run_id = $2 AND severity = $3 AND id > coalesce($5, '00000000-0000-0000-0000-000000000000'::uuid)
             AND ($4::text IS NULL OR reason = $4)
         ORDER BY id LIMIT $6";
    fn by_reason(seller: SellerId, run: RunId) -> Vec<ReasonCount> for Seller | Worker =
        "SELECT severity, reason, count(*) AS count FROM import_rejects WHERE seller_id = $1 AND run_id = $2
         GROUP BY severity, reason ORDER BY severity, count(*) DESC, reason LIMIT 200";
}

/// Entries of a report in the order of the file, those after the cursor; at most [`MAX_PAGE`].
pub async fn list<C: SellerBound, M: Mode>(
    q: &Scope<C, M>,
    run: RunId,
    severity: Severity,
    reason: Option<&str>,
    after: Option<RecordId>,
    limit: i64,
) -> Result<Vec<Reject>, ImportError> {
    let reason = reason.map(storable);
    Ok(page(q, q.seller(), run, severity, reason.as_deref(), after, limit.clamp(1, MAX_PAGE)).await?)
}

/// How often each reason is in the report, most first. Where there are more entries than are stored, of those stored.
pub async fn counts<C: SellerBound, M: Mode>(q: &Scope<C, M>, run: RunId) -> Result<Vec<ReasonCount>, ImportError> {
    Ok(by_reason(q, q.seller(), run).await?)
}

/// What a reason means, in English; the name itself where it is not known.
pub fn message(reason: &str) -> &str {
    match reason {
        PRICE_CONFLICT => "the price differs from that of another language",
        AVAILABILITY_CONFLICT => "the availability differs from that of another language",
        CUT_OFF => "the file is cut off",
        _ => Reason::ALL.iter().find(|known| known.name() == reason).map_or(reason, |known| known.message()),
    }
}

/// The first line of a report as CSV.
pub const CSV_HEADER: &str = "severity,line,record,id,column,reason,message,detail,raw\r\n";

/// Entries as lines of CSV (RFC 4180), without header. A text that a spreadsheet would take for a formula begins with an
/// apostrophe.
pub fn csv(entries: &[Reject]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for entry in entries {
        let record = [
            entry.severity.name(),
            &entry.line.to_string(),
            &entry.record.to_string(),
            &inert(entry.external_id.as_deref().unwrap_or_default()),
            &inert(entry.column_name.as_deref().unwrap_or_default()),
            &entry.reason,
            message(&entry.reason),
            &inert(&entry.detail),
            &inert(&entry.raw),
        ];
        // Writing to memory does not fail.
        if writer.write_record(record).is_err() {
            break;
        }
    }
    writer.into_inner().unwrap_or_default()
}

/// A text that no spreadsheet runs.
fn inert(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn csv_is_quoted_and_runs_nothing() {
        let entry = Reject {
            id: RecordId::new(),
            severity: Severity::Reject,
            line: 3,
            record: 2,
            external_id: Some("=cmd|' /C calc'!A0".into()),
            column_name: Some("Preis".into()),
            reason: "bad_price".into(),
            detail: "\"1,2,3\"".into(),
            raw: "a\tb\nc".into(),
        };
        assert_eq!(
            String::from_utf8(csv(&[entry])).unwrap(),
            "reject,3,2,'=cmd|' /C calc'!A0,Preis,bad_price,this is no price,\"\"\"1,2,3\"\"\",\"a\tb\nc\"\r\n"
        );
    }

    #[test]
    fn every_reason_has_its_words() {
        for reason in
            Reason::ALL.iter().map(|known| known.name()).chain([PRICE_CONFLICT, AVAILABILITY_CONFLICT, CUT_OFF])
        {
            assert_ne!(message(reason), reason);
        }
        assert_eq!(message("unheard_of"), "unheard_of");
    }
}
