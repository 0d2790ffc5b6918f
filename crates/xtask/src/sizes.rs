//! How long a file and a function may be.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::error::{Error, Result};

const LONGEST_FILE: usize = 500;
const LONGEST_FUNCTION: usize = 70;

/// What people write and read here.
const EXTENSIONS: [&str; 5] = ["rs", "html", "js", "css", "sql"];

/// Not ours, or not kept.
const SKIPPED: [&str; 2] = ["target", "vendor"];

/// A file that is written by a program begins with a comment that begins so.
const GENERATED: &str = "Generated ";

/// Every file and function that is too long, each as a sentence.
pub(crate) fn offences(root: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    collect(root, &mut files)?;
    files.sort();
    let mut offences = Vec::new();
    for path in files {
        let text = read(&path)?;
        let shown = path.strip_prefix(root).unwrap_or(&path);
        let lines = text.lines().count();
        let generated = is_generated(&text);
        if lines > LONGEST_FILE && !generated {
            offences.push(format!("{} has {lines} lines, and {LONGEST_FILE} is the limit: divide it", shown.display()));
        }
        if path.extension() == Some(OsStr::new("rs")) && !generated && !holds_tests(shown) {
            let functions = functions(&text).map_err(|source| Error::Syntax { path: path.clone(), source })?;
            offences.extend(functions.iter().filter(|found| found.lines > LONGEST_FUNCTION).map(|found| {
                format!(
                    "{}:{} `{}` has {} lines, and {LONGEST_FUNCTION} is the limit: divide it",
                    shown.display(),
                    found.line,
                    found.name,
                    found.lines
                )
            }));
        }
    }
    Ok(offences)
}

pub(crate) fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let failed = |source| Error::Io { path: dir.to_owned(), source };
    for entry in fs::read_dir(dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (name, path) = (entry.file_name(), entry.path());
        let name = name.to_string_lossy();
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() && !name.starts_with('.') && !SKIPPED.contains(&&*name) {
            collect(&path, files)?;
        } else if kind.is_file() && path.extension().and_then(OsStr::to_str).is_some_and(|it| EXTENSIONS.contains(&it))
        {
            files.push(path);
        }
    }
    Ok(())
}

fn is_generated(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    first.trim_start_matches(|c: char| c.is_ascii_punctuation() || c == ' ').starts_with(GENERATED)
}

fn read(path: &Path) -> Result<String> {
    fs::read(path)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .map_err(|source| Error::Io { path: path.to_owned(), source })
}

/// A test may tell a long story.
fn holds_tests(path: &Path) -> bool {
    path.file_name() == Some(OsStr::new("tests.rs")) || path.iter().any(|part| part == "tests" || part == "benches")
}

#[derive(Debug, PartialEq, Eq)]
struct Function {
    name: String,
    line: usize,
    /// From the signature to the closing brace: neither comments nor attributes above it.
    lines: usize,
}

fn functions(text: &str) -> syn::Result<Vec<Function>> {
    let mut found = Functions::default();
    found.visit_file(&syn::parse_file(text)?);
    Ok(found.0)
}

#[derive(Default)]
struct Functions(Vec<Function>);

impl Functions {
    fn add(&mut self, signature: &syn::Signature, end: Span) {
        let line = signature.span().start().line;
        self.0.push(Function { name: signature.ident.to_string(), line, lines: end.end().line + 1 - line });
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !module.attrs.iter().any(is_cfg_test) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.add(&function.sig, function.block.span());
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.add(&function.sig, function.block.span());
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default {
            self.add(&function.sig, block.span());
        }
        visit::visit_trait_item_fn(self, function);
    }
}

fn is_cfg_test(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn plant(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A function of this many lines.
    fn function(head: &str, lines: usize) -> String {
        format!("{head} {{\n{}}}\n", "    call();\n".repeat(lines - 2))
    }

    #[test]
    fn long_files_are_found_and_what_is_not_ours_is_left_out() {
        let root = tempfile::tempdir().unwrap();
        for extension in EXTENSIONS {
            plant(root.path(), &format!("crates/a/{extension}/fits.{extension}"), &"\n".repeat(500));
            plant(root.path(), &format!("crates/a/{extension}/long.{extension}"), &"\n".repeat(501));
        }
        plant(root.path(), "crates/a/tests/long.rs", &"\n".repeat(501));
        for left_out in ["target/x.rs", "crates/a/assets/vendor/x.js", ".git/x.sql", "examples/feed.csv"] {
            plant(root.path(), left_out, &"\n".repeat(501));
        }
        plant(root.path(), "policies/all.sql", &format!("-- Generated from a map.\n{}", "\n".repeat(501)));
        plant(root.path(), "policies/own.sql", &format!("{}-- Generated too late.\n", "\n".repeat(501)));
        let found = offences(root.path()).unwrap();
        assert_eq!(found.len(), EXTENSIONS.len() + 2, "{found:#?}");
        assert_eq!(found[0], "crates/a/css/long.css has 501 lines, and 500 is the limit: divide it");
        assert!(found.iter().any(|offence| offence.starts_with("crates/a/tests/long.rs has 501")), "{found:#?}");
    }

    #[test]
    fn long_functions_are_found_wherever_they_stand() {
        let root = tempfile::tempdir().unwrap();
        let text = [
            "/// Not counted.\n#[inline]\n".to_owned() + &function("fn fits()", 70),
            function("pub async fn free()", 71),
            format!("struct S;\nimpl S {{\n{}}}\n", function("fn method(&self)", 72)),
            format!("trait T {{\nfn none();\n{}}}\n", function("fn default(&self)", 73)),
            format!("mod inner {{\n{}}}\n", function("fn deep()", 74)),
            function("fn signature(\n    one: u8,\n)", 69),
            format!("#[cfg(test)]\nmod tests {{\n{}}}\n", function("fn story()", 99)),
        ];
        plant(root.path(), "crates/a/src/lib.rs", &text.concat());
        plant(root.path(), "crates/a/tests/it.rs", &function("fn story()", 99));
        plant(root.path(), "crates/a/src/tests.rs", &function("fn story()", 99));
        let found = offences(root.path()).unwrap();
        assert_eq!(found[0], "crates/a/src/lib.rs has 543 lines, and 500 is the limit: divide it");
        let found = &found[1..];
        let expected = [("free", 71), ("method", 72), ("default", 73), ("deep", 74), ("signature", 71)];
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for ((name, lines), offence) in expected.iter().zip(found) {
            assert!(offence.contains(&format!("`{name}` has {lines} lines")), "{offence}");
        }
        assert!(found[0].starts_with("crates/a/src/lib.rs:73 "), "{}", found[0]);
    }

    #[test]
    fn a_file_that_is_not_rust_is_named() {
        let root = tempfile::tempdir().unwrap();
        plant(root.path(), "a.rs", "fn {");
        assert!(offences(root.path()).unwrap_err().to_string().contains("a.rs"));
    }
}
