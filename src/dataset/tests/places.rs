//! The order of places.

use crate::dataset::Places;
use crate::disk;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The places with this environment, as text.
fn places(given: Option<&str>, environment: &[(&str, &str)]) -> Vec<String> {
    let variable = |name: &str| {
        let (_, value) = environment.iter().find(|(variable, _)| *variable == name)?;
        Some(OsString::from(value))
    };
    let places = Places::with_environment(given.map(PathBuf::from), variable);
    places.folders().iter().map(|folder| folder.display().to_string()).collect()
}

#[test]
fn the_given_folder_comes_first_then_the_variable_then_the_cache() {
    let environment = [("HOME", "/home/me"), ("ACTSEARCH_DATA", "/data")];
    assert_eq!(places(Some("given"), &environment), ["given", "/data", "/home/me/.cache/actsearch/data"]);
}

#[test]
fn the_cache_is_where_xdg_says_unless_that_is_relative() {
    let cache = |xdg| places(None, &[("HOME", "/home/me"), ("XDG_CACHE_HOME", xdg)]);
    assert_eq!(cache("/cache"), ["/cache/actsearch/data"]);
    assert_eq!(cache("cache"), ["/home/me/.cache/actsearch/data"]);
    assert_eq!(cache(""), ["/home/me/.cache/actsearch/data"]);
}

#[test]
fn an_empty_variable_and_a_place_named_twice_do_not_count() {
    assert_eq!(places(None, &[("ACTSEARCH_DATA", "")]), [""; 0]);
    assert_eq!(places(Some("/data"), &[("ACTSEARCH_DATA", "/data")]), ["/data"]);
}

#[test]
fn a_path_of_a_space_file_starts_beside_it_and_then_in_the_places() {
    let place = tempfile::tempdir().unwrap();
    let [near, far] = ["near", "far"].map(|name| place.path().join(name));
    let places = Places::only(&far).beside(Some(near.clone()));
    disk::make_folder(&near.join("wine.csv")).unwrap();
    disk::make_folder(&far).unwrap();
    let look = || places.find_file(Path::new("wine.csv"));
    let told = |path: &str| {
        let error = places.find_file(Path::new(path)).unwrap_err().to_string();
        error.replace(&place.path().display().to_string(), "<place>")
    };
    let expected = "`beer.csv` is in none of the places that were looked at: `<place>/near/beer.csv`, \
                    `<place>/far/beer.csv`; correct the path, or put it there (a relative path starts beside the space \
                    file, or in a data folder)";
    assert_eq!(told("beer.csv"), expected);
    assert_eq!(
        told("wine.csv"),
        "`<place>/near/wine.csv` is a folder, and a file is needed; correct the path"
    );
    disk::write(&far.join("wine.csv"), b"").unwrap();
    assert_eq!(look().unwrap(), far.join("wine.csv"));
    assert_eq!(places.find_file(&far.join("wine.csv")).unwrap(), far.join("wine.csv"));
    assert_eq!(places.find_folder(Path::new("wine.csv")).unwrap(), near.join("wine.csv"));
    disk::remove_folder(&near.join("wine.csv")).unwrap();
    let error = places.find_folder(Path::new("wine.csv")).unwrap_err().to_string();
    assert!(error.ends_with("/far/wine.csv` is a file, and a folder is needed; correct the path"), "{error}");
}

#[test]
fn the_places_of_this_process_start_with_the_given_one() {
    assert_eq!(Places::new(Some("given".into())).folders()[0], PathBuf::from("given"));
}
