//! A run folder is one run: its files fit together to the last byte, or it is not read.

use super::{SPACE, folder, search};
use crate::activation::{Base, Mix};
use crate::disk;
use crate::formula::FormulaTrainer;
use crate::log::RunLog;
use crate::search::{Kept, RunFolder};
use crate::space::{Candidate, SiteMix};
use crate::trial::{Event, Foreign, Origin, TrialId};
use crate::yaml::Override;
use std::path::Path;

fn foreign() -> Foreign {
    let mix = |site: &str| SiteMix::new(site, Mix::plain(Base::Tanh));
    Foreign {
        trial: 3,
        candidate: Candidate(vec![mix("fc1"), mix("fc2")]),
        epochs: 3,
        is_whole: true,
        accuracy: Some(0.5),
        coefficients: vec![vec![1.0], vec![1.0]],
        record: None,
    }
}

pub(super) fn with_foreign(place: &Path, overrides: &[&str]) -> RunFolder {
    let overrides: Vec<Override> = overrides.iter().map(|text| text.parse().unwrap()).collect();
    RunFolder::create(Some(&place.join("run")), SPACE, &overrides, "test", Kept::default(), &[foreign()])
        .unwrap()
}

#[test]
fn any_changed_byte_of_a_frozen_file_is_refused_with_its_name_and_the_way_out() {
    let place = tempfile::tempdir().unwrap();
    let folder = with_foreign(place.path(), &[]);
    assert_eq!(folder.plan().unwrap().foreign, [foreign()]);
    for name in ["space.yaml", "run.json", "foreign.json"] {
        let path = folder.path().join(name);
        let whole = disk::read(&path).unwrap();
        for at in (0..whole.len()).step_by(3) {
            for change in [1, 0x80] {
                let mut bytes = whole.clone();
                bytes[at] ^= change;
                // The door would sync each of them.
                std::fs::write(&path, &bytes).unwrap();
                let error = folder.plan().unwrap_err().to_string();
                assert!(error.contains(name), "byte {at} of {name}: {error}");
            }
        }
        std::fs::write(&path, whole).unwrap();
    }
    std::fs::write(folder.space(), SPACE.replace("seed: 3", "seed: 4")).unwrap();
    let error = folder.open().unwrap_err().to_string();
    assert!(
        error.contains("space.yaml` is not the file that the run began with: its SHA-256 is "),
        "{error}"
    );
    assert!(error.ends_with("put the file back as it was, or begin a new search"), "{error}");
    std::fs::write(folder.space(), SPACE).unwrap();
    disk::remove(&folder.path().join("foreign.json")).unwrap();
    assert!(folder.plan().unwrap_err().to_string().contains("foreign.json"));
}

#[test]
fn two_runs_of_one_space_file_are_two_runs_and_their_logs_are_not_exchanged() {
    let places = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let [first, second] = [folder(places[0].path()), folder(places[1].path())];
    let header = |folder: &RunFolder| disk::read_text(&folder.path().join("run.json")).unwrap();
    assert_ne!(header(&first), header(&second));
    let plan = first.plan().unwrap();
    let found = [&first, &second].map(|folder| search(folder, &FormulaTrainer::new(&plan), 1).unwrap());
    assert_eq!(found[0], found[1], "which run it is decides nothing");
    disk::write(&first.path().join("log.sqlite"), &disk::read(&second.path().join("log.sqlite")).unwrap())
        .unwrap();
    let error = first.open().unwrap_err().to_string();
    assert!(error.contains("is damaged at entry 1: it was changed, or belongs to another run"), "{error}");
}

#[test]
fn an_event_that_makes_no_sense_is_refused_even_where_its_hash_fits() {
    let place = tempfile::tempdir().unwrap();
    let folder = folder(place.path());
    let run = folder.open().unwrap();
    let candidate = run.plan.baselines[0].clone();
    let trial = TrialId(4_000_000_000);
    let claimed = Event::Claimed { trial, attempt: 0, origin: Origin::Controller, candidate };
    run.log.append(0, &super::opened()).unwrap().unwrap();
    run.log.append(1, &claimed).unwrap().unwrap();
    run.log.append(2, &super::opened()).unwrap().unwrap();
    drop(run);
    let error = folder.open().unwrap_err().to_string();
    assert!(
        error.contains("is damaged at entry 2: it claims trial 4000000000, but the next one is 0"),
        "{error}"
    );
    let record = folder.record().unwrap();
    assert_eq!((record.history.seq(), record.history.trials().len()), (3, 0), "what is behind it is read");
    assert_eq!(record.broken.unwrap().to_string(), error);
    let intact: Vec<bool> = folder.rows().unwrap().iter().map(|row| row.entry.is_ok()).collect();
    assert_eq!(intact, [true, false, true]);
}

#[test]
fn what_a_process_left_that_was_killed_while_it_made_a_folder_is_removed_by_the_next() {
    let place = tempfile::tempdir().unwrap();
    // No process has so high a number.
    let (dead, own) = (".test.4194999.tmp".to_owned(), format!(".other.{}.tmp", std::process::id()));
    for name in [dead.as_str(), own.as_str(), ".notes.tmp"] {
        disk::make_folder(&place.path().join(name).join("checkpoints")).unwrap();
    }
    folder(place.path());
    let left = disk::list(place.path()).unwrap();
    assert_eq!(left, [".notes.tmp", own.as_str(), "run"]);
}
