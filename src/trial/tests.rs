//! What a log may say: a sound story is believed event by event, and whatever is changed in one is found.

use super::*;
use crate::activation::{Base, Hull, LearnedMix, Mix, Sharing};
use crate::space::{Candidate, SiteMix};
use proptest::prelude::*;
use serde_json::{Value, json};

const PRELU: Base = Base::Prelu { slope: 0.25 };

fn candidate() -> Candidate {
    let mixes = [Mix::new(vec![Base::RELU, PRELU], Hull::Affine, Sharing::Channel), Mix::plain(Base::Tanh)];
    Candidate(["fc1", "fc2"].iter().zip(mixes).map(|(site, mix)| SiteMix::new(site, mix)).collect())
}

fn learned() -> Vec<LearnedMix> {
    let [fc1, fc2] = candidate().0.try_into().unwrap();
    vec![
        LearnedMix {
            site: fc1.site,
            mix: fc1.mix,
            coefficients: vec![vec![0.5, 0.5]; 4],
            parameters: vec![vec![0.25]; 4],
        },
        LearnedMix { site: fc2.site, mix: fc2.mix, coefficients: vec![vec![1.0]], parameters: Vec::new() },
    ]
}

fn claimed(trial: u32, attempt: u32) -> Event {
    Event::Claimed { trial: TrialId(trial), attempt, origin: Origin::Controller, candidate: candidate() }
}

fn reported(trial: u32, attempt: u32, epoch: u32, is_last: bool) -> Event {
    let report = Report {
        epoch,
        training_loss: 1.5,
        validation_loss: 1.25,
        validation_accuracy: 0.5 + f64::from(epoch) / 16.0,
        mean_coefficients: vec![vec![0.5, 0.5], vec![1.0]],
        mean_parameters: vec![vec![0.25], vec![]],
        weights_sha256: Some("ab".repeat(32)),
        seconds: 0.5,
    };
    Event::Reported {
        trial: TrialId(trial),
        attempt,
        report,
        kept: is_last.then(|| KeptEpoch { epoch, learned: learned() }),
    }
}

fn tested(trial: u32) -> Event {
    let answers = Answers(vec![true, false]);
    Event::Tested { results: vec![TestResult { trial: TrialId(trial), accuracy: 0.5, answers }] }
}

/// Two trials, one of them taken over after an interruption, one that failed, and the end; then a third, under another budget.
fn story() -> Vec<Event> {
    let opened = || Event::Opened { program: "test".to_owned(), workers: 2, device: "cpu".to_owned() };
    vec![
        opened(),
        claimed(0, 0),
        claimed(1, 0),
        reported(0, 0, 1, false),
        opened(),
        claimed(0, 1),
        claimed(1, 1),
        reported(0, 1, 2, true),
        Event::Failed { trial: TrialId(1), attempt: 0, reason: "late, and passed over".to_owned() },
        Event::Failed { trial: TrialId(1), attempt: 1, reason: "diverged".to_owned() },
        Event::Ended { reason: EndReason::Trials, winner: Some(TrialId(0)) },
        tested(0),
        Event::Extended { budget: Budget { trials: 3, ..Budget::default() } },
        opened(),
        claimed(2, 0),
        reported(2, 0, 1, false),
        reported(2, 0, 2, false),
        reported(2, 0, 3, true),
        Event::Ended { reason: EndReason::Trials, winner: Some(TrialId(2)) },
        tested(2),
    ]
}

/// What the events before the one at this place say.
fn before(place: usize) -> History {
    let mut history = History::default();
    for (seq, event) in (1..).zip(story()).take(place) {
        history.check(&event).unwrap();
        history.apply(&Entry { seq, time: 0.0, event });
    }
    history
}

