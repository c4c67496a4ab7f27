//! The folder of a run: what is in it, and who may write to it.
//!
//! | name | what |
//! | --- | --- |
//! | `space.yaml` | the space file as it was given |
//! | `run.json` | the run: its id, the program, the overrides of the command line, what it keeps of data and definitions, the hashes of the files that never change |
//! | `model.pt2` | the network, if PyTorch exported it |
//! | `foreign.json` | what other runs found, if it began with that |
//! | `log.sqlite` | the log of events, bound to `run.json` by its hash: everything else can be worked out from these |
//! | `log.sqlite-wal`, `log.sqlite-shm` | a part of the log: its newest events, while a process works and after a kill |
//! | `checkpoints/` | weights of the trials that are running or worth keeping |
//! | `results.csv`, `winner.yaml` | written when the run has ended |
//! | `actsearch.log` | what the program said while it worked |
//! | `lock` | held by the process that works on the run |

use super::error::Error;
use super::header::Header;
use super::record::{self, Record};
use crate::digest::sha256;
use crate::disk::{self, Guard, Lock};
use crate::log::{Row, SqliteLog};
use crate::plan::{self, Plan};
use crate::task::exported::Model;
use crate::trial::{Foreign, History};
use crate::yaml::{Override, Problems};
use std::path::{Path, PathBuf};

pub(super) const SPACE: &str = "space.yaml";
pub(super) const FOREIGN: &str = "foreign.json";
pub(super) const MODEL: &str = "model.pt2";

/// The folder of a run, with the guard of what is written into it once it is open.
#[derive(Clone, Debug)]
pub struct RunFolder {
    pub(super) path: PathBuf,
    guard: Guard,
}

impl RunFolder {
    /// The folder at `path`, which must hold a run.
    ///
    /// # Errors
    /// If there is none.
    pub fn at(path: &Path) -> Result<Self, Error> {
        let folder = Self::named(path.to_owned());
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
        let lock = Lock::take(&self.path.join("lock"))?;
        let lock = lock.map_err(|holder| Error::InUse { path: self.path.clone(), holder })?;
        let guard = Guard::new(lock);
        disk::remove_unfinished(&self.path)?;
        disk::remove_unfinished(&self.checkpoints())?;
        let log = SqliteLog::open(&self.log(), &header.sha256, guard.clone())?;
        record::strict(&log)?;
        let folder = Self { guard, ..self.clone() };
        Ok(OpenRun { folder, plan, log, beside: header.beside(), sha256: header.sha256 })
    }

    /// The folder that relative paths of its data set are relative to, if they are.
    ///
    /// # Errors
    /// If a file is damaged.
    pub fn beside(&self) -> Result<Option<PathBuf>, Error> {
        Ok(self.read_header()?.beside())
    }

