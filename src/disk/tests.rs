//! Whole files or none, and errors that name the path.

use super::*;

#[test]
fn a_written_file_reads_back_and_leaves_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.csv");
    write(&path, b"old").unwrap();
    write(&path, b"new").unwrap();
    assert_eq!(read_text(&path).unwrap(), "new");
    assert_eq!(list(folder.path()).unwrap(), ["results.csv"]);
}

#[test]
fn a_failed_write_keeps_the_old_file_and_names_the_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("taken");
    make_folder(&path.join("inside")).unwrap();
    let error = write(&path, b"bytes").unwrap_err().to_string();
    assert!(error.starts_with(&format!("cannot write `{}`", path.display())), "{error}");
    assert_eq!(list(folder.path()).unwrap(), ["taken"]);
}

#[test]
fn a_missing_file_is_told_apart() {
    let error = read_text(Path::new("no/such/file")).unwrap_err();
    assert!(error.is_missing());
    assert_eq!(error.to_string(), "cannot read `no/such/file`: No such file or directory (os error 2)");
}

#[test]
fn a_folder_gets_its_name_only_if_it_is_free() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    let run = folder.path().join("run");
    for path in [&first, &second] {
        make_folder(path).unwrap();
        write(&path.join("file"), b"bytes").unwrap();
    }
    assert!(rename_folder(&first, &run).unwrap());
    assert!(!rename_folder(&second, &run).unwrap());
    assert_eq!(list(folder.path()).unwrap(), ["run", "second"]);
    remove_folder(&second).unwrap();
    remove_folder(&second).unwrap();
    assert_eq!(list(folder.path()).unwrap(), ["run"]);
}

#[test]
fn what_a_killed_process_left_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    for name in [".results.csv.17.tmp", "results.csv", ".hidden"] {
        write(&folder.path().join(name), b"bytes").unwrap();
    }
    remove_unfinished(folder.path()).unwrap();
    assert_eq!(list(folder.path()).unwrap(), [".hidden", "results.csv"]);
}

#[test]
fn removing_and_listing_what_is_not_there_is_fine() {
    let folder = tempfile::tempdir().unwrap();
    remove(&folder.path().join("nothing")).unwrap();
    assert!(list(&folder.path().join("nothing")).unwrap().is_empty());
}

#[test]
fn a_lock_is_held_once_and_names_its_holder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lock");
    let held = Lock::take(&path).unwrap().unwrap();
    let holder = Lock::take(&path).unwrap().unwrap_err();
    assert_eq!(holder, format!("process {}", std::process::id()));
    drop(held);
    assert!(Lock::take(&path).unwrap().is_ok());
}

#[test]
fn appending_makes_the_file_and_keeps_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    append(&path).unwrap().write_all(b"one\n").unwrap();
    append(&path).unwrap().write_all(b"two\n").unwrap();
    assert_eq!(read(&path).unwrap(), b"one\ntwo\n");
}

#[test]
fn a_file_that_was_read_stays_what_it_was_whatever_happens_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data");
    write(&path, b"old").unwrap();
    let held = read_aligned(&path).unwrap();
    std::fs::write(&path, b"new").unwrap();
    assert_eq!((&*held, &*read_aligned(&path).unwrap()), (b"old".as_slice(), b"new".as_slice()));
    std::fs::File::options().write(true).open(&path).unwrap().set_len(0).unwrap();
    assert_eq!(&*held, b"old");
    assert!(read_aligned(&path).is_err());
    assert!(read_aligned(&folder.path().join("nothing")).unwrap_err().is_missing());
}

#[test]
fn a_stamp_changes_with_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data");
    write(&path, b"old").unwrap();
    let before = stamp(&path).unwrap();
    assert_eq!((before.len, before.is_settled), (3, false));
    assert_eq!(stamp(&folder.path().join(".").join("data")).unwrap(), before);
    write(&path, b"newer").unwrap();
    assert_ne!(stamp(&path).unwrap(), before);
}

#[test]
fn a_file_of_the_user_is_read_up_to_its_limit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data");
    write(&path, b"12345").unwrap();
    assert_eq!(read_limited(&path, 5).unwrap(), b"12345");
    assert_eq!(read_text_limited(&path, 5).unwrap(), "12345");
    let error = read_limited(&path, 4).unwrap_err().to_string();
    let expected = format!("cannot read `{}`: it has 5 bytes, allowed: at most 4", path.display());
    assert_eq!(error, expected);
    write(&path, b"1\n2\n\xe9").unwrap();
    let error = read_text_limited(&path, 5).unwrap_err().to_string();
    let expected = format!("cannot read `{}`: line 3 is not UTF-8; save it as UTF-8 text", path.display());
    assert_eq!(error, expected);
    assert!(read_limited(&folder.path().join("nothing"), 5).unwrap_err().is_missing());
}

/// A pipe that nobody writes to would be waited for, and a device read for ever.
#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let (pipe, socket) = (folder.path().join("pipe"), folder.path().join("socket"));
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let check = |path: &Path, kind: &str| {
        let expected = format!("cannot read `{}`: it is {kind}", path.display());
        assert_eq!(read_limited(path, 100).unwrap_err().to_string(), expected);
    };
    check(Path::new("/dev/zero"), "a device, allowed: a regular file");
    check(&pipe, "a pipe, allowed: a regular file; save what comes out of it in one");
    check(&socket, "a socket, allowed: a regular file");
    check(folder.path(), "a folder, allowed: a regular file");
}

/// The size of such a file of the system is told as 0, however much is in it.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_is_longer_than_it_says_is_read_up_to_its_limit() {
    let error = read_limited(Path::new("/proc/self/maps"), 100).unwrap_err().to_string();
    assert_eq!(error, "cannot read `/proc/self/maps`: it has more than 100 bytes, allowed: at most 100");
}
