//! What breaks a trial off without being the fault of its candidate stops the run and is recorded nowhere.

use super::*;
use crate::trial::Outcome;
use crate::worker::{self, Crash};

/// The way libtorch's bindings tell that there is no memory.
const NO_MEMORY: &str = "called `Result::unwrap()` on an `Err` value: Torch(\"not enough memory: you tried to allocate 9 bytes.\\n\
                         Exception raised from here\\nframe #0: …\")";

/// Breaks down at some place, says so in one line, records nothing of it, and ends as an undisturbed run after that.
fn check(training: Option<u32>, testing: Option<u32>, message: &'static str, expected: &str) {
    let plan = plan();
    let trainer = FormulaTrainer::new(&plan);
    let (training, testing) = (training.map(TrialId), testing.map(TrialId));
    let place = tempfile::tempdir().unwrap();
    let folder = folder(place.path());
    let crashing = Hooked::new(&trainer)
        .at_epoch(|job, end| {
            assert!(training != Some(job.trial) || end.report.epoch < 2, "{message}");
            Ok(())
        })
        .at_test(|job| assert!(testing != Some(job.trial), "{message}"));
    let error = search(&folder, &crashing, 2).unwrap_err();
    let is_machine = matches!(&error, Error::Worker(worker::Error::Crashed { crash: Crash::Memory(_), .. }));
    assert_eq!(is_machine, message == NO_MEMORY, "{error:?}");
    assert_eq!(error.to_string().split("; ").next(), Some(expected));
    let history: History = folder.read_log().unwrap().read_after(0).unwrap().iter().collect();
    let failed = |trial: &&crate::trial::Trial| matches!(trial.outcome, Some(Outcome::Failed { .. }));
    assert_eq!(history.trials().iter().filter(failed).count(), 0);
    assert_eq!(history.tested(), None);
    assert_eq!(search(&folder, &trainer, 2).unwrap(), undisturbed(&trainer));
}

#[test]
fn a_trial_without_memory_stops_the_run_which_is_resumed_to_the_same_results() {
    let said = "trial 5 was broken off: out of memory: not enough memory: you tried to allocate 9 bytes";
    check(Some(5), None, NO_MEMORY, said);
}

#[test]
fn a_fault_of_the_program_stops_the_run_which_is_resumed_to_the_same_results() {
    let said = "trial 5 was broken off: the program failed, which is a fault in it: unreachable";
    check(Some(5), None, "unreachable", said);
}

#[test]
fn a_crash_of_the_final_test_leaves_nothing_half_done() {
    let said = "trial 1 was broken off: out of memory: not enough memory: you tried to allocate 9 bytes";
    check(None, Some(1), NO_MEMORY, said);
    check(None, Some(0), "no", "trial 0 was broken off: the program failed, which is a fault in it: no");
}