/// Why the event at a place of the story is refused once the value at a path in it is another.
fn refused(place: usize, path: &str, value: Value) -> String {
    let mut event = serde_json::to_value(&story()[place]).unwrap();
    *event.pointer_mut(path).unwrap() = value;
    let event = serde_json::from_value(event).unwrap();
    before(place).check(&event).unwrap_err().to_string()
}

#[test]
fn a_sound_story_is_believed() {
    let history = before(story().len());
    assert_eq!((history.trials().len(), history.is_complete()), (3, true));
    assert_eq!((history.tested_among(), history.tested().map(<[_]>::len)), (Some(2), Some(2)));
}

#[test]
fn no_event_is_believed_where_it_cannot_stand() {
    for (place, event) in
        story().into_iter().enumerate().filter(|(_, event)| !matches!(event, Event::Opened { .. }))
    {
        let earlier = before(place.min(1)).check(&event);
        let may_be_first = place == 1 || matches!(event, Event::Extended { .. });
        assert!(may_be_first || earlier.is_err(), "{event:?}");
        let mut after = before(place);
        after.apply(&Entry { seq: 99, time: 0.0, event: event.clone() });
        let is_late = matches!(event, Event::Failed { attempt: 0, .. });
        assert!(is_late || after.check(&event).is_err(), "a second time: {event:?}");
    }
}

#[test]
fn numbers_of_trials_attempts_and_epochs_follow_on_those_before() {
    assert_eq!(
        refused(1, "/claimed/trial", json!(4_000_000_000_u32)),
        "it claims trial 4000000000, but the next one is 0"
    );
    assert_eq!(refused(2, "/claimed/trial", json!(2)), "it claims trial 2, but the next one is 1");
    assert_eq!(
        refused(1, "/claimed/attempt", json!(3)),
        "it claims trial 0 as attempt 3, but the first is 0"
    );
    assert_eq!(refused(5, "/claimed/attempt", json!(2)), "it claims trial 0 as attempt 2 after attempt 0");
    assert_eq!(refused(3, "/reported/trial", json!(7)), "it is about trial 7, but there are 2");
    assert_eq!(
        refused(3, "/reported/attempt", json!(1)),
        "it is about attempt 1 of trial 0, but the last claim was 0"
    );
    assert_eq!(
        refused(3, "/reported/report/epoch", json!(2)),
        "it reports epoch 2 of trial 0, but the next one is 1"
    );
    assert_eq!(refused(10, "/ended/winner", json!(1)), "it names trial 1 as winner, but the best is trial 0");
    assert_eq!(refused(10, "/ended/winner", json!(null)), "it names none as winner, but the best is trial 0");
    assert_eq!(refused(11, "/tested/results/0/trial", json!(1)), "trial 1 is tested, but has not finished");
}

/// Events over a few trials and attempts, whether they make sense or not.
fn any_event() -> impl Strategy<Value = Event> {
    (0..5_u32, 0..3_u32, 0..3_u32, 0..4_usize).prop_map(|(trial, attempt, sixteenths, kind)| match kind {
        0 => claimed(trial, attempt),
        1 => Event::Failed { trial: TrialId(trial), attempt, reason: "diverged".to_owned() },
        _ => {
            let mut event = reported(trial, attempt, 1, kind == 2);
            let Event::Reported { report, .. } = &mut event else { unreachable!() };
            report.validation_accuracy = f64::from(sixteenths) / 16.0;
            event
        }
    })
}

proptest! {
    #[test]
    fn the_leader_is_the_first_of_the_ranking_after_every_event(events in prop::collection::vec(any_event(), 0..60)) {
        let mut history = History::default();
        for (seq, event) in (1..).zip(events) {
            history.apply(&Entry { seq, time: 0.0, event });
            prop_assert_eq!(history.leader(), history.ranking().first().copied());
        }
    }
}

