//! The folder of a run: what is in it, and who may write to it.
//!
//! | name | what |
//! | --- | --- |
//! | `space.yaml` | the space file as it was given |
//! | `run.json` | the version of this layout, the program, the overrides of the command line, and what the run keeps of data and definitions |
//! | `log.sqlite` | the log of events: everything else can be worked out from these three |
//! | `log.sqlite-wal`, `log.sqlite-shm` | a part of the log: its newest events, while a process works and after a kill |
//! | `checkpoints/` | weights of the trials that are running or worth keeping |
//! | `results.csv`, `winner.yaml` | written when the run has ended |
//! | `actsearch.log` | what the program said while it worked |
//! | `lock` | held by the process that works on the run |

use super::header::{Header, Kept};
use crate::disk::{self, Lock};
use crate::log::{self, RunLog, SqliteLog};
use crate::plan::{self, Plan};
use crate::trial::{Foreign, History};
use crate::yaml::{Override, Problems};
use std::path::{Path, PathBuf};

/// Why a run folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file in it cannot be read or written.
    #[error(transparent)]
    Disk(#[from] disk::Error),
    /// Its log cannot be read or written.
    #[error(transparent)]
    Log(#[from] log::Error),
    /// There is no run in it.
    #[error("`{}` is no run folder: it has no `run.json`; the runs of this place are: {known}", path.display())]
    NoRun {
        /// The folder.
        path: PathBuf,
        /// Run folders near by.
        known: String,
    },
    /// Something is in it already.
    #[error("{}", taken(path, *by_a_run))]
    Taken {
        /// The folder.
        path: PathBuf,
        /// Whether that is a run.
        by_a_run: bool,
    },
    /// Another process works on it.
    #[error("`{}` is in use by {holder}; wait until it is done, or stop it: nothing is lost by that", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
        /// The process.
        holder: String,
    },
    /// `run.json` is not what this program writes.
    #[error("`{}` is damaged or from a newer actsearch: {reason}", path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The frozen space file has problems, although it had none when the run began.
    #[error("the frozen space file was changed:\n{0}")]
    Space(String),
}

fn taken(path: &Path, by_a_run: bool) -> String {
    let path = path.display();
    if by_a_run {
        return format!(
            "`{path}` holds a run already; go on with it by `actsearch resume {path}`, or name another folder"
        );
    }
    format!("`{path}` is there already, and no run is in it; name another folder")
}

/// The folder of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFolder(PathBuf);

impl RunFolder {
    /// Makes a folder with a new run in it: at `path`, or else the first free `runs/NAME-001`, `runs/NAME-002`, ….
    ///
    /// The folder appears whole or not at all. `kept` is what must not change while the run lasts, and `foreign` what other
    /// runs found that this one begins with.
    ///
    /// # Errors
    /// If the place is taken, read-only or full.
    pub fn create(
        path: Option<&Path>,
        text: &str,
        overrides: &[Override],
        name: &str,
        kept: Kept,
        foreign: &[Foreign],
    ) -> Result<Self, Error> {
        let parent = path.map_or(Path::new("runs"), |path| path.parent().unwrap_or(Path::new("")));
        let draft = parent.join(format!(".{name}.{}.tmp", std::process::id()));
        // A process of the same number may have been killed at this very place.
        disk::remove_folder(&draft)?;
        let header = Header::new(overrides, kept);
        let created = fill(&draft, text, &header, foreign).and_then(|()| place(&draft, path, parent, name));
        if created.is_err() {
            // The first error is the one to tell.
            let _ = disk::remove_folder(&draft);
        }
        created.map(Self)
    }

    /// The folder at `path`, which must hold a run.
    ///
    /// # Errors
    /// If there is none.
    pub fn at(path: &Path) -> Result<Self, Error> {
        let folder = Self(path.to_owned());
        match disk::read(&folder.header()) {
            Err(error) if error.is_missing() => {
                Err(Error::NoRun { path: path.to_owned(), known: known_beside(path) })
            }
            header => header.map(|_| folder).map_err(Error::from),
        }
    }

    /// Takes the run over to work on it.
    ///
    /// # Errors
    /// If another process works on it, or a file in it is damaged.
    pub fn open(&self) -> Result<OpenRun, Error> {
        // The plan first: a folder of a newer program is left as it is.
        let header = self.read_header()?;
        let plan = self.plan_by(&header)?;
        let lock = Lock::take(&self.0.join("lock"))?;
        let lock = lock.map_err(|holder| Error::InUse { path: self.0.clone(), holder })?;
        disk::remove_unfinished(&self.0)?;
        disk::remove_unfinished(&self.checkpoints())?;
        let log = SqliteLog::open(&self.log())?;
        Ok(OpenRun { folder: self.clone(), plan, log, beside: header.beside(), _lock: lock })
    }

    /// The folder that relative paths of its data set are relative to, if they are.
    ///
    /// # Errors
    /// If a file is damaged.
    pub fn beside(&self) -> Result<Option<PathBuf>, Error> {
        Ok(self.read_header()?.beside())
    }

    /// The SHA-256 of all values and labels of its data set; nothing where an older program made the folder.
    ///
    /// # Errors
    /// If a file is damaged.
    pub fn dataset_sha256(&self) -> Result<Option<String>, Error> {
        Ok(self.read_header()?.dataset_sha256)
    }

    /// Opens its log to look at it; another process may be at work.
    ///
    /// # Errors
    /// If the log is damaged or newer than this program.
    pub fn read_log(&self) -> Result<SqliteLog, Error> {
        Ok(SqliteLog::open_to_read(&self.log())?)
    }

