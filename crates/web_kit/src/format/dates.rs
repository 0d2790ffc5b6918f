//! Days and times of day.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use types::Language;

const EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const DE: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// `5 March 2026`, `5 mars 2026` (`1er mars 2026`), `5. März 2026`.
pub fn format_date(date: Date, language: Language) -> String {
    let (names, ordinal) = match language {
        Language::En => (&EN, ""),
        Language::Fr => (&FR, if date.day() == 1 { "er" } else { "" }),
        Language::De => (&DE, "."),
    };
    let month = names[usize::from(date.month().unsigned_abs()) - 1];
    format!("{}{ordinal} {month} {}", date.day(), date.year())
}

/// `5 March 2026, 14:07`, `5 mars 2026 à 14:07`, `5. März 2026, 14:07`, on the clocks of `zone`.
pub fn format_datetime(time: Timestamp, zone: &TimeZone, language: Language) -> String {
    let local: Zoned = time.to_zoned(zone.clone());
    let joint = if language == Language::Fr { " à" } else { "," };
    format!("{}{joint} {:02}:{:02}", format_date(local.date(), language), local.hour(), local.minute())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use jiff::civil::date;
    use jiff::tz;

    use super::*;

    #[test]
    fn days_are_written_as_each_language_does() {
        assert_eq!(format_date(date(2026, 3, 5), Language::En), "5 March 2026");
        assert_eq!(format_date(date(2026, 3, 1), Language::Fr), "1er mars 2026");
        assert_eq!(format_date(date(2026, 8, 31), Language::Fr), "31 août 2026");
        assert_eq!(format_date(date(2026, 3, 1), Language::De), "1. März 2026");
        let months: Vec<_> = (1..=12).map(|month| format_date(date(2026, month, 2), Language::De)).collect();
        assert_eq!((months[0].as_str(), months[11].as_str()), ("2. Januar 2026", "2. Dezember 2026"));
    }

    #[test]
    fn times_are_those_of_the_zone() {
        let time: Timestamp = "2026-03-05T23:07:59Z".parse().unwrap();
        let zone = TimeZone::fixed(tz::offset(1));
        assert_eq!(format_datetime(time, &TimeZone::UTC, Language::En), "5 March 2026, 23:07");
        assert_eq!(format_datetime(time, &zone, Language::De), "6. März 2026, 00:07");
        assert_eq!(format_datetime(time, &zone, Language::Fr), "6 mars 2026 à 00:07");
    }
}
