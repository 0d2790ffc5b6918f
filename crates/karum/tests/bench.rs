//! `karum bench` on little data: that it runs, says what it measured, and refuses what it does not know.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn bench(dir: &Path, arguments: &[&str]) -> Output {
    let feeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/feeds");
    let mut command = Command::new(env!("CARGO_BIN_EXE_karum"));
    command.arg("bench").args(arguments).arg("--small").arg("--feeds").arg(feeds).current_dir(dir);
    command.output().unwrap()
}

#[test]
fn others_are_served_in_their_turn_and_the_page_says_so() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("benchmarks.md"), "old figures\n<!-- by hand from here -->\nwhat bounds them\n")
        .unwrap();
    let out = bench(dir.path(), &["queue", "--json", "--write", "benchmarks.md"]);
    let told = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{told}");
    let report: Value = serde_json::from_slice(&out.stdout).unwrap();
    let figure = &report["figures"][0];
    assert_eq!((report["figures"].as_array().unwrap().len(), &figure["subject"]), (1, &"queue".into()), "{report}");
    let position: u64 = figure["measured"].as_str().unwrap().parse().unwrap();
    // At least all of the others, and not behind the heap of the one who has many.
    assert!((200..=400).contains(&position) && figure["met"] == true, "{figure}");
    let page = std::fs::read_to_string(dir.path().join("benchmarks.md")).unwrap();
    assert!(page.ends_with("\n<!-- by hand from here -->\nwhat bounds them\n") && !page.contains("old"), "{page}");
    assert!(page.contains("`karum bench queue --small`") && page.contains(&format!("| {position} ✓ |")), "{page}");
}

#[test]
fn an_unknown_subject_is_refused_with_those_that_there_are() {
    let dir = tempfile::tempdir().unwrap();
    let out = bench(dir.path(), &["speed"]);
    let told = String::from_utf8_lossy(&out.stderr);
    assert!(!out.status.success());
    assert!(told.contains("no subject speed") && told.contains("scoped, sellers, feed"), "{told}");
}
