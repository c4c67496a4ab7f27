//! How a folder of pictures is laid out: which of its folders are parts, which are classes, and where pictures lie.

use super::kinds::{Named, named, suffix};
use super::{PictureProblem, wrong};
use crate::dataset::Error;
use crate::dataset::section::Section;
use crate::disk::{self, Entry, EntryKind};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of each part; the training part is the whole folder where it has no parts.
#[derive(Debug)]
pub(super) struct Sections {
    pub training: PathBuf,
    pub validation: Option<PathBuf>,
    pub test: Option<PathBuf>,
}

/// What lies in a folder and means something.
fn visible(folder: &Path) -> Result<Vec<Entry>, Error> {
    let mut entries = disk::entries(folder)?;
    entries.retain(|entry| named(&entry.name) != Named::Passed);
    Ok(entries)
}

fn folders(entries: &[Entry]) -> impl Iterator<Item = &Entry> {
    entries.iter().filter(|entry| entry.kind == EntryKind::Folder)
}

/// Finds the parts of a folder.
pub(super) fn sections(folder: &Path) -> Result<Sections, Error> {
    let entries = visible(folder)?;
    let of = |section| folders(&entries).filter(move |entry| Section::of(&entry.name) == Some(section));
    let mut problems = Vec::new();
    let mut one = |section| {
        let found: Vec<String> = of(section).map(|entry| entry.name.clone()).collect();
        if found.len() > 1 {
            problems.push(wrong(folder, PictureProblem::SamePart { found }));
        }
        of(section).next().map(|entry| entry.path.clone())
    };
    let [training, validation, test] = Section::ALL.map(&mut one);
    let Some(training) = training else {
        if let Some(part) = validation.or(test) {
            problems.push(wrong(&part, PictureProblem::NoTraining));
        }
        Error::none(problems)?;
        return Ok(Sections { training: folder.to_owned(), validation: None, test: None });
    };
    for entry in folders(&entries).filter(|entry| Section::of(&entry.name).is_none()) {
        problems.push(wrong(&entry.path, PictureProblem::NoPart));
    }
    problems.extend(stray(folder, &entries));
    Error::none(problems)?;
    Ok(Sections { training, validation, test })
}

/// Pictures, and what can be read by nobody, among folders.
fn stray(folder: &Path, entries: &[Entry]) -> Vec<Error> {
    let is_picture = |entry: &&Entry| {
        entry.kind == EntryKind::File && matches!(named(&entry.name), Named::Picture | Named::Other)
    };
    let pictures: Vec<&Entry> = entries.iter().filter(is_picture).collect();
    let mut problems = Vec::new();
    if let Some(first) = pictures.first() {
        let problem = PictureProblem::NoClassFolder { count: pictures.len(), first: first.name.clone() };
        problems.push(wrong(folder, problem));
    }
    problems.extend(entries.iter().filter_map(special));
    problems
}

fn special(entry: &Entry) -> Option<Error> {
    match &entry.kind {
        EntryKind::Other(what) => Some(wrong(&entry.path, PictureProblem::Special { what: what.clone() })),
        EntryKind::File | EntryKind::Folder => None,
    }
}

/// A class: its name, its folder, and its pictures in the order of their names.
#[derive(Debug)]
pub(super) struct Class {
    pub name: String,
    pub folder: PathBuf,
    pub pictures: Vec<PathBuf>,
}

/// The most classes that are told apart.
const MOST_CLASSES: usize = 10_000;

