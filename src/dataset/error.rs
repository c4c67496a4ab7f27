//! What can go wrong with data, told with the file, what it holds, what is needed and the way out.

use super::{Damage, NpzProblem, PictureProblem, TableProblems};
use crate::disk;
use std::fmt::{Display, Write};
use std::path::{Path, PathBuf};

/// Data that cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No folder has any of the files of a named data set.
    #[error("{}", missing(name, needs, origin, folders))]
    Missing {
        /// The data set.
        name: String,
        /// The files that are needed, in words.
        needs: String,
        /// Where the files can be had.
        origin: &'static str,
        /// Where they were looked for, in order.
        folders: Vec<PathBuf>,
    },
    /// The file or folder that a space file names is nowhere.
    #[error(
        "`{}` is in none of the places that were looked at: {}; correct the path, or put it there{}",
        path.display(),
        quoted(looked),
        if path.is_absolute() { "" } else { " (a relative path starts beside the space file, or in a data folder)" }
    )]
    NotThere {
        /// The path as it was given.
        path: PathBuf,
        /// The paths that were looked at, in order.
        looked: Vec<PathBuf>,
    },
    /// It is a folder where a file is needed, or the other way round.
    #[error("`{}` is {is}; correct the path", path.display())]
    OtherKind {
        /// Where it is.
        path: PathBuf,
        /// What it is, and what is needed.
        is: &'static str,
    },
    /// A folder of the user has none of the files of an IDX data set.
    #[error(
        "`{}` has none of the four files of an idx data set: {}, each with `.gz` or without; put them there, or correct the path",
        folder.display(),
        files.join(", ")
    )]
    NoIdxFiles {
        /// The folder.
        folder: PathBuf,
        /// The files that it needs.
        files: [&'static str; 4],
    },
    /// A folder has files of several IDX data sets.
    #[error(
        "`{0}` has files of several data sets; name one by what its files begin with: {1}",
        folder.display(), sets.iter().map(|set| format!("`idx: {}`", folder.join(set).display())).collect::<Vec<_>>().join(", ")
    )]
    SeveralSets {
        /// The folder.
        folder: PathBuf,
        /// What their files begin with.
        sets: Vec<String>,
    },
    /// A folder has some of the files and lacks others.
    #[error(
        "`{}` has only a part of {name}: {} not there{}; add {}, or remove the rest to have the other places looked at{}",
        folder.display(),
        listed(lacking),
        if *packed { ", neither with `.gz` nor without" } else { "" },
        if lacking.len() == 1 { "it" } else { "them" },
        instead.as_ref().map_or(String::new(), |instead| format!("; or use what is there by `{instead}`"))
    )]
    Incomplete {
        /// The data set.
        name: String,
        /// The folder that has a part.
        folder: PathBuf,
        /// The files that are not there.
        lacking: Vec<String>,
        /// Whether they may be packed.
        packed: bool,
        /// What a space file can say to do without the others.
        instead: Option<String>,
    },
    /// A file is not the one that is needed.
    #[error("`{}` {damage}; {}", path.display(), if *official { "fetch the official file again" } else { "make the file again" })]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        damage: Damage,
        /// Whether it belongs to a data set that has a name.
        official: bool,
    },
    /// There is nothing to learn from.
    #[error("`{name}` has no sample for the training part; add some")]
    NoSample {
        /// The data set.
        name: String,
    },
    /// There is nothing to tell apart.
    #[error(
        "`{name}` has training samples of one class only, `{class}`, so there is nothing to learn; add samples of another"
    )]
    OneClass {
        /// The data set.
        name: String,
        /// The one class.
        class: String,
    },
    /// A table cannot be used.
    #[error("{}", tables(files))]
    Table {
        /// Its files, and everything that is wrong with each.
        files: Vec<(PathBuf, TableProblems)>,
    },
    /// A file of arrays cannot be used.
    #[error("`{}` {problem}", path.display())]
    Npz {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: NpzProblem,
    },
    /// A folder of pictures cannot be used.
    #[error("`{}` {problem}", path.display())]
    Picture {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it.
        problem: PictureProblem,
    },
    /// It needs more memory than a data set may, or than there is.
    #[error("`{}` needs {bytes} bytes of memory, {}", path.display(), too_large(*limit))]
    TooLarge {
        /// The file or folder.
        path: PathBuf,
        /// How many bytes it needs.
        bytes: u64,
        /// How many are allowed; nothing where that is not the reason.
        limit: Option<u64>,
    },
    /// Several things are wrong.
    #[error("{}", several(errors, *more))]
    Several {
        /// The first of them.
        errors: Vec<Error>,
        /// How many more there are.
        more: usize,
    },
    /// The files are no longer those that the run began with.
    #[error(
        "`{name}` is not what the run began with: its content has the sha256 {found}, but {needed} is needed; put the old \
         files back, or begin a new run"
    )]
    Changed {
        /// The data set.
        name: String,
        /// The hash of what is there now.
        found: String,
        /// The hash of what was there.
        needed: String,
    },
    /// A file has another checksum than the official one.
    #[error("`{}` has the md5 {found}, but that of the official file is {needed}; fetch it again", path.display())]
    Checksum {
        /// The file.
        path: PathBuf,
        /// Its MD5.
        found: String,
        /// The MD5 of the official file.
        needed: String,
    },
    /// A file of a data set that has a name is not the official one.
    #[error(
        "`{}` is not that of {name}: its md5 is {found}, and that of the official file is {needed}; get it by `actsearch datasets fetch \
         {name}`, or name data of your own by its files, such as `source: {{idx: DIR}}`",
        path.display()
    )]
    Unofficial {
        /// The data set.
        name: String,
        /// The file.
        path: PathBuf,
        /// Its MD5.
        found: String,
        /// The MD5 of the official file.
        needed: String,
    },
    /// A file cannot be downloaded.
    #[error("{}", not_fetched(name, file, failures, folder))]
    Fetch {
        /// The data set.
        name: String,
        /// The file.
        file: &'static str,
        /// The addresses that were asked, and what came of it.
        failures: Vec<(String, String)>,
        /// The folder that it belongs into.
        folder: PathBuf,
    },
    /// An archive cannot be unpacked.
    #[error("`{}` cannot be unpacked: {reason}; remove it, and fetch it again", path.display())]
    Archive {
        /// The archive.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file cannot be read.
    #[error(transparent)]
    Disk(#[from] disk::Error),
}

impl Error {
    /// An error about one file of a named data set.
    pub(super) fn damaged(path: &Path, damage: Damage) -> Self {
        Self::Damaged { path: path.to_owned(), damage, official: true }
    }

    /// All of these errors as one, or none if there is none.
    pub(super) fn none(mut errors: Vec<Self>) -> Result<(), Self> {
        const MOST: usize = 10;
        let more = errors.len().saturating_sub(MOST);
        errors.truncate(MOST);
        match errors.len() {
            0 => Ok(()),
            1 => Err(errors.remove(0)),
            _ => Err(Self::Several { errors, more }),
        }
    }

    /// The same error, where the file is one of the user.
    pub(super) fn of_user(self) -> Self {
        match self {
            Self::Damaged { path, damage, .. } => Self::Damaged { path, damage, official: false },
            other => other,
        }
    }
}

fn too_large(limit: Option<u64>) -> String {
    match limit {
        Some(limit) => format!("allowed: at most {limit}; use fewer or smaller samples"),
        None => {
            "which are not to be had; use fewer or smaller samples, or a machine that has more".to_owned()
        }
    }
}

fn several(errors: &[Error], more: usize) -> String {
    let lines: Vec<String> = errors.iter().map(|error| format!("  {error}")).collect();
    let rest = if more > 0 { format!("\n  and {more} more") } else { String::new() };
    format!("{} problems\n{}{rest}", errors.len() + more, lines.join("\n"))
}

fn tables(files: &[(PathBuf, TableProblems)]) -> String {
    let files = files.iter().map(|(path, problems)| format!("`{}` {problems}", path.display()));
    files.collect::<Vec<_>>().join("\n")
}

fn missing(name: &str, needs: &str, origin: &str, folders: &[PathBuf]) -> String {
    let mut text = format!("{name} is in none of the folders that were looked at");
    for folder in folders {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n  {}", folder.display());
    }
    if folders.is_empty() {
        text.push_str("\n  (none: neither --data-dir nor ACTSEARCH_DATA nor HOME is set)");
    }
    text + &format!(
        "\nit needs {needs}\nthey come from {origin}; run `actsearch datasets fetch {name}`, or put them into one of these \
         folders, or name theirs with `--data-dir DIR` or in the environment variable ACTSEARCH_DATA"
    )
}

fn not_fetched(name: &str, file: &str, failures: &[(String, String)], folder: &Path) -> String {
    let mut text = format!("{name} cannot be fetched: nobody brings {file}");
    for (url, reason) in failures {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n  {url}: {reason}");
    }
    text + &format!(
        "\nwhat has been downloaded is kept, so try again later; where there is no network, download it elsewhere and put it \
         into `{}`, or name a mirror in the environment variable ACTSEARCH_MIRROR",
        folder.display()
    )
}

/// `` `a`, `b` are ``, `` `a` is ``.
fn listed(names: &[impl Display]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("{} {}", quoted.join(", "), if names.len() == 1 { "is" } else { "are" })
}

fn quoted(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| format!("`{}`", path.display())).collect::<Vec<_>>().join(", ")
}
