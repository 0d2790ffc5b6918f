//! How a file is written, as the mapping page shows and sends it.

use imports::feed::{Delimiter as Separator, Encoding, Format, Kind, LineEnds, Quote};
use web_kit::FormValues;

use crate::view::seller::{Delimiter, Format as ShownFormat, LineEnds as ShownLineEnds, Quote as ShownQuote};

const fn delimiter(format: Format) -> Delimiter {
    match (format.kind, format.delimiter) {
        (Kind::Xml, _) => Delimiter::Xml,
        (Kind::Table, Separator::Tab) => Delimiter::Tab,
        (Kind::Table, Separator::Comma) => Delimiter::Comma,
        (Kind::Table, Separator::Semicolon) => Delimiter::Semicolon,
        (Kind::Table, Separator::Pipe) => Delimiter::Pipe,
    }
}

const ENCODINGS: [(&str, Encoding); 4] = [
    ("utf8", Encoding::Utf8),
    ("utf16_le", Encoding::Utf16Le),
    ("utf16_be", Encoding::Utf16Be),
    ("windows1252", Encoding::Windows1252),
];

fn encoding_code(encoding: Encoding) -> String {
    ENCODINGS.iter().find(|(_, known)| *known == encoding).map_or("utf8", |(code, _)| code).to_owned()
}

const fn line_ends(format: Format) -> ShownLineEnds {
    match format.line_ends {
        LineEnds::Lf => ShownLineEnds::Lf,
        LineEnds::Any => ShownLineEnds::Any,
    }
}

const fn quote(format: Format) -> ShownQuote {
    match format.quote {
        Quote::Double => ShownQuote::Double,
        Quote::Single => ShownQuote::Single,
    }
}

/// The format as the page shows it, with what was found.
pub fn shown_format(format: Format, detected: Format) -> ShownFormat {
    ShownFormat {
        delimiter: delimiter(format),
        detected_delimiter: delimiter(detected),
        encoding: encoding_code(format.encoding),
        detected_encoding: encoding_code(detected.encoding),
        encodings: ENCODINGS.iter().map(|(code, e)| ((*code).to_owned(), e.name().to_owned())).collect(),
        line_ends: line_ends(format),
        detected_line_ends: line_ends(detected),
        quote: quote(format),
        detected_quote: quote(detected),
    }
}

/// The format as it was sent; what is not understood or was not sent stays as it was.
pub fn sent_format(values: &FormValues, was: Format) -> Format {
    let separator = match Delimiter::from_code(values.get("delimiter")) {
        Some(Delimiter::Xml) => {
            return Format { kind: Kind::Xml, encoding: sent_encoding(values, was), ..Format::default() };
        }
        Some(Delimiter::Tab) => Separator::Tab,
        Some(Delimiter::Comma) => Separator::Comma,
        Some(Delimiter::Semicolon) => Separator::Semicolon,
        Some(Delimiter::Pipe) => Separator::Pipe,
        None => was.delimiter,
    };
    Format {
        kind: Kind::Table,
        encoding: sent_encoding(values, was),
        delimiter: separator,
        quote: match ShownQuote::from_code(values.get("quote")) {
            Some(ShownQuote::Double) => Quote::Double,
            Some(ShownQuote::Single) => Quote::Single,
            None => was.quote,
        },
        line_ends: match ShownLineEnds::from_code(values.get("line_ends")) {
            Some(ShownLineEnds::Lf) => LineEnds::Lf,
            Some(ShownLineEnds::Any) => LineEnds::Any,
            None => was.line_ends,
        },
    }
}

fn sent_encoding(values: &FormValues, was: Format) -> Encoding {
    let sent = ENCODINGS.iter().find(|(code, _)| *code == values.get("encoding"));
    sent.map_or(was.encoding, |(_, encoding)| *encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_that_is_not_understood_stays() {
        let was = Format { delimiter: Separator::Pipe, quote: Quote::Single, ..Format::default() };
        let values =
            FormValues::new([("delimiter", "colon"), ("encoding", "ebcdic"), ("quote", ""), ("line_ends", "x")]);
        assert_eq!(sent_format(&values, was), was);
        let values = FormValues::new([
            ("delimiter", "comma"),
            ("encoding", "windows1252"),
            ("quote", "double"),
            ("line_ends", "any"),
        ]);
        let sent = sent_format(&values, was);
        assert_eq!((delimiter(sent), encoding_code(sent.encoding)), (Delimiter::Comma, "windows1252".to_owned()));
        assert_eq!((quote(sent), line_ends(sent)), (ShownQuote::Double, ShownLineEnds::Any));
    }
}
