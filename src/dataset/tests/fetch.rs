//! Downloads from a server of this test: whole, interrupted, wrong, and not at all.

use crate::dataset::checksum::md5;
use crate::dataset::fetch::Order;
use crate::dataset::official::{Distribution, Download};
use crate::dataset::{Error, Progress, fetch};
use crate::disk;
use crate::task::Source;
use flate2::{Compression, write::GzEncoder};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// How a server behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    Good,
    /// Knows no ranges.
    Whole,
    /// Ends the first answer after so many bytes.
    Breaks(usize),
    Missing,
    /// Does not say how much it sends, and sends more and more.
    Endless,
}

/// A server that has one file, and notes from where it was asked for.
struct Server {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new(content: &[u8], manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (noted, content) = (Arc::clone(&asked), content.to_vec());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let first = noted.lock().unwrap().is_empty();
                answer(&stream.unwrap(), &content, manner, first, &noted);
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn answer(stream: &TcpStream, content: &[u8], manner: Manner, first: bool, noted: &Mutex<Vec<String>>) {
    let lines: Vec<String> =
        BufReader::new(stream).lines().map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
    let range =
        lines.iter().find_map(|line| line.to_lowercase().strip_prefix("range: bytes=").map(str::to_owned));
    let path = lines[0].split(' ').nth(1).unwrap();
    noted.lock().unwrap().push(format!("{path} {}", range.as_deref().unwrap_or("whole")));
    let start: usize = range.as_deref().map_or(0, |range| range.trim_end_matches('-').parse().unwrap());
    if manner == Manner::Endless {
        return send_without_end(stream);
    }
    let (status, body) = match manner {
        Manner::Missing => ("404 Not Found", &b"nothing here"[..]),
        Manner::Whole => ("200 OK", content),
        _ if start == 0 => ("200 OK", content),
        _ if start >= content.len() => ("416 Range Not Satisfiable", &[][..]),
        _ => ("206 Partial Content", &content[start..]),
    };
    let sent = match manner {
        Manner::Breaks(after) if first => &body[..after],
        _ => body,
    };
    let mut stream = stream;
    write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len())
        .unwrap();
    let _ = stream.write_all(sent);
}

fn send_without_end(mut stream: &TcpStream) {
    let start = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
    let mut sent = start;
    while sent.is_ok() {
        sent = stream.write_all(&[7; 4096]);
    }
}

fn leaked(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

/// A data set of one file, that these servers have.
fn distribution(content: &[u8], file: &'static str, servers: &[&Server], is_packed: bool) -> Distribution {
    let bases: Vec<&str> = servers.iter().map(|server| leaked(&server.address)).collect();
    let most = content.len() as u64;
    let download = Download { file, md5: leaked(&md5(content)), most, bases: Vec::leak(bases) };
    Distribution { folder: "set", downloads: Vec::leak(vec![download]), is_packed }
}

fn carry_out(place: &Path, distribution: Distribution) -> Result<Vec<(u64, Option<u64>)>, Error> {
    let mut seen = Vec::new();
    let md5_of = |file: &str| match file {
        "a.bin" => Some(leaked(&md5(b"first"))),
        "b.bin" => Some(leaked(&md5(b"second"))),
        _ => None,
    };
    let order = Order { name: "set", place, mirror: None, md5_of: &md5_of };
    order
        .carry_out(distribution, &mut |progress: Progress<'_>| seen.push((progress.done, progress.total)))?;
    Ok(seen)
}

/// A few pages that no cut can make of themselves.
fn content() -> Vec<u8> {
    (0..200_000_u64).map(|number| u8::try_from(number * number % 251).unwrap()).collect()
}

#[test]
fn a_file_is_downloaded_whole_and_never_again() {
    let (place, server) = (tempfile::tempdir().unwrap(), Server::new(&content(), Manner::Good));
    let distribution = distribution(&content(), "file", &[&server], false);
    let seen = carry_out(place.path(), distribution).unwrap();
    assert_eq!((seen[0], *seen.last().unwrap()), ((0, Some(200_000)), (200_000, Some(200_000))));
    assert!(disk::read(&place.path().join("set/file")).unwrap() == content());
    assert_eq!(disk::list(&place.path().join("set")).unwrap(), ["file"]);
    carry_out(place.path(), distribution).unwrap();
    assert_eq!(server.asked(), ["/file whole"]);
}

#[test]
fn a_download_is_gone_on_with_where_it_ended() {
    for (manner, asked) in [(Manner::Good, "/file 70000-"), (Manner::Whole, "/file 70000-")] {
        let (place, server) = (tempfile::tempdir().unwrap(), Server::new(&content(), manner));
        disk::make_folder(&place.path().join("set")).unwrap();
        disk::write(&place.path().join("set/.file.part"), &content()[..70_000]).unwrap();
        let seen = carry_out(place.path(), distribution(&content(), "file", &[&server], false)).unwrap();
        assert_eq!(seen[0].0, if manner == Manner::Good { 70_000 } else { 0 });
        assert!(disk::read(&place.path().join("set/file")).unwrap() == content());
        assert_eq!(server.asked(), [asked]);
    }
}

#[test]
fn a_connection_that_breaks_is_made_again() {
    let (place, server) = (tempfile::tempdir().unwrap(), Server::new(&content(), Manner::Breaks(131_072)));
    carry_out(place.path(), distribution(&content(), "file", &[&server], false)).unwrap();
    assert!(disk::read(&place.path().join("set/file")).unwrap() == content());
    assert_eq!(server.asked(), ["/file whole", "/file 131072-"]);
}

#[test]
fn a_part_that_is_wrong_or_complete_is_found_out() {
    let place = tempfile::tempdir().unwrap();
    disk::make_folder(&place.path().join("set")).unwrap();
    let part = place.path().join("set/.file.part");
    let server = Server::new(&content(), Manner::Good);
    disk::write(&part, &vec![7; 70_000]).unwrap();
    carry_out(place.path(), distribution(&content(), "file", &[&server], false)).unwrap();
    assert_eq!(server.asked(), ["/file 70000-", "/file whole"]);
    disk::remove(&place.path().join("set/file")).unwrap();
    disk::write(&part, &content()).unwrap();
    carry_out(place.path(), distribution(&content(), "file", &[&server], false)).unwrap();
    assert_eq!(server.asked()[2..], ["/file 200000-"]);
}

#[test]
fn a_server_without_the_file_or_with_another_one_leaves_it_to_the_next() {
    let place = tempfile::tempdir().unwrap();
    let (none, other) = (Server::new(b"", Manner::Missing), Server::new(b"other", Manner::Good));
    let good = Server::new(&content(), Manner::Good);
    let servers = [&none, &other, &good];
    carry_out(place.path(), distribution(&content(), "file", &servers, false)).unwrap();
    assert!(disk::read(&place.path().join("set/file")).unwrap() == content());
    assert!(servers.iter().all(|server| server.asked().len() == 1));
}

#[test]
fn no_more_is_downloaded_than_the_official_file_has() {
    let place = tempfile::tempdir().unwrap();
    let larger = [content(), vec![0; 1000]].concat();
    let (endless, large) = (Server::new(b"", Manner::Endless), Server::new(&larger, Manner::Good));
    let error =
        carry_out(place.path(), distribution(&content(), "file", &[&endless, &large], false)).unwrap_err();
    let error = error.to_string();
    assert!(
        error.contains("/file: it has more than 200000 bytes, but the official file has at most 200000"),
        "{error}"
    );
    assert!(
        error.contains("/file: it has 201000 bytes, but the official file has at most 200000"),
        "{error}"
    );
    assert_eq!(disk::list(&place.path().join("set")).unwrap(), [""; 0]);
}

#[test]
fn servers_that_are_asked_by_https_come_first() {
    for name in ["fashion_mnist", "mnist", "cifar10", "cifar100"] {
        for download in super::super::official::distribution(name).unwrap().downloads {
            assert!(download.bases[0].starts_with("https://"), "{name}");
            assert!(download.bases.is_sorted_by_key(|base| base.starts_with("http://")), "{name}");
        }
    }
}

#[test]
fn what_nobody_brings_is_told_with_every_address_and_the_way_out() {
    let place = tempfile::tempdir().unwrap();
    let (none, other) = (Server::new(b"", Manner::Missing), Server::new(b"other", Manner::Good));
    let mut refused = Server::new(b"", Manner::Missing);
    // Nobody listens at the port of a server that is gone.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    refused.address = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let order = distribution(&content(), "file", &[&none, &other, &refused], false);
    let error = carry_out(place.path(), order).unwrap_err().to_string();
    let start = format!(
        "set cannot be fetched: nobody brings file\n  {}/file: the server says 404 Not Found\n  {}/file: it has the md5 {}, \
         but {} is needed\n  {}/file: ",
        none.address,
        other.address,
        md5(b"other"),
        md5(&content()),
        refused.address
    );
    assert!(error.starts_with(&start), "{error}\n{start}");
    let end = format!(
        "\nwhat has been downloaded is kept, so try again later; where there is no network, download it elsewhere and put it \
         into `{}`, or name a mirror in the environment variable ACTSEARCH_MIRROR",
        place.path().join("set").display()
    );
    assert!(error.ends_with(&end), "{error}");
    assert_eq!(disk::list(&place.path().join("set")).unwrap(), [""; 0]);
}

/// An archive of these files, gzipped.
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::default()));
    for (path, bytes) in files {
        let mut header = tar::Header::new_gnu();
        // Written past the checks of the library, as an attacker would.
        header.as_gnu_mut().unwrap().name[..path.len()].copy_from_slice(path.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, *bytes).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap()
}

#[test]
fn an_archive_is_unpacked_and_gone() {
    let files: [(&str, &[u8]); 3] =
        [("x/a.bin", b"first"), ("x/readme.html", b"text"), ("x/b.bin", b"second")];
    let content = archive(&files);
    let (place, server) = (tempfile::tempdir().unwrap(), Server::new(&content, Manner::Good));
    carry_out(place.path(), distribution(&content, "set.tar.gz", &[&server], true)).unwrap();
    assert_eq!(disk::list(place.path()).unwrap(), ["set"]);
    assert_eq!(disk::list(&place.path().join("set")).unwrap(), ["a.bin", "b.bin"]);
    assert_eq!(disk::read(&place.path().join("set/b.bin")).unwrap(), b"second");
}

#[test]
fn an_archive_completes_a_folder_that_is_there() {
    let content = archive(&[("x/a.bin", b"first"), ("x/b.bin", b"second")]);
    let (place, server) = (tempfile::tempdir().unwrap(), Server::new(&content, Manner::Good));
    disk::make_folder(&place.path().join("set")).unwrap();
    disk::write(&place.path().join("set/a.bin"), b"damaged").unwrap();
    carry_out(place.path(), distribution(&content, "set.tar.gz", &[&server], true)).unwrap();
    assert_eq!(disk::read(&place.path().join("set/a.bin")).unwrap(), b"first");
    assert_eq!(disk::list(place.path()).unwrap(), ["set"]);
}

#[test]
fn an_archive_writes_nowhere_else() {
    let content = archive(&[("../../a.bin", b"first"), ("/b.bin", b"second"), ("../evil", b"evil")]);
    let (place, server) = (tempfile::tempdir().unwrap(), Server::new(&content, Manner::Good));
    let inner = place.path().join("deep/place");
    carry_out(&inner, distribution(&content, "set.tar.gz", &[&server], true)).unwrap();
    assert_eq!(disk::list(&inner.join("set")).unwrap(), ["a.bin", "b.bin"]);
    assert_eq!(
        (disk::list(place.path()).unwrap(), disk::list(&inner).unwrap()),
        (vec!["deep".to_owned()], vec!["set".to_owned()])
    );
}

#[test]
fn an_archive_with_a_wrong_file_or_none_at_all_leaves_nothing_behind() {
    let content = archive(&[("x/a.bin", b"wrong")]);
    let (place, server) = (tempfile::tempdir().unwrap(), Server::new(&content, Manner::Good));
    let error = carry_out(place.path(), distribution(&content, "set.tar.gz", &[&server], true)).unwrap_err();
    assert!(matches!(error, Error::Checksum { .. }), "{error}");
    assert_eq!(disk::list(place.path()).unwrap(), ["set.tar.gz"]);
    let server = Server::new(b"no archive", Manner::Good);
    let place = tempfile::tempdir().unwrap();
    let error =
        carry_out(place.path(), distribution(b"no archive", "set.tar.gz", &[&server], true)).unwrap_err();
    assert!(error.to_string().ends_with("; remove it, and fetch it again"), "{error}");
}

#[test]
fn the_digits_need_not_be_fetched() {
    let place = tempfile::tempdir().unwrap();
    assert_eq!(fetch(&Source::Digits, place.path(), None, &mut |_| {}).unwrap(), None);
}
