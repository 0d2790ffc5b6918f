#![allow(clippy::unwrap_used, missing_docs)]

use types::MailId;

use super::*;

fn refused(url: &str, from: &str) -> String {
    Smtp::new(&url.to_owned().into(), from).unwrap_err().to_string()
}

#[test]
fn settings_are_told_what_is_wrong_and_never_the_password() {
    let from = "Karum <no-reply@example.com>";
    for good in [
        "smtp://mail.example.com",
        "smtp://mail.example.com:2525?tls=opportunistic",
        "smtp://user:pa%2Fss@mail.example.com?tls=required",
        "smtps://user:pass@mail.example.com",
        "smtp://user:pass@localhost:1025",
        "smtp://user:pass@[::1]:1025",
    ] {
        assert!(Smtp::new(&good.to_owned().into(), from).is_ok(), "{good}");
    }
    for bad in [
        "mail.example.com:587",
        "http://mail.example.com",
        "smtp://",
        "smtp://mail.example.com?tls=maybe",
        "smtp://mail.example.com?starttls=true",
        "smtp://user:hunter2@mail.example.com",
        "smtp://user:hunter2@mail.example.com?tls=opportunistic",
        "smtps://user@mail.example.com",
        "smtps://user:hunter2@mail.example.com?rootcert=/nowhere.pem",
        "smtp://user:hunter2@[bad",
    ] {
        let said = refused(bad, from);
        assert!(said.starts_with("smtp_url: ") && !said.contains("hunter2"), "{bad}: {said}");
    }
    for bad in ["", "nobody", "Karum <>", "a@b@c.example"] {
        assert!(refused("smtp://localhost:25", bad).starts_with("mail_from: "), "{bad}");
    }
    let shown = format!("{:?}", Smtp::new(&"smtps://user:hunter2@mail.example.com".to_owned().into(), from).unwrap());
    assert!(!shown.contains("hunter2") && shown.contains("mail.example.com"), "{shown}");
}

#[test]
fn no_value_becomes_a_header_of_its_own() {
    let evil = "Ada\r\nBcc: victim@example.com\r\n\r\nA body of mine";
    let mail = Claimed {
        id: MailId::new(),
        recipient: "ada@example.com".into(),
        recipient_name: evil.into(),
        subject: evil.into(),
        text: "text".into(),
        html: "html".into(),
        language: "en".into(),
        attempts: 1,
    };
    let from = Mailbox::new(Some("Käthe, \"Karum\"".into()), "no-reply@example.com".parse().unwrap());
    let bytes = message(&from, &mail).unwrap().formatted();
    let text = String::from_utf8(bytes).unwrap();
    let head = text.split("\r\n\r\n").next().unwrap();
    assert!(!head.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc")), "{head}");
    assert!(head.contains("Content-Type: multipart/alternative"), "the head ends where it should: {head}");
    assert_eq!(head.lines().filter(|line| line.starts_with("To: ")).count(), 1, "{head}");
    assert!(head.contains(&format!("Message-ID: <{}@example.com>", mail.id)), "{head}");
    let two = Claimed { recipient: "a@example.com>\r\nBcc: <b@example.com".into(), ..mail };
    assert!(message(&from, &two).is_err());
}