    /// The plan of the run, from the frozen space file.
    ///
    /// # Errors
    /// If a file is damaged.
    pub fn plan(&self) -> Result<Plan, Error> {
        self.plan_by(&self.read_header()?)
    }

    fn plan_by(&self, header: &Header) -> Result<Plan, Error> {
        let path = self.space();
        let text = disk::read_text(&path)?;
        let render = |problems: Problems| {
            Error::Space(problems.render(&path.display().to_string(), &text).trim_end().to_owned())
        };
        let plan = plan::read_with(&text, &header.overrides(&text), &header.look(), &header.find())
            .map_err(render)?;
        Ok(Plan { scheduler: header.scheduler(plan.scheduler), foreign: self.read_foreign()?, ..plan })
    }

    /// What tells this search from others: the space file, the overrides of the command line, a line each, and the
    /// definition files that the space file names.
    ///
    /// # Errors
    /// If a file is damaged.
    pub fn identity(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = disk::read(&self.space())?;
        let header = self.read_header()?;
        for set in header.overrides {
            bytes.extend(format!("{set}\n").into_bytes());
        }
        bytes.extend(header.definitions.into_iter().flat_map(|definition| definition.text.into_bytes()));
        Ok(bytes)
    }

    /// What other runs found that this one began with.
    fn read_foreign(&self) -> Result<Vec<Foreign>, Error> {
        let path = self.foreign();
        if !disk::is_file(&path)? {
            return Ok(Vec::new());
        }
        let foreign = serde_json::from_str(&disk::read_text(&path)?);
        foreign.map_err(|error| Error::Header { path, reason: error.to_string() })
    }

    fn read_header(&self) -> Result<Header, Error> {
        let path = self.header();
        let header = Header::read(&disk::read_text(&path)?);
        header.map_err(|reason| Error::Header { path, reason })
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The frozen space file.
    #[must_use]
    pub fn space(&self) -> PathBuf {
        self.0.join("space.yaml")
    }

    /// The folder of the checkpoints.
    #[must_use]
    pub fn checkpoints(&self) -> PathBuf {
        self.0.join("checkpoints")
    }

    /// The results table.
    #[must_use]
    pub fn results(&self) -> PathBuf {
        self.0.join("results.csv")
    }

    /// The winner's mixes.
    #[must_use]
    pub fn winner(&self) -> PathBuf {
        self.0.join("winner.yaml")
    }

    /// What the program said while it worked.
    #[must_use]
    pub fn diagnostics(&self) -> PathBuf {
        self.0.join("actsearch.log")
    }

    fn foreign(&self) -> PathBuf {
        self.0.join("foreign.json")
    }

    fn header(&self) -> PathBuf {
        self.0.join("run.json")
    }

    fn log(&self) -> PathBuf {
        self.0.join("log.sqlite")
    }
}

/// A run that this process works on.
#[derive(Debug)]
pub struct OpenRun {
    /// Its folder.
    pub folder: RunFolder,
    /// What it does.
    pub plan: Plan,
    /// What has happened in it.
    pub log: SqliteLog,
    /// The folder that relative paths in the space file start from, where files are its data set.
    pub beside: Option<PathBuf>,
    _lock: Lock,
}

impl OpenRun {
    /// What has happened in it so far.
    ///
    /// # Errors
    /// If the log cannot be read.
    pub fn history(&self) -> Result<History, Error> {
        Ok(self.log.read_after(0)?.iter().collect())
    }
}

fn fill(draft: &Path, text: &str, header: &Header, foreign: &[Foreign]) -> Result<(), Error> {
    let folder = RunFolder(draft.to_owned());
    disk::make_folder(&folder.checkpoints())?;
    disk::write(&folder.space(), text.as_bytes())?;
    disk::write(&folder.header(), header.text().as_bytes())?;
    if !foreign.is_empty() {
        let text = serde_json::to_string(foreign).expect("what was found is plain data");
        disk::write(&folder.foreign(), text.as_bytes())?;
    }
    // Closing the log leaves it in one file, which can be moved.
    drop(SqliteLog::create(&folder.log())?);
    Ok(())
}

fn place(draft: &Path, path: Option<&Path>, parent: &Path, name: &str) -> Result<PathBuf, Error> {
    if let Some(path) = path {
        if disk::rename_folder(draft, path)? {
            return Ok(path.to_owned());
        }
        return Err(Error::Taken { path: path.to_owned(), by_a_run: RunFolder::at(path).is_ok() });
    }
    for number in 1.. {
        let path = parent.join(format!("{name}-{number:03}"));
        if disk::rename_folder(draft, &path)? {
            return Ok(path);
        }
    }
    unreachable!("there is always another number")
}

/// The run folders where somebody who mistyped a path would look: in the place that was named, and under `runs`.
fn known_beside(path: &Path) -> String {
    let parents = [path, path.parent().unwrap_or(Path::new("")), Path::new("runs")];
    let mut known = Vec::new();
    for parent in parents {
        let listed = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
        for name in disk::list(listed).unwrap_or_default() {
            let folder = parent.join(name);
            if disk::read(&folder.join("run.json")).is_ok() {
                known.push(folder);
            }
        }
    }
    known.sort();
    known.dedup();
    let known: Vec<String> = known.iter().map(|folder| format!("`{}`", folder.display())).collect();
    if known.is_empty() { "none".to_owned() } else { known.join(", ") }
}