/// The story with its first whole trial taken over.
fn taken_over(failure: Option<&str>) -> Event {
    let report = |epoch| match reported(0, 0, epoch, false) {
        Event::Reported { report, .. } => report,
        _ => unreachable!(),
    };
    Event::TakenOver {
        trial: TrialId(0),
        attempt: 0,
        from: ForeignTrial { run: "cd".repeat(32), folder: "first".to_owned(), trial: 7 },
        reports: vec![report(1), report(2)],
        kept: failure.is_none().then(|| KeptEpoch { epoch: 2, learned: learned() }),
        failure: failure.map(str::to_owned),
    }
}

#[test]
fn what_is_taken_over_is_as_sound_as_what_is_trained() {
    for failure in [None, Some("diverged")] {
        let event = taken_over(failure);
        let mut history = before(3);
        history.check(&event).unwrap();
        history.apply(&Entry { seq: 4, time: 0.0, event: event.clone() });
        let trial = history.trial(TrialId(0)).unwrap();
        assert_eq!((trial.failure(), trial.reports.len(), trial.is_taken_over()), (failure, 2, true));
        let twice = history.check(&event).unwrap_err().to_string();
        assert_eq!(twice, "it is about attempt 0 of trial 0, which is over");
    }
    let told = |path: &str, value| {
        let mut event = serde_json::to_value(taken_over(None)).unwrap();
        *event.pointer_mut(&format!("/taken_over/{path}")).unwrap() = value;
        before(3).check(&serde_json::from_value(event).unwrap()).unwrap_err().to_string()
    };
    assert_eq!(told("from/run", json!("abc")), "the hash of the run that it takes over from is none");
    assert_eq!(told("reports/1/epoch", json!(3)), "it reports epoch 3 of trial 0, but the next one is 2");
    assert_eq!(
        told("reports/1/validation_accuracy", json!(1.5)),
        "a validation accuracy is 1.5; allowed: from 0 to 1"
    );
    assert_eq!(
        told("reports/0/mean_coefficients/0", json!([1.0])),
        "its mean coefficients are not those of its candidate"
    );
    assert_eq!(told("reports", json!([])), "it takes over trial 0 to no end");
    assert_eq!(told("kept", json!(null)), "it takes over trial 0 to no end");
    assert_eq!(told("failure", json!("diverged")), "it takes over trial 0 to no end");
    assert_eq!(told("kept/epoch", json!(3)), "it keeps epoch 3; allowed: from 1 to 2");
}

#[test]
fn a_budget_that_can_be_none_or_is_too_small_is_refused() {
    let budget = |field: &str, value| refused(12, &format!("/extended/budget/{field}"), value);
    assert_eq!(budget("trials", json!(1)), "it gives the run 1 trials, but there are 2");
    assert_eq!(budget("trials", json!(0)), "it gives the run 0 trials; allowed: from 1 to 1000000");
    assert_eq!(budget("hours", json!(-1.0)), "it gives the run -1 hours; allowed: above 0, up to 100000");
    assert_eq!(
        budget("hours", json!(1e300)),
        format!("it gives the run {} hours; allowed: above 0, up to 100000", 1e300)
    );
    assert_eq!(budget("target", json!(0.0)), "it gives the run the target 0; allowed: above 0, up to 1");
    assert_eq!(budget("patience", json!(0)), "it gives the run the patience 0; allowed: from 1 to 1000000");
    let again = before(13).check(&story()[12]).unwrap_err().to_string();
    assert_eq!(again, "it gives the run the budget that it has");
}

#[test]
fn the_test_part_is_read_for_those_who_are_compared_and_once_for_each() {
    assert_eq!(
        before(18).check(&tested(1)).unwrap_err().to_string(),
        "the test part is read before the run has ended"
    );
    let told = |trial| before(19).check(&tested(trial)).unwrap_err().to_string();
    assert_eq!(told(1), "trial 1 is tested, but has not finished");
    assert_eq!(told(0), "trial 0 is tested, but is neither the winner nor a baseline");
    let twice = before(12).check(&tested(0)).unwrap_err().to_string();
    assert_eq!(twice, "trial 0 is tested twice");
    assert_eq!(
        refused(11, "/tested/results/0/accuracy", json!(0.75)),
        "trial 0 has the test accuracy 0.75, but its answers have 0.5"
    );
}

