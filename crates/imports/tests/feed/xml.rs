//! Google's RSS and Atom with Letzshop's elements.

use imports::feed::{Defaults, Encoding, Kind, Mapping, Reader, header, preview, sniff};

use super::{accepted, proposed, read, verdict};

fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\" \
         xmlns:atalanda=\"http://api.atalanda.com/ns/gfeed\">\n<channel><title>Shop</title><link>https://s.example</link>\n\
         <!-- <item><g:id>no</g:id></item> -->\n{items}</channel>\n</rss>\n"
    )
}

fn item(id: &str, more: &str) -> String {
    format!(
        "<item>\n<g:id>{id}</g:id><title><![CDATA[Cup <b>&</b> saucer </item>]]></title>\
         <g:price>19.99 EUR</g:price><g:availability>in_stock</g:availability>{more}</item>\n"
    )
}

#[test]
fn rss_with_letzshops_elements_is_read() {
    let more = "<description>5 &lt; 6 &amp; so on</description><link>https://s.example/1</link>\
                <g:image_link>https://s.example/1.jpg</g:image_link>\
                <g:additional_image_link>https://s.example/2.jpg</g:additional_image_link>\
                <g:additional_image_link>https://s.example/3.jpg</g:additional_image_link>\
                <atalanda:quantity>7</atalanda:quantity><atalanda:tax_rate>17</atalanda:tax_rate>\
                <atalanda:options><atalanda:option><atalanda:key>Farbe</atalanda:key><atalanda:value>Rot</atalanda:value>\
                </atalanda:option></atalanda:options><g:shipping><g:price>5 EUR</g:price></g:shipping>";
    let text = rss(&item("A-1", more));
    assert_eq!(sniff(text.as_bytes()).unwrap().kind, Kind::Xml);
    let row = &accepted(text.as_bytes())[0];
    assert_eq!(
        (row.title.as_str(), row.description.as_deref()),
        ("Cup <b>&</b> saucer </item>", Some("5 < 6 & so on"))
    );
    assert_eq!((row.price.minor, row.quantity, row.color.as_deref()), (1_999, Some(7), Some("Rot")));
    assert_eq!((row.images.len(), row.tax_rate.unwrap().basis_points()), (3, 1_700));
    let (format, mapping) = proposed(text.as_bytes()).unwrap();
    let shown = preview(text.as_bytes(), true, format, &mapping, Defaults::default(), 20).unwrap();
    assert_eq!(shown.unknown, ["atalanda:options", "g:shipping"]);
    let at = shown.header.iter().position(|name| name == "option:Farbe").unwrap();
    assert_eq!(shown.rows[0].cells[at], "Rot");
}

#[test]
fn atom_and_foreign_prefixes_are_read() {
    let text = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:x='http://base.google.com/ns/1.0'><title>Shop</title>\
                <entry><x:id>1</x:id><title>Cup</title><link href='https://s.example/1'/><x:price>2 EUR</x:price>\
                <x:availability>preorder</x:availability></entry></feed>";
    assert!(header(text.as_bytes(), sniff(text.as_bytes()).unwrap()).unwrap().contains(&"g:price".to_owned()));
    assert_eq!(accepted(text.as_bytes())[0].link.as_deref(), Some("https://s.example/1"));
}

#[test]
fn one_bad_item_does_not_stop_the_others() {
    let mut items = item("1", "");
    items.push_str("<item><g:id>2</g:id><title>a</b></item>\n");
    items.push_str("<item><g:id>3</g:id><title>not closed</title>\n");
    items.push_str(&item("4", "<g:brand>x < y and 5 <6</g:brand>"));
    items.push_str(&item("5", ""));
    items.push_str(&item("1", ""));
    items.push_str("<item><title>a <b or \"c</title></item>\n");
    items.push_str("<item/>");
    let records = read(rss(&items).as_bytes(), Defaults::default()).unwrap();
    let verdicts: Vec<_> = records.iter().map(|record| (record.number, record.line, verdict(record))).collect();
    assert_eq!(
        verdicts,
        [
            (1, 5, "accept"),
            (2, 7, "bad_xml"),
            (3, 8, "bad_xml"),
            (4, 9, "bad_xml"),
            (5, 11, "accept"),
            (6, 13, "duplicate_id"),
            (7, 15, "bad_xml"),
            (8, 16, "missing_id"),
        ]
    );
}