/// The classes of a part, in the order of their names; what is wrong is added to the problems.
pub(super) fn classes(folder: &Path, problems: &mut Vec<Error>) -> Vec<Class> {
    let entries = match visible(folder) {
        Ok(entries) => entries,
        Err(error) => {
            problems.push(error);
            return Vec::new();
        }
    };
    problems.extend(stray(folder, &entries));
    let found: Vec<&Entry> = folders(&entries).collect();
    match found[..] {
        [] => problems.push(wrong(folder, PictureProblem::NoClass)),
        [only] if is_one_too_high(only) => {
            problems.push(wrong(folder, PictureProblem::OneFolder { inside: only.path.clone() }));
            return Vec::new();
        }
        _ if found.len() > MOST_CLASSES => {
            problems.push(wrong(folder, PictureProblem::Classes { found: found.len(), most: MOST_CLASSES }));
            return Vec::new();
        }
        _ => {}
    }
    let mut names = BTreeMap::new();
    for entry in &found {
        if let Some(other) = names.insert(&entry.name, &entry.path) {
            problems.push(wrong(&entry.path, PictureProblem::SameName { other: other.clone() }));
        }
    }
    found.into_iter().map(|entry| class(entry, problems)).collect()
}

/// Whether the only folder has no pictures but the folders that are meant.
fn is_one_too_high(only: &Entry) -> bool {
    let Ok(inside) = visible(&only.path) else { return false };
    let has_pictures = inside.iter().any(|entry| entry.kind == EntryKind::File);
    !has_pictures && folders(&inside).any(|entry| !is_of_images(entry))
}

/// Folders of these names between a class and its pictures are looked into.
fn is_of_images(entry: &Entry) -> bool {
    ["images", "image", "imgs", "img", "pictures", "photos"].contains(&entry.name.to_lowercase().as_str())
}

/// The pictures of a class, in its folder or in the one folder for images inside it.
fn class(entry: &Entry, problems: &mut Vec<Error>) -> Class {
    let mut class = Class { name: entry.name.clone(), folder: entry.path.clone(), pictures: Vec::new() };
    let before = problems.len();
    let (mut pictures, inside) = look(&class.folder, problems);
    match &inside[..] {
        [] => {}
        [images] if pictures.is_empty() && is_of_images(images) => {
            let (found, deeper) = look(&images.path, problems);
            pictures = found;
            if !deeper.is_empty() {
                problems.push(wrong(&images.path, too_deep(&deeper)));
            }
        }
        inside => problems.push(wrong(&class.folder, too_deep(inside))),
    }
    if pictures.is_empty() && problems.len() == before {
        problems.push(wrong(&class.folder, PictureProblem::NoPicture));
    }
    class.pictures = pictures;
    class
}

fn too_deep(inside: &[Entry]) -> PictureProblem {
    PictureProblem::Nested { count: inside.len(), first: inside[0].name.clone() }
}

/// The pictures in a folder, and the folders in it.
fn look(folder: &Path, problems: &mut Vec<Error>) -> (Vec<PathBuf>, Vec<Entry>) {
    let entries = match visible(folder) {
        Ok(entries) => entries,
        Err(error) => {
            problems.push(error);
            return (Vec::new(), Vec::new());
        }
    };
    problems.extend(entries.iter().filter_map(special));
    let mut others: BTreeMap<String, usize> = BTreeMap::new();
    let mut pictures = Vec::new();
    for entry in entries.iter().filter(|entry| entry.kind == EntryKind::File) {
        match named(&entry.name) {
            Named::Passed => {}
            Named::Other => *others.entry(suffix(&entry.name)).or_default() += 1,
            Named::Unknown if is_text(&entry.path) => {}
            Named::Picture | Named::Unknown => pictures.push(entry.path.clone()),
        }
    }
    if !others.is_empty() {
        let found = others.into_iter().collect();
        problems.push(wrong(folder, PictureProblem::OtherKinds { found, read: pictures.len() }));
    }
    (pictures, folders(&entries).cloned().collect())
}

/// Whether a small file is text, as a `README` or a `LICENSE` is.
fn is_text(path: &Path) -> bool {
    const MOST: u64 = 1 << 16;
    let text = disk::read_text_limited(path, MOST);
    text.is_ok_and(|text| !text.is_empty() && !text.contains('\0'))
}
