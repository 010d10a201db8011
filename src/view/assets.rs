//! Style sheets and scripts, embedded, under names that carry a hash of their content, so that a
//! browser may keep them for ever and never shows a page with an older style.

use std::sync::OnceLock;

use data_encoding::HEXLOWER;
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

static ASSETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets");

/// One embedded file.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its plain name, such as `lytt.css`.
    pub name: &'static str,
    /// Its path on the server, such as `/assets/lytt-1f0c2b3a4d.css`.
    pub path: String,
    /// What it holds.
    pub bytes: &'static [u8],
    /// Its media type with charset.
    pub content_type: &'static str,
}

/// Every asset, hashed once.
pub fn list() -> &'static [Asset] {
    static LIST: OnceLock<Vec<Asset>> = OnceLock::new();
    LIST.get_or_init(|| ASSETS.files().filter_map(asset).collect())
}

/// The address of an asset for `href` or `src`; `None` when there is no such asset.
pub fn url(name: &str) -> Option<&'static str> {
    list().iter().find(|asset| asset.name == name).map(|asset| asset.path.as_str())
}

/// The content and media type behind a path such as `/assets/lytt-1f0c2b3a4d.css` (with or without
/// `/assets/`); `None` for any other, also for an older hash.
pub fn lookup(path: &str) -> Option<(&'static [u8], &'static str)> {
    let wanted = path.strip_prefix("/assets/").unwrap_or(path);
    list()
        .iter()
        .find(|asset| asset.path.strip_prefix("/assets/") == Some(wanted))
        .map(|asset| (asset.bytes, asset.content_type))
}

/// The bytes of a font that documents are written with; it is not served to browsers.
pub fn font(name: &str) -> Option<&'static [u8]> {
    ASSETS.get_file(format!("fonts/{name}")).map(include_dir::File::contents)
}

fn asset(file: &'static include_dir::File<'static>) -> Option<Asset> {
    let name = file.path().file_name()?.to_str()?;
    let (stem, extension) = name.rsplit_once('.')?;
    let content_type = match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => return None,
    };
    let bytes = file.contents();
    let hash = HEXLOWER.encode(&Sha256::digest(bytes));
    let short = hash.get(..10)?;
    Some(Asset { name, path: format!("/assets/{stem}-{short}.{extension}"), bytes, content_type })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_is_found_only_under_its_present_hash() {
        let address = url("lytt.css").expect("the style sheet");
        let (bytes, content_type) = lookup(address).expect("its content");
        assert!(bytes.starts_with(b"/*"));
        assert_eq!(content_type, "text/css; charset=utf-8");
        assert!(lookup("/assets/lytt-0000000000.css").is_none());
        assert!(lookup("/assets/lytt.css").is_none());
        assert!(lookup("/assets/../Cargo.toml").is_none());
        assert!(url("none.css").is_none());
    }
}
