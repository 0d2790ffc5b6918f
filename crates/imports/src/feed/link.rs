//! Addresses of pages and pictures. Nothing is fetched here; what is kept is http or https and fits into a page.

use super::limits::MAX_LINK_BYTES;

/// The address, with spaces written as `%20`, or `None` when it is not http(s), has no host, is too long or holds what
/// no address holds. Whether the host may be asked for anything is decided where that is done.
pub(crate) fn web(text: &str) -> Option<String> {
    let rest = strip_scheme(text)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let host_fits = !host.is_empty()
        && !host.starts_with(':')
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']'));
    let refused =
        |c: char| c.is_control() || matches!(c, '"' | '<' | '>' | '\\' | '`') || (c.is_whitespace() && c != ' ');
    if !host_fits || rest.contains(refused) {
        return None;
    }
    let address = if text.contains(' ') { text.replace(' ', "%20") } else { text.to_owned() };
    (address.len() <= MAX_LINK_BYTES).then_some(address)
}

fn strip_scheme(text: &str) -> Option<&str> {
    ["https://", "http://"].iter().find_map(|scheme| {
        let (start, rest) = text.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    })
}

/// Addresses in a list with commas. A comma separates only where another address, or none, follows: addresses of
/// picture services hold commas themselves.
pub(crate) fn list(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let next = rest.match_indices(',').find(|(at, _)| {
                let following = rest[at + 1..].trim_start();
                following.is_empty() || following.starts_with(',') || begins_address(following)
            });
            let (item, after) = next.map_or((rest, ""), |(at, _)| (&rest[..at], &rest[at + 1..]));
            rest = after;
            if !item.trim().is_empty() {
                return Some(item.trim());
            }
        }
        None
    })
}

/// Whether it begins with a scheme and `://`.
fn begins_address(text: &str) -> bool {
    let scheme = text.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')).count();
    scheme > 0 && text[scheme..].starts_with("://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_kept() {
        for address in
            ["https://a.example/x?y=1#z", "HTTP://169.254.169.254/", "https://größe.example/ä", "http://[::1]:80/"]
        {
            assert_eq!(web(address).as_deref(), Some(address));
        }
        assert_eq!(web("https://a/b c.jpg").as_deref(), Some("https://a/b%20c.jpg"));
        for address in [
            "javascript:alert(1)",
            "ftp://x/",
            "file:///etc/passwd",
            "https://",
            "https:///x",
            "//a/b",
            "a.example",
            "",
            "https://a/\"onload=",
            "https://a/<b>",
            "https://a\\b",
            "https://a b/",
            "https://a/\tb",
            "https://a/\u{1}",
            "data:,x",
        ] {
            assert_eq!(web(address), None, "{address}");
        }
        assert_eq!(web(&format!("https://a/{}", "x".repeat(MAX_LINK_BYTES))), None);
    }

    #[test]
    fn lists_split_between_addresses_only() {
        let of = |text| list(text).collect::<Vec<_>>();
        assert_eq!(
            of("https://a/w_1,h_2/x.jpg, https://b,http://c,"),
            ["https://a/w_1,h_2/x.jpg", "https://b", "http://c"]
        );
        assert_eq!(of("https://a,file:///x"), ["https://a", "file:///x"]);
        assert_eq!(of(" , ,"), Vec::<&str>::new());
        assert_eq!(of("x"), ["x"]);
    }
}
