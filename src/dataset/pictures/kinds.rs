//! What a file in a folder of pictures is, by its name.

/// What a name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// What is hidden, what systems leave behind, and what goes with pictures: text and tables.
    Passed,
    /// A picture of a kind that is read.
    Picture,
    /// A picture of a kind that is not read.
    Other,
    /// Only its content can say.
    Unknown,
}

const PICTURES: [&str; 5] = ["png", "jpg", "jpeg", "jpe", "jfif"];
const OTHERS: [&str; 21] = [
    "gif", "bmp", "dib", "webp", "tif", "tiff", "heic", "heif", "avif", "jxl", "jp2", "j2k", "pbm", "pgm",
    "ppm", "pnm", "ico", "svg", "tga", "dcm", "psd",
];
const BESIDE: [&str; 18] = [
    "txt", "csv", "tsv", "json", "jsonl", "xml", "yaml", "yml", "toml", "md", "rst", "html", "log", "pdf",
    "py", "sh", "ini", "cfg",
];
/// What systems and programs leave in folders.
const LITTER: [&str; 7] = [
    "thumbs.db",
    "desktop.ini",
    "__macosx",
    "@eadir",
    "$recycle.bin",
    "system volume information",
    "lost+found",
];

/// What a name says; any case of letters will do.
pub(super) fn named(name: &str) -> Named {
    let name = name.to_lowercase();
    let suffix = name.rsplit_once('.').map_or("", |(_, suffix)| suffix);
    if name.starts_with('.') || LITTER.contains(&name.as_str()) || BESIDE.contains(&suffix) {
        Named::Passed
    } else if PICTURES.contains(&suffix) {
        Named::Picture
    } else if OTHERS.contains(&suffix) {
        Named::Other
    } else {
        Named::Unknown
    }
}

/// The suffix of a name in small letters, with its dot.
pub(super) fn suffix(name: &str) -> String {
    let suffix = name.rsplit_once('.').map_or("", |(_, suffix)| suffix);
    format!(".{}", suffix.to_lowercase())
}
