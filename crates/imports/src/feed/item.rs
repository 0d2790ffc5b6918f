//! One XML item becomes names and values.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::aliases::plain;

const GOOGLE: &str = "http://base.google.com/ns/1.0";
const ATALANDA: &str = "http://api.atalanda.com/ns/gfeed";

/// The prefixes under which a file speaks of Google's and Letzshop's names.
#[derive(Debug, Default)]
pub(crate) struct Prefixes(Vec<(String, &'static str)>);

impl Prefixes {
    /// Takes the namespaces that a start tag declares.
    pub(crate) fn declare(&mut self, tag: &str) {
        if !tag.contains("xmlns") {
            return;
        }
        let Ok(Event::Start(tag) | Event::Empty(tag)) = Reader::from_str(tag).read_event() else { return };
        for attribute in tag.attributes().with_checks(false).flatten() {
            let key = attribute.key.into_inner();
            let Some(prefix) = key.strip_prefix("xmlns:") else { continue };
            let ours = match attribute.value.trim() {
                GOOGLE => "g:",
                ATALANDA => "atalanda:",
                _ => continue,
            };
            self.0.retain(|(known, _)| known != prefix);
            self.0.push((prefix.to_owned(), ours));
        }
    }

    /// A name with the usual prefix of its namespace, `g:` or `atalanda:`.
    fn usual(&self, name: &str) -> String {
        let known = name.split_once(':').and_then(|(prefix, local)| {
            let (_, usual) = self.0.iter().find(|(known, _)| known == prefix)?;
            Some(format!("{usual}{local}"))
        });
        known.unwrap_or_else(|| name.to_owned())
    }
}

/// Reads an item into `values`, each name once: of a repeated element the first value counts, but pictures are joined
/// by commas. A variant option `Farbe` is named `option:Farbe`. Fails with what is wrong with the XML.
pub(crate) fn read_item(text: &str, prefixes: &Prefixes, values: &mut Vec<(String, String)>) -> Result<(), String> {
    values.clear();
    let mut reader = Reader::from_str(text);
    let mut path: Vec<String> = Vec::new();
    let mut value = String::new();
    let mut option = (String::new(), String::new());
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(tag) => {
                path.push(prefixes.usual(tag.name().into_inner()));
                if path.len() == 2 {
                    value = address(&tag);
                }
            }
            Event::Empty(tag) if path.len() == 1 => {
                add(values, prefixes.usual(tag.name().into_inner()), &address(&tag));
            }
            Event::Empty(_) if path.is_empty() => return Ok(()),
            Event::End(_) => {
                let name = path.pop().unwrap_or_default();
                match path.len() {
                    0 => return Ok(()),
                    1 => add(values, name, &value),
                    2 if name == "atalanda:option" => {
                        let (key, chosen) = std::mem::take(&mut option);
                        add(values, format!("option:{}", key.trim()), &chosen);
                    }
                    _ => {}
                }
            }
            Event::Text(text) => place(&path, &mut value, &mut option).push_str(&text.xml10_content()),
            Event::CData(text) => place(&path, &mut value, &mut option).push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let into = place(&path, &mut value, &mut option);
                match reference.resolve_char_ref().map_err(|error| error.to_string())? {
                    Some(c) => into.push(c),
                    None => push_entity(into, &reference.xml10_content()),
                }
            }
            Event::Eof => return Err("the end tag is missing".to_owned()),
            _ => {}
        }
    }
}

/// One of XML's five entities; any other stays as it is written, since no DTD is read.
fn push_entity(into: &mut String, name: &str) {
    match resolve_predefined_entity(name) {
        Some(text) => into.push_str(text),
        None => into.extend(["&", name, ";"]),
    }
}

/// Where text at this path belongs. Text of elements that nothing takes goes where the next element clears it.
fn place<'a>(path: &[String], value: &'a mut String, option: &'a mut (String, String)) -> &'a mut String {
    match path.last().map(String::as_str) {
        Some("atalanda:key") if path.len() == 4 => &mut option.0,
        Some("atalanda:value") if path.len() == 4 => &mut option.1,
        _ => value,
    }
}

/// The `href` of Atom's `<link>`, unless it leads elsewhere than to the page itself.
fn address(tag: &BytesStart<'_>) -> String {
    if tag.local_name().into_inner() != "link" {
        return String::new();
    }
    let (mut href, mut page) = (String::new(), true);
    for attribute in tag.attributes().with_checks(false).flatten() {
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap_or_default();
        match attribute.key.into_inner() {
            "href" => href = value.into_owned(),
            "rel" => page = value == "alternate",
            _ => {}
        }
    }
    if page { href } else { String::new() }
}

fn add(values: &mut Vec<(String, String)>, name: String, value: &str) {
    let value = value.trim();
    let Some((_, known)) = values.iter_mut().find(|(known, _)| *known == name) else {
        values.push((name, value.to_owned()));
        return;
    };
    if known.is_empty() {
        value.clone_into(known);
    } else if !value.is_empty() && plain(&name) == "additional_image_link" {
        known.push(',');
        known.push_str(value);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(String, String)>, String> {
        let mut prefixes = Prefixes::default();
        prefixes.declare(r#"<rss xmlns:goo="http://base.google.com/ns/1.0" xmlns:x='urn:x'>"#);
        let mut values = Vec::new();
        read_item(text, &prefixes, &mut values).map(|()| values)
    }

    #[test]
    fn names_values_pictures_and_options_are_read() {
        let values = read(
            "<item><goo:id> A&amp;1 </goo:id><title><![CDATA[A <b> & \u{e9}]]> &#x41;&nbsp;</title><link/>\
             <goo:additional_image_link>https://a</goo:additional_image_link>\
             <goo:additional_image_link>https://b</goo:additional_image_link>\
             <goo:shipping><goo:price>5 EUR</goo:price></goo:shipping><goo:price>1 EUR</goo:price>\
             <atalanda:options><atalanda:option><atalanda:key>Farbe</atalanda:key>\
             <atalanda:value>Rot</atalanda:value></atalanda:option></atalanda:options></item>",
        );
        let values = values.unwrap();
        let value = |name: &str| values.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        assert_eq!(value("g:id"), Some("A&1"));
        assert_eq!(value("title"), Some("A <b> & é A&nbsp;"));
        assert_eq!(value("g:additional_image_link"), Some("https://a,https://b"));
        assert_eq!(value("option:Farbe"), Some("Rot"));
        assert_eq!(value("g:price"), Some("1 EUR"));
        assert_eq!(value("link"), Some(""));
    }

    #[test]
    fn a_prefix_means_what_was_declared_last() {
        let mut prefixes = Prefixes::default();
        prefixes.declare("<a xmlns:p='http://base.google.com/ns/1.0'>");
        prefixes.declare("<b xmlns:p='http://api.atalanda.com/ns/gfeed'/>");
        prefixes.declare("<c xmlns:p='http://elsewhere.example'>");
        assert_eq!((prefixes.usual("p:x"), prefixes.usual("q:x")), ("atalanda:x".into(), "q:x".into()));
    }

    #[test]
    fn atom_links_are_addresses() {
        let values = read("<entry><link rel='self' href='https://s'/><link href='https://a?b&amp;c'/></entry>");
        assert_eq!(values.unwrap(), [("link".to_owned(), "https://a?b&c".to_owned())]);
    }

    #[test]
    fn what_is_not_well_formed_is_said() {
        assert!(read("<item><title>a</item>").is_err());
        assert!(read("<item><title>a</title>").is_err());
    }
}
