//! What people call themselves and their shops, as far as a letter repeats it.

/// Characters of a name in a letter.
const NAME: usize = 100;
/// Characters of a subject.
pub(crate) const SUBJECT: usize = 400;
/// Characters of a reason that staff give.
pub(crate) const REASON: usize = 500;

/// A name on one line: no control characters, none that turn the direction of writing, at most 100 characters. What looks
/// like the beginning of an address loses it: programs make links of such, and a shop's name is no place for one.
pub(crate) fn name(text: &str) -> String {
    line(text, NAME)
}

/// The same with a length of one's own.
pub(crate) fn line(text: &str, longest: usize) -> String {
    let visible = text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !turns(*c)).collect::<String>();
    let words = visible.split_whitespace().collect::<Vec<_>>().join(" ").replace("://", " ");
    if words.chars().count() <= longest {
        return words;
    }
    let kept: String = words.chars().take(longest - 1).collect();
    format!("{}…", kept.trim_end())
}

/// Marks that are not seen themselves and reorder what is (Unicode's bidirectional formatting), and line separators.
const fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
#[allow(missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_of_what_is_seen() {
        assert_eq!(name("  Käthe\r\nBcc: a@b.example\t& Söhne "), "Käthe Bcc: a@b.example & Söhne");
        assert_eq!(name("a\u{202e}b\u{2028}c\u{0}d"), "abc d");
        assert_eq!(name("win at https://evil.example/x"), "win at https evil.example/x");
        assert_eq!(name(&"ä".repeat(101)), format!("{}…", "ä".repeat(99)));
        assert_eq!(name(&"ä".repeat(100)), "ä".repeat(100));
    }
}
