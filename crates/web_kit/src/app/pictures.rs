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

/// All pictures of ours, by file name.
#[derive(Debug, Clone, Default)]
pub struct Pictures(Arc<HashMap<String, Picture>>);

impl Pictures {
    /// The pictures in these directories and those right below them. A directory that is not there holds none.
    pub fn of(directories: &[PathBuf]) -> io::Result<Self> {
        let mut found = HashMap::new();
        for directory in directories.iter().filter(|d| d.is_dir()) {
            collect(directory, true, &mut found)?;
        }
        Ok(Self(Arc::new(found)))
    }

    /// The picture of this name.
    pub fn find(&self, name: &str) -> Option<&Picture> {
        self.0.get(name)
    }

    /// Where a browser finds the picture that a feed links to: here, where we have a file of that name, else there.
    pub fn address(&self, link: &str) -> String {
        let name = link.split(['?', '#']).next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        if self.0.contains_key(name) { format!("/media/pictures/{name}") } else { link.to_owned() }
    }
}

fn collect(directory: &Path, deeper: bool, found: &mut HashMap<String, Picture>) -> io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() && deeper {
            collect(&path, false, found)?;
        }
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        let media_type = MEDIA_TYPES.iter().find(|(e, _)| *e == extension).map(|(_, media_type)| *media_type);
        if let (Some(media_type), Some(name)) = (media_type, path.file_name().and_then(|n| n.to_str())) {
            found.insert(name.to_owned(), Picture { path: path.clone(), media_type });
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_our_own_file_where_we_have_one() {
        let folder = std::env::temp_dir().join(format!("karum-pictures-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("shop")).unwrap();
        std::fs::write(folder.join("shop/kettle-1.webp"), "x").unwrap();
        std::fs::write(folder.join("secret.txt"), "x").unwrap();
        let pictures = Pictures::of(&[folder.clone(), folder.join("absent")]).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(pictures.address("https://example.com/a/kettle-1.webp?v=2"), "/media/pictures/kettle-1.webp");
        assert_eq!(pictures.address("https://example.com/other.webp"), "https://example.com/other.webp");
        assert!(pictures.find("secret.txt").is_none() && pictures.find("../secret.txt").is_none());
        assert_eq!(pictures.find("kettle-1.webp").unwrap().media_type, "image/webp");
    }
}