#[test]
fn what_a_trial_says_belongs_to_its_candidate() {
    assert_eq!(
        refused(5, "/claimed/candidate/0/mix/bases", json!(["relu"])),
        "it claims trial 0 with another candidate or origin than before"
    );
    assert_eq!(refused(1, "/claimed/candidate/1/site", json!("fc1")), "its candidate has site `fc1` twice");
    assert_eq!(refused(2, "/claimed/candidate/1/site", json!("fc3")), "trial 1 has other sites than trial 0");
    assert_eq!(refused(1, "/claimed/candidate/1/mix/bases", json!([])), "its candidate has no base at `fc2`");
    let means = "its mean coefficients are not those of its candidate";
    assert_eq!(refused(3, "/reported/report/mean_coefficients/0", json!([1.0])), means);
    assert_eq!(refused(3, "/reported/report/mean_coefficients", json!([[0.5, 0.5]])), means);
    let mixes = "it has learned other mixes than those of trial 0";
    assert_eq!(refused(7, "/reported/kept/learned/0/site", json!("fc7")), mixes);
    assert_eq!(refused(7, "/reported/kept/learned", json!([])), mixes);
    assert_eq!(refused(7, "/reported/kept/epoch", json!(3)), "it keeps epoch 3; allowed: from 1 to 2");
    assert_eq!(refused(7, "/reported/kept/epoch", json!(0)), "it keeps epoch 0; allowed: from 1 to 2");
    let rows = |path: &str, value| refused(7, &format!("/reported/kept/learned/0/{path}"), value);
    assert_eq!(
        rows("coefficients/2", json!([0.5])),
        "it has learned too many or too few coefficients at `fc1`"
    );
    assert_eq!(rows("coefficients", json!([])), "it has learned no coefficients at `fc1`");
    assert_eq!(rows("parameters", json!([])), "it has learned too many or too few parameters at `fc1`");
}

#[test]
fn shares_lie_from_0_to_1_and_numbers_are_finite() {
    let shares = [
        (3, "/reported/report/validation_accuracy", "a validation accuracy"),
        (11, "/tested/results/0/accuracy", "a test accuracy"),
    ];
    for (place, path, name) in shares {
        for value in [-0.25, 1.25] {
            assert_eq!(
                refused(place, path, json!(value)),
                format!("{name} is {value}; allowed: from 0 to 1")
            );
        }
    }
    let hash = "the hash of its weights is none";
    assert_eq!(refused(3, "/reported/report/weights_sha256", json!("abc")), hash);
    // JSON has no number that is none, but 1e39 is no f32.
    let coefficient = |path: &str| refused(7, &format!("/reported/kept/learned/0/{path}"), json!(1e39));
    assert_eq!(coefficient("coefficients/2/1"), "one of the coefficients at `fc1` is inf");
    assert_eq!(coefficient("parameters/0/0"), "one of the parameters at `fc1` is inf");
}

#[test]
fn losses_and_seconds_are_finite_and_so_are_means_and_what_a_candidate_starts_from() {
    type Change = fn(&mut Report);
    let changes: [(Change, &str); 5] = [
        (|report| report.training_loss = f64::NAN, "a training loss is NaN"),
        (|report| report.validation_loss = f64::INFINITY, "a validation loss is inf"),
        (|report| report.seconds = f64::NEG_INFINITY, "a number of seconds is -inf"),
        (|report| report.mean_coefficients[1][0] = f32::NAN, "one of its mean coefficients is NaN"),
        (|report| report.mean_parameters[0][0] = f32::NAN, "one of its mean parameters is NaN"),
    ];
    for (change, expected) in changes {
        let mut event = reported(0, 0, 1, false);
        let Event::Reported { report, .. } = &mut event else { unreachable!() };
        change(report);
        assert_eq!(before(3).check(&event).unwrap_err().to_string(), expected);
    }
    for (start, expected) in [
        (vec![0.5], "its candidate starts from 1 coefficients at `fc1`"),
        (vec![0.5, f32::NAN], "a coefficient at the start is NaN"),
    ] {
        let mut event = claimed(2, 0);
        let Event::Claimed { candidate, .. } = &mut event else { unreachable!() };
        candidate.0[0].start = start;
        assert_eq!(before(3).check(&event).unwrap_err().to_string(), expected);
    }
}

