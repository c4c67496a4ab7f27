//! Downloading one file.

use super::super::checksum::md5;
use super::super::official::Download;
use super::{Error, Progress, Watch};
use crate::disk;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use ureq::http::{Response, StatusCode};
use ureq::{Agent, Body};

/// How often a server is asked again after a connection broke that had brought something.
const TRIES: usize = 5;
/// For how long a server may be silent.
const SILENCE: Duration = Duration::from_secs(60);

/// Downloads a file from the first address that has it, and gives it its name once its checksum is right.
pub(super) fn download(
    file: &Download,
    urls: &[String],
    path: &Path,
    name: &str,
    watch: &mut Watch<'_>,
) -> Result<(), Error> {
    let part = path.with_file_name(format!(".{}.part", file.file));
    let mut failures = Vec::new();
    for url in urls {
        match from(url, file, &part, watch) {
            Ok(()) => return Ok(disk::replace(&part, path)?),
            Err(Failure::Server(reason)) => failures.push((url.clone(), reason)),
            Err(Failure::Error(error)) => return Err(*error),
        }
    }
    let folder = path.parent().map(PathBuf::from).unwrap_or_default();
    Err(Error::Fetch { name: name.to_owned(), failures, file: file.file, folder })
}

/// Why an address did not bring the file.
enum Failure {
    /// Another one may.
    Server(String),
    /// None can.
    Error(Box<Error>),
}

impl From<disk::Error> for Failure {
    fn from(error: disk::Error) -> Self {
        Self::Error(Box::new(error.into()))
    }
}

/// Downloads a file into its part, from where that ends.
fn from(url: &str, file: &Download, part: &Path, watch: &mut Watch<'_>) -> Result<(), Failure> {
    let mut reason = String::new();
    for _ in 0..TRIES {
        let before = disk::length(part)?;
        match go_on(url, file, part, before, watch) {
            Ok(()) => match md5(&disk::read_limited(part, file.most)?) {
                found if found == file.md5 => return Ok(()),
                found => {
                    // Whatever that is, going on with it leads nowhere.
                    disk::remove(part)?;
                    reason = format!("it has the md5 {found}, but {} is needed", file.md5);
                    if before == 0 {
                        break;
                    }
                }
            },
            Err(Failure::Server(broken)) => {
                reason = broken;
                if disk::length(part)? <= before {
                    break;
                }
            }
            Err(error) => return Err(error),
        }
    }
    Err(Failure::Server(reason))
}

/// Asks for what is missing behind so many bytes, and appends it.
fn go_on(url: &str, file: &Download, part: &Path, before: u64, watch: &mut Watch<'_>) -> Result<(), Failure> {
    let mut response = ask(url, before)?;
    let done = match response.status() {
        StatusCode::PARTIAL_CONTENT => before,
        // All of it is there already, and the checksum tells whether it is right.
        StatusCode::RANGE_NOT_SATISFIABLE => return Ok(()),
        StatusCode::OK => {
            disk::remove(part)?;
            0
        }
        status => return Err(Failure::Server(format!("the server says {status}"))),
    };
    let total = response.body().content_length().map(|length| done + length);
    copy(&mut response, file, part, done, total, watch)
}

fn ask(url: &str, before: u64) -> Result<Response<Body>, Failure> {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .timeout_connect(Some(SILENCE / 3))
        .timeout_recv_response(Some(SILENCE))
        .timeout_per_read(Some(SILENCE))
        .user_agent(concat!("actsearch/", env!("CARGO_PKG_VERSION")));
    let request = config.build().new_agent().get(url);
    let request = if before > 0 { request.header("Range", format!("bytes={before}-")) } else { request };
    request.call().map_err(|error| Failure::Server(error.to_string()))
}

fn copy(
    response: &mut Response<Body>,
    file: &Download,
    part: &Path,
    mut done: u64,
    total: Option<u64>,
    watch: &mut Watch<'_>,
) -> Result<(), Failure> {
    let failed = |error| Failure::from(disk::Error::of_writing(part, error));
    let most = file.most;
    let too_long =
        |found| Failure::Server(format!("it has {found} bytes, but the official file has at most {most}"));
    if let Some(total) = total.filter(|total| *total > most) {
        return Err(too_long(total.to_string()));
    }
    let mut target = disk::append(part)?;
    let mut reader = response.body_mut().as_reader();
    let mut buffer = vec![0; 1 << 16];
    loop {
        watch(Progress { file: file.file, done, total });
        let read = reader.read(&mut buffer).map_err(|error| Failure::Server(error.to_string()))?;
        if read == 0 {
            break;
        }
        done += read as u64;
        if done > most {
            disk::remove(part)?;
            return Err(too_long(format!("more than {most}")));
        }
        target.write_all(&buffer[..read]).map_err(failed)?;
    }
    target.sync_all().map_err(failed)?;
    match total {
        Some(total) if done < total => {
            Err(Failure::Server(format!("it ended after {done} of {total} bytes")))
        }
        _ => Ok(()),
    }
}