    /// The SHA-256 of all values and labels of its data set; nothing where nobody looked at it.
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
        Ok(SqliteLog::open_to_read(&self.log(), &self.read_header()?.sha256)?)
    }

    /// What has happened in it, if its log is sound from the first entry to the last.
    ///
    /// # Errors
    /// If a file is damaged, with the place.
    pub fn history(&self) -> Result<History, Error> {
        record::strict(&self.read_log()?)
    }

    /// All entries of its log, each with whether it is sound.
    ///
    /// # Errors
    /// If another file is damaged, or the log cannot be read at all.
    pub fn rows(&self) -> Result<Vec<Row>, Error> {
        record::rows(&self.read_log()?)
    }

    /// What the sound entries of its log say, and the first that is not sound.
    ///
    /// # Errors
    /// If another file is damaged, or the log cannot be read at all.
    pub fn record(&self) -> Result<Record, Error> {
        record::lenient(&self.read_log()?)
    }

    /// The plan of the run, from the frozen space file.
    ///
    /// # Errors
    /// If a file is damaged.
    pub fn plan(&self) -> Result<Plan, Error> {
        self.plan_by(&self.read_header()?)
    }

    /// The file of the network that PyTorch exported, as it was frozen; nothing if the network is another.
    ///
    /// # Errors
    /// If a file is damaged.
    pub fn model(&self) -> Result<Option<Vec<u8>>, Error> {
        let header = self.read_header()?;
        header.sha256_of(MODEL).map(|_| frozen_bytes(&header, &self.path.join(MODEL))).transpose()
    }

    /// The plan of the run if these overrides were added to those that it began with, or what is wrong with them.
    ///
    /// # Errors
    /// If a file is damaged.
    pub(super) fn plan_with(&self, added: &[Override]) -> Result<Result<Plan, String>, Error> {
        let header = self.read_header()?;
        let overrides = [header.overrides.as_slice(), added].concat();
        self.planned(&header, &overrides)
    }

    fn plan_by(&self, header: &Header) -> Result<Plan, Error> {
        let foreign = self.read_foreign(header)?;
        let mut plan = self.planned(header, &header.overrides)?.map_err(Error::Space)?;
        // Whoever trains makes sure that the data are still these.
        plan.task.data.facts.content = header.dataset_sha256.clone().or(plan.task.data.facts.content);
        Ok(Plan { foreign, ..plan })
    }

    /// What the frozen space file means with these overrides, or what is wrong with them.
    fn planned(&self, header: &Header, overrides: &[Override]) -> Result<Result<Plan, String>, Error> {
        let path = self.space();
        let text = frozen_text(header, &path)?;
        let render =
            |problems: Problems| problems.render(&path.display().to_string(), &text).trim_end().to_owned();
        let typed = plan::parse(&text, overrides);
        let files = typed.files();
        let bytes = files.model.as_ref().map(|_| frozen_bytes(header, &self.path.join(MODEL))).transpose()?;
        let model = || Model::read(&bytes.unwrap_or_default()).map_err(|error| error.to_string());
        Ok(typed.plan(&header.probed(&files, model)).map_err(render))
    }

    /// What tells this search from others: the space file, the overrides of the command line, a line each, and the
    /// definition files that the space file names.
    ///
    /// # Errors
    /// If a file is damaged.
    pub fn identity(&self) -> Result<Vec<u8>, Error> {
        let header = self.read_header()?;
        let mut bytes = frozen_text(&header, &self.space())?.into_bytes();
        for set in &header.overrides {
            bytes.extend(format!("{set}\n").into_bytes());
        }
        bytes.extend(header.sha256_of(MODEL).unwrap_or_default().bytes());
        bytes.extend(header.definitions.into_iter().flat_map(|definition| definition.text.into_bytes()));
        Ok(bytes)
    }

    /// What other runs found that this one began with.
    fn read_foreign(&self, header: &Header) -> Result<Vec<Foreign>, Error> {
        let path = self.foreign();
        if header.sha256_of(FOREIGN).is_none() {
            return Ok(Vec::new());
        }
        let foreign = serde_json::from_str(&frozen_text(header, &path)?);
        foreign.map_err(|error| Error::Header { path, reason: error.to_string() })
    }

    fn read_header(&self) -> Result<Header, Error> {
        let path = self.header();
        let header = Header::read(&disk::read_text(&path)?);
        header.map_err(|reason| Error::Header { path, reason })
    }

    /// The folder of this name, whatever is in it.
    pub(super) fn named(path: PathBuf) -> Self {
        Self { path, guard: Guard::default() }
    }

    /// The door for what is written into it.
    #[must_use]
    pub fn guard(&self) -> &Guard {
        &self.guard
    }

    /// What tells the run from all others.
    ///
    /// # Errors
    /// If `run.json` is damaged.
    pub fn sha256(&self) -> Result<String, Error> {
        Ok(self.read_header()?.sha256)
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The frozen space file.
    #[must_use]
    pub fn space(&self) -> PathBuf {
        self.path.join(SPACE)
    }

    /// The folder of the checkpoints.
    #[must_use]
    pub fn checkpoints(&self) -> PathBuf {
        self.path.join("checkpoints")
    }

    /// The results table.
    #[must_use]
    pub fn results(&self) -> PathBuf {
        self.path.join("results.csv")
    }

    /// The winner's mixes.
    #[must_use]
    pub fn winner(&self) -> PathBuf {
        self.path.join("winner.yaml")
    }

    /// What the program said while it worked.
    #[must_use]
    pub fn diagnostics(&self) -> PathBuf {
        self.path.join("actsearch.log")
    }

    pub(super) fn foreign(&self) -> PathBuf {
        self.path.join(FOREIGN)
    }

    pub(super) fn header(&self) -> PathBuf {
        self.path.join("run.json")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.path.join("log.sqlite")
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
    /// What tells it from all other runs.
    pub sha256: String,
}

impl OpenRun {
    /// What has happened in it so far.
    ///
    /// # Errors
    /// If the log cannot be read.
    pub fn history(&self) -> Result<History, Error> {
        record::strict(&self.log)
    }
}

/// A text that never changes, once it is known that it did not.
fn frozen_text(header: &Header, path: &Path) -> Result<String, Error> {
    let bytes = frozen_bytes(header, path)?;
    Ok(String::from_utf8(bytes).expect("it was written from a text"))
}

/// A file that never changes, once it is known that it did not.
fn frozen_bytes(header: &Header, path: &Path) -> Result<Vec<u8>, Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bytes = disk::read(path)?;
    let (found, needed) = (sha256(&bytes), header.sha256_of(&name).unwrap_or("none").to_owned());
    if found != needed {
        return Err(Error::Changed { path: path.to_owned(), found, needed });
    }
    Ok(bytes)
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