#[test]
fn a_run_ends_once_all_trials_are_decided_and_none_is_claimed_after_that() {
    let early = Event::Ended { reason: EndReason::Trials, winner: None };
    let told = before(3).check(&early).unwrap_err().to_string();
    assert_eq!(told, "the run ends before all trials are decided");
    let late = before(11).check(&claimed(2, 0)).unwrap_err().to_string();
    assert_eq!(late, "trial 2 is claimed after the run has ended");
}

#[test]
fn whatever_is_applied_nothing_panics_and_no_trial_stands_at_a_wrong_number() {
    for event in story() {
        for number in [0, 1, 2, 4_000_000_000_u32] {
            let mut value = serde_json::to_value(&event).unwrap();
            for path in [
                "/claimed/trial",
                "/reported/trial",
                "/failed/trial",
                "/ended/winner",
                "/tested/results/0/trial",
            ] {
                if let Some(trial) = value.pointer_mut(path) {
                    *trial = json!(number);
                }
            }
            let event = serde_json::from_value(value).unwrap();
            let mut history = before(3);
            history.apply(&Entry { seq: 4, time: 0.0, event });
            assert!(history.trials().iter().enumerate().all(|(place, trial)| trial.id.index() == place));
            assert!(history.best().is_none_or(|best| best.id.index() < 3));
        }
    }
}

#[test]
fn what_is_learned_at_fixed_sites_stands_behind_the_candidate_and_is_the_same_in_every_trial() {
    let fixed = || LearnedMix {
        site: "kept".to_owned(),
        mix: Mix::plain(PRELU),
        coefficients: vec![vec![1.0]],
        parameters: vec![vec![0.25]],
    };
    let with = |trial: u32, rows: usize, mixes: &[LearnedMix]| {
        let mut event = reported(trial, 0, 1, true);
        let Event::Reported { report, kept: Some(kept), .. } = &mut event else { unreachable!() };
        report.mean_coefficients.extend(vec![vec![1.0]; rows]);
        report.mean_parameters.extend(vec![vec![0.25]; rows]);
        kept.learned.extend_from_slice(mixes);
        event
    };
    let mut history = before(3);
    let first = with(0, 1, &[fixed()]);
    history.check(&first).unwrap();
    history.apply(&Entry { seq: 4, time: 0.0, event: first });
    let told = |event: &Event| history.check(event).unwrap_err().to_string();
    history.check(&with(1, 1, &[fixed()])).unwrap();
    let means = "its mean coefficients are not those of its candidate";
    assert_eq!(told(&with(1, 0, &[fixed()])), means);
    assert_eq!(told(&with(1, 2, &[fixed()])), means);
    let mixes = "it has learned other mixes than those of trial 1";
    assert_eq!(told(&with(1, 1, &[])), mixes);
    assert_eq!(told(&with(1, 1, &[fixed(), fixed()])), mixes);
    assert_eq!(told(&with(1, 1, &[LearnedMix { mix: Mix::plain(Base::Tanh), ..fixed() }])), mixes);
    let twice = LearnedMix { site: "fc1".to_owned(), ..fixed() };
    assert_eq!(before(3).check(&with(0, 1, &[twice])).unwrap_err().to_string(), mixes.replace('1', "0"));
}
