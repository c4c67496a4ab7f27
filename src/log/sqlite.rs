//! A log in an SQLite file (write-ahead log, synced at every commit; the primary key on `seq` is what compares).

use super::{Error, RunLog, now};
use crate::trial::{Entry, Event};
use rusqlite::{Connection, ErrorCode, OpenFlags, params};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The version of the events' form. Raised when an older program could no longer read them; a newer log is refused.
const FORMAT: i64 = 4;

/// A log in a file.
#[derive(Debug)]
pub struct SqliteLog {
    path: PathBuf,
    connection: Mutex<Connection>,
}

impl SqliteLog {
    /// Makes a new log in a file that is not there yet.
    ///
    /// # Errors
    /// If the file cannot be made.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let log = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        log.execute(
            "create",
            &format!("PRAGMA journal_mode = WAL; {TABLES} PRAGMA user_version = {FORMAT};"),
        )?;
        Ok(log)
    }

    /// Opens a log to go on with it.
    ///
    /// # Errors
    /// If it is missing, no log, newer than this program, or cannot be written.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let log = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        log.refuse_newer()?;
        // From here on it holds what a program that knows older forms only would misread.
        log.execute("open", &format!("PRAGMA user_version = {FORMAT};"))?;
        Ok(log)
    }

    /// Opens a log to look at it; another process may be writing to it.
    ///
    /// # Errors
    /// If it is missing, no log, or newer than this program.
    pub fn open_to_read(path: &Path) -> Result<Self, Error> {
        let log = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        log.refuse_newer()?;
        Ok(log)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, Error> {
        let failed = |source| Error::Sqlite { action: "open", path: path.to_owned(), source };
        let connection =
            Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(failed)?;
        connection.busy_timeout(std::time::Duration::from_secs(30)).map_err(failed)?;
        connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
        Ok(Self { path: path.to_owned(), connection: Mutex::new(connection) })
    }

    fn refuse_newer(&self) -> Result<(), Error> {
        let version = |c: &Connection| c.pragma_query_value(None, "user_version", |row| row.get(0));
        let found: i64 = self.with("open", version)?;
        if found > FORMAT {
            return Err(Error::Newer { path: self.path.clone(), found, known: FORMAT });
        }
        Ok(())
    }

    pub(super) fn execute(&self, action: &'static str, sql: &str) -> Result<(), Error> {
        self.with(action, |connection| connection.execute_batch(sql))
    }

    fn with<T>(
        &self,
        action: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        // A panic between two statements leaves the connection usable: each statement is a transaction of its own.
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        work(&connection).map_err(|source| Error::Sqlite { action, path: self.path.clone(), source })
    }

    fn entry(&self, (seq, time, text): (u64, f64, String)) -> Result<Entry, Error> {
        let damaged = |source| Error::Damaged { path: self.path.clone(), seq, source };
        Ok(Entry { seq, time, event: serde_json::from_str(&text).map_err(damaged)? })
    }
}

const TABLES: &str =
    "CREATE TABLE events (seq INTEGER PRIMARY KEY, time REAL NOT NULL, event TEXT NOT NULL) STRICT;";

/// Inserts only if `?1` is the last seq. A seq that somebody else took meanwhile violates the primary key.
const APPEND: &str = "INSERT INTO events (seq, time, event) SELECT ?1 + 1, ?2, ?3 \
                      WHERE ?1 = (SELECT coalesce(max(seq), 0) FROM events)";

impl RunLog for SqliteLog {
    fn read_after(&self, seq: u64) -> Result<Vec<Entry>, Error> {
        let rows = self.with("read", |connection| {
            let mut statement = connection
                .prepare_cached("SELECT seq, time, event FROM events WHERE seq > ?1 ORDER BY seq")?;
            let rows = statement.query_map([seq.cast_signed()], |row| {
                Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?, row.get(2)?))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        rows.into_iter().map(|row| self.entry(row)).collect()
    }

    fn append(&self, last_seq: u64, event: &Event) -> Result<Option<Entry>, Error> {
        let text = serde_json::to_string(event).expect("events are plain data");
        let time = now();
        let inserted = self.with("append to", |connection| {
            let mut statement = connection.prepare_cached(APPEND)?;
            match statement.execute(params![last_seq.cast_signed(), time, text]) {
                Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => Ok(0),
                inserted => inserted,
            }
        })?;
        Ok((inserted == 1).then(|| Entry { seq: last_seq + 1, time, event: event.clone() }))
    }
}
