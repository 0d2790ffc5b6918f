//! Pictures that we have ourselves: they stand in for those that feeds only link to.

use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Media types by extension. Others are not served.
const MEDIA_TYPES: [(&str, &str); 5] = [
    ("webp", "image/webp"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("avif", "image/avif"),
];
/// A file of a directory of pictures that says which links they stand for: the beginnings of addresses, one a line.
const LINKS: &str = "links.txt";

/// A picture of ours.
#[derive(Debug, Clone)]
pub struct Picture {
    path: PathBuf,
    /// `image/webp` and the like.
    pub media_type: &'static str,
}

impl Picture {
    /// Its bytes.
    pub async fn read(&self) -> io::Result<Vec<u8>> {
        tokio::fs::read(&self.path).await
    }
}

#[derive(Debug, Default)]
struct Found {
    by_name: HashMap<String, Picture>,
    /// The addresses that they stand for.
    by_link: HashMap<String, String>,
}

/// All pictures of ours, by file name.
#[derive(Debug, Clone, Default)]
pub struct Pictures(Arc<Found>);

impl Pictures {
    /// The pictures in these directories and those right below them. A directory that is not there holds none.
    pub fn of(directories: &[PathBuf]) -> io::Result<Self> {
        let mut found = Found::default();
        for directory in directories.iter().filter(|d| d.is_dir()) {
            collect(directory, true, &mut found)?;
        }
        Ok(Self(Arc::new(found)))
    }

    /// The picture of this name.
    pub fn find(&self, name: &str) -> Option<&Picture> {
        self.0.by_name.get(name)
    }

    /// Where a browser finds the picture that a feed links to: here, where we have that very one; else there, if it may be
    /// loaded at all. Over plain http no page of ours loads anything: such a picture has a placeholder.
    pub fn address(&self, link: &str) -> Option<String> {
        let bare = link.split(['?', '#']).next().unwrap_or_default();
        match self.0.by_link.get(bare) {
            Some(name) => Some(format!("/media/pictures/{name}")),
            None => loadable(link).then(|| link.to_owned()),
        }
    }
}

/// Whether the content policy lets a page load it.
fn loadable(link: &str) -> bool {
    let secure = link.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
    secure || (link.starts_with('/') && !link.starts_with("//"))
}

fn collect(directory: &Path, deeper: bool, found: &mut Found) -> io::Result<()> {
    let stands_for = std::fs::read_to_string(directory.join(LINKS)).unwrap_or_default();
    let stands_for: Vec<&str> = stands_for.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() && deeper {
            collect(&path, false, found)?;
        }
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        let media_type = MEDIA_TYPES.iter().find(|(e, _)| *e == extension).map(|(_, media_type)| *media_type);
        if let (Some(media_type), Some(name)) = (media_type, path.file_name().and_then(|n| n.to_str())) {
            found.by_name.insert(name.to_owned(), Picture { path: path.clone(), media_type });
            found.by_link.extend(stands_for.iter().map(|begin| (format!("{begin}{name}"), name.to_owned())));
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_our_own_file_where_it_stands_for_that_very_one() {
        let folder = std::env::temp_dir().join(format!("karum-pictures-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("shop")).unwrap();
        std::fs::write(folder.join("shop/kettle-1.webp"), "x").unwrap();
        std::fs::write(folder.join("shop/links.txt"), "https://example.com/a/\n").unwrap();
        std::fs::write(folder.join("loose.webp"), "x").unwrap();
        std::fs::write(folder.join("secret.txt"), "x").unwrap();
        let pictures = Pictures::of(&[folder.clone(), folder.join("absent")]).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        let own = Some("/media/pictures/kettle-1.webp".to_owned());
        assert_eq!(pictures.address("https://example.com/a/kettle-1.webp?v=2"), own);
        for other in [
            "https://another.example/a/kettle-1.webp",
            "https://example.com/a/b/kettle-1.webp",
            "https://example.com/other.webp",
            "https://example.com/loose.webp",
        ] {
            assert_eq!(pictures.address(other).as_deref(), Some(other));
        }
        assert!(pictures.find("secret.txt").is_none() && pictures.find("../secret.txt").is_none());
        assert!(pictures.find("links.txt").is_none());
        assert_eq!(pictures.find("kettle-1.webp").unwrap().media_type, "image/webp");
    }

    #[test]
    fn what_a_page_may_not_load_has_no_address() {
        let pictures = Pictures::default();
        for link in
            ["http://example.com/a.webp", "//example.com/a.webp", "data:image/png;base64,x", "", "ftp://a/b.png"]
        {
            assert_eq!(pictures.address(link), None, "{link}");
        }
        for link in ["https://example.com/a.webp", "HTTPS://example.com/a.webp", "/media/pictures/a.webp"] {
            assert_eq!(pictures.address(link).as_deref(), Some(link));
        }
    }
}