#[test]
fn bytes_that_are_no_text_are_named_and_declared_encodings_are_used() {
    let mut bytes = rss(&format!("{}{}", item("1", ""), item("2", ""))).into_bytes();
    let at = bytes.windows(3).position(|bytes| bytes == b"Cup").unwrap();
    bytes[at] = 0xdf;
    let (_, mapping) = proposed(&bytes).unwrap();
    let format = imports::feed::Format { kind: Kind::Xml, ..Default::default() };
    let reader = Reader::new(bytes.as_slice(), format, &mapping, Defaults::default()).unwrap();
    let verdicts: Vec<_> = reader.map(|record| verdict(&record.unwrap())).collect();
    assert_eq!(verdicts, ["invalid_utf8", "accept"]);
    let latin = rss("").replace("UTF-8", "ISO-8859-1");
    assert_eq!(sniff(latin.as_bytes()).unwrap().encoding, Encoding::Windows1252);
    assert!(sniff(rss("").replace("UTF-8", "Shift_JIS").as_bytes()).is_err());
}

#[test]
fn unknown_elements_are_listed_once_and_an_empty_feed_is_whole() {
    let items = format!("{}{}", item("1", "<g:x>a</g:x><y/>"), item("2", "<g:x>b</g:x>"));
    let text = rss(&items);
    let (format, mapping) = proposed(text.as_bytes()).unwrap();
    let mut reader = Reader::new(text.as_bytes(), format, &mapping, Defaults::default()).unwrap();
    assert!(reader.next().is_some() && !reader.cut_off());
    assert_eq!(reader.by_ref().count(), 1);
    assert_eq!((reader.unknown(), reader.cut_off()), (["g:x".to_owned(), "y".to_owned()].as_slice(), false));
    let mut empty = Reader::new(b"<rss/>".as_slice(), format, &mapping, Defaults::default()).unwrap();
    assert!(empty.next().is_none() && !empty.cut_off());
}

#[test]
fn a_feed_that_breaks_off_is_known_as_such() {
    let text = rss(&format!("{}{}", item("1", ""), item("2", "")));
    let (format, mapping) = proposed(text.as_bytes()).unwrap();
    let end = |upto: usize| {
        let mut reader = Reader::new(&text.as_bytes()[..upto], format, &mapping, Defaults::default()).unwrap();
        let last = reader.by_ref().last().unwrap().unwrap();
        (last.number, verdict(&last), reader.cut_off())
    };
    assert_eq!(end(text.len()), (2, "accept", false));
    assert_eq!(end(text.find("</channel>").unwrap()), (2, "accept", true));
    assert_eq!(end(text.rfind("in_stock").unwrap()), (2, "truncated", true));
    let head = &text.as_bytes()[..text.rfind("in_stock").unwrap()];
    assert_eq!(preview(head, false, format, &mapping, Defaults::default(), 20).unwrap().rows.len(), 1);
}

#[test]
fn entities_of_the_files_own_are_not_resolved() {
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    let text = rss(&item("1", "<g:brand>&a;&x;&#x41;&copy;</g:brand>")).replacen("?>\n", &format!("?>\n{bomb}"), 1);
    assert_eq!(accepted(text.as_bytes())[0].brand.as_deref(), Some("&a;&x;A&copy;"));
}

#[test]
fn an_item_without_end_is_skipped() {
    let huge = format!("<item><g:id>1</g:id><description>{}</description></item>\n", "x".repeat(3_000_000));
    let text = rss(&format!("{huge}{}", item("2", "")));
    let mapping = Mapping::suggest(&["g:id", "title", "g:price", "g:availability"].map(str::to_owned));
    let format = sniff(text.as_bytes()).unwrap();
    let reader = Reader::new(text.as_bytes(), format, &mapping, Defaults::default()).unwrap();
    let verdicts: Vec<_> = reader.map(|record| verdict(&record.unwrap())).collect();
    assert_eq!(verdicts, ["record_too_large", "accept"]);
}
