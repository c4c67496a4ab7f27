//! One battery for all schedulers, and what each of them does to a race.

mod left;

use super::*;
use crate::activation::{Base, Mix};
use crate::seed::{Seed, Stream};
use crate::space::{Candidate, SiteMix};
use crate::trial::{KeptEpoch, Outcome, Report};

const HALVING: Halving = Halving { eta: 3, min_epochs: Some(1) };
const MEDIAN: Median = Median { min_epochs: 1, min_trials: 3 };
const ALL: [Scheduler; 5] = [
    Scheduler::Full,
    Scheduler::SuccessiveHalving(HALVING),
    Scheduler::Hyperband(HALVING),
    Scheduler::Asha(HALVING),
    Scheduler::Median(MEDIAN),
];
const LOOKAHEAD: u32 = 4;

/// A race without training: how good a trial is follows from its number.
struct Race {
    scheduler: Scheduler,
    epochs: u32,
    /// So many trials begin; the first so many of them are baselines.
    count: usize,
    baselines: usize,
    trials: Vec<Trial>,
    diverging: Option<usize>,
    lookahead: u32,
    stopping: Option<EarlyStopping>,
}

impl Race {
    fn new(scheduler: Scheduler, epochs: u32, count: usize) -> Self {
        let (trials, diverging, lookahead) = (Vec::new(), None, LOOKAHEAD);
        Self { scheduler, epochs, count, baselines: 0, trials, diverging, lookahead, stopping: None }
    }

    fn field(&self) -> Field<'_> {
        let Self { epochs, lookahead, stopping, .. } = *self;
        Field { trials: &self.trials, epochs, lookahead, stopping }
    }

    /// Begins a trial, or lets one go on; nothing if neither can be now.
    fn claim(&mut self) -> Option<usize> {
        let is_closed = self.trials.len() == self.count;
        if let Some(id) = self.scheduler.promotion(self.field(), is_closed) {
            assert!(!self.field().has_ended_by_itself(&self.trials[id.index()]), "it has nothing to gain");
            let trial = &mut self.trials[id.index()];
            assert!(trial.outcome.take().is_some(), "only who stopped can go on");
            trial.promotions += 1;
            return Some(id.index());
        }
        let visible = (self.trials.len() + 1).saturating_sub(self.lookahead as usize);
        if is_closed || self.scheduler.sights(self.field(), visible).is_none() {
            return None;
        }
        let number = self.trials.len();
        self.trials.push(trial(number, number < self.baselines));
        Some(number)
    }

    /// Trains a trial for an epoch; whether it goes on.
    fn train(&mut self, number: usize) -> bool {
        let epoch = self.trials[number].reports.len() + 1;
        if self.diverging == Some(number) && epoch == 2 {
            self.trials[number].outcome = Some(Outcome::Failed { reason: "diverged".to_owned() });
            return false;
        }
        self.trials[number].reports.push(report(number, epoch));
        let accuracies: Vec<f64> =
            self.trials[number].reports.iter().map(|report| report.validation_accuracy).collect();
        let id = TrialId(u32::try_from(number).unwrap());
        let ends_by_itself = self.stopping.is_some_and(|it| it.is_over(accuracies.iter().copied()));
        let goes_on =
            !ends_by_itself && self.scheduler.decide(self.field(), id, &accuracies) == Decision::Continue;
        let kept = KeptEpoch { epoch: u32::try_from(epoch).unwrap(), learned: Vec::new() };
        self.trials[number].outcome = (!goes_on).then_some(Outcome::Finished { kept });
        goes_on
    }

    /// Runs it with so many workers, which are as fast as they happen to be.
    fn run(self, workers: usize, stream: &mut Stream) -> Self {
        self.run_and(workers, stream, |_| ())
    }

    /// The same, and does something after each epoch.
    fn run_and(
        mut self,
        workers: usize,
        stream: &mut Stream,
        mut after_each_epoch: impl FnMut(&Self),
    ) -> Self {
        let mut hands: Vec<Option<usize>> = vec![None; workers];
        loop {
            for hand in &mut hands {
                *hand = hand.or_else(|| self.claim());
            }
            let busy: Vec<usize> = (0..workers).filter(|worker| hands[*worker].is_some()).collect();
            let Some(worker) = (!busy.is_empty()).then(|| busy[stream.index(busy.len())]) else {
                return self;
            };
            hands[worker] = hands[worker].filter(|number| self.train(*number));
            after_each_epoch(&self);
        }
    }

    fn epochs(&self) -> Vec<usize> {
        self.trials.iter().map(|trial| trial.reports.len()).collect()
    }
}

fn trial(number: usize, is_baseline: bool) -> Trial {
    Trial {
        id: TrialId(u32::try_from(number).unwrap()),
        attempt: 0,
        origin: if is_baseline { Origin::Baseline } else { Origin::Controller },
        candidate: Candidate(vec![SiteMix::new("fc1", Mix::plain(Base::RELU))]),
        reports: Vec::new(),
        outcome: None,
        taken_over: None,
        promotions: 0,
        opened: 1,
    }
}

/// A quality of the trial's own, approached with the epochs.
#[expect(clippy::cast_precision_loss, reason = "a few epochs")]
fn report(number: usize, epoch: usize) -> Report {
    let quality = f64::from(Seed::new(1).of(number).stream().uniform(1, 0.4)[0]) + 0.5;
    Report {
        epoch: u32::try_from(epoch).unwrap(),
        training_loss: 1.0,
        validation_loss: 1.0,
        validation_accuracy: quality - 0.1 / epoch as f64,
        mean_coefficients: Vec::new(),
        mean_parameters: Vec::new(),
        weights_sha256: None,
        seconds: 0.0,
    }
}

fn one_worker(scheduler: Scheduler, epochs: u32, count: usize) -> Race {
    Race::new(scheduler, epochs, count).run(1, &mut Seed::new(1).stream())
}

fn count(epochs: &[usize], of: usize) -> usize {
    epochs.iter().filter(|epochs| **epochs == of).count()
}

#[test]
fn every_race_ends_with_all_trials_settled_and_somebody_trained_to_the_end() {
    for scheduler in ALL {
        for count in [1, 2, 5, 20, 47] {
            for epochs in [1, 2, 9, 30] {
                let race = one_worker(scheduler, epochs, count);
                assert_eq!(race.trials.len(), count, "{scheduler:?}");
                assert!(race.trials.iter().all(|trial| trial.outcome.is_some()), "{scheduler:?}");
                assert!(race.epochs().iter().all(|trained| (1..=epochs as usize).contains(trained)));
                let to_the_end = race.epochs().contains(&(epochs as usize));
                assert!(
                    to_the_end || matches!(scheduler, Scheduler::Asha(_)),
                    "{scheduler:?} {count} {epochs}"
                );
            }
        }
    }
}

#[test]
fn any_number_of_workers_trains_the_same_trials_for_as_long() {
    for scheduler in ALL.into_iter().filter(|scheduler| scheduler.is_the_same_for_any_number_of_workers()) {
        let expected = one_worker(scheduler, 9, 40).epochs();
        for seed in 0..20 {
            for workers in [2, 3, 4] {
                let race = Race::new(scheduler, 9, 40).run(workers, &mut Seed::new(seed).stream());
                assert_eq!(race.epochs(), expected, "{scheduler:?}, {workers} workers");
            }
        }
    }
}

#[test]
fn no_race_stands_still_however_short_the_lookahead() {
    for scheduler in ALL {
        for lookahead in [1, 2, 3, 8] {
            for epochs in [1, 4, 9] {
                let race = Race { lookahead, ..Race::new(scheduler, epochs, 40) };
                let race = race.run(2, &mut Seed::new(2).stream());
                assert_eq!(race.trials.len(), 40, "{scheduler:?}, lookahead {lookahead}, {epochs} epochs");
            }
        }
    }
}

#[test]
fn no_race_takes_more_epochs_than_it_says() {
    for scheduler in ALL {
        for count in [1, 7, 27, 40] {
            let race = one_worker(scheduler, 9, count);
            let taken = race.epochs().iter().sum::<usize>() as u64;
            assert!(
                taken <= scheduler.total_epochs(u32::try_from(count).unwrap(), 0, 9),
                "{scheduler:?} {count}"
            );
        }
    }
}

#[test]
fn rungs_are_found_again_from_the_trials_alone() {
    for scheduler in ALL {
        let race = one_worker(scheduler, 9, 30);
        let again = Race { trials: race.trials.clone(), ..Race::new(scheduler, 9, 30) };
        assert_eq!(again.scheduler.promotion(again.field(), true), None, "nothing is left to do");
        assert_eq!(again.run(1, &mut Seed::new(9).stream()).epochs(), race.epochs());
    }
}

#[test]
fn whoever_ends_by_itself_just_at_a_level_is_not_trained_on() {
    // Accuracies rise by 0.05, then by 0.017: all end by themselves with the third epoch, which is a level of nine.
    let stopping = Some(EarlyStopping { patience: 1, min_gain: 0.02 });
    for scheduler in ALL {
        let race = Race { stopping, ..Race::new(scheduler, 9, 27) };
        let ended = race.run(2, &mut Seed::new(7).stream());
        assert!(ended.trials.iter().all(|trial| trial.outcome.is_some()), "{scheduler:?}");
        assert_eq!(ended.epochs().into_iter().max(), Some(3), "{scheduler:?}");
    }
}

#[test]
fn baselines_are_trained_to_the_end_and_take_nobodys_place() {
    for scheduler in [Scheduler::SuccessiveHalving(HALVING), Scheduler::Asha(HALVING)] {
        let race = Race { baselines: 3, ..Race::new(scheduler, 9, 12) }.run(1, &mut Seed::new(1).stream());
        assert_eq!(race.epochs()[..3], [9, 9, 9]);
        assert_eq!(count(&race.epochs()[3..], 9), 1);
    }
}

#[test]
fn a_trial_that_fails_is_survived() {
    for scheduler in ALL {
        for diverging in 0..9 {
            let race = Race { diverging: Some(diverging), ..Race::new(scheduler, 9, 9) };
            let race = race.run(2, &mut Seed::new(3).stream());
            assert!(race.trials.iter().all(|trial| trial.outcome.is_some()), "{scheduler:?}");
        }
    }
}

#[test]
fn levels_are_counted_down_from_all_epochs() {
    let levels = |eta, min, epochs| Halving { eta, min_epochs: Some(min) }.levels(epochs);
    assert_eq!(levels(3, 1, 9), [1, 3, 9]);
    assert_eq!(levels(3, 2, 9), [3, 9]);
    assert_eq!(levels(3, 1, 10), [1, 3, 10]);
    assert_eq!(levels(2, 1, 5), [1, 3, 5]);
    assert_eq!(levels(3, 1, 1), [1]);
    assert_eq!(levels(3, 1, 2), [1, 2]);
    assert_eq!(levels(4, 50, 9), [9]);
    // Not said: a ninth of all.
    for (epochs, expected) in
        [(1, vec![1]), (4, vec![1, 4]), (9, vec![1, 3, 9]), (14, vec![2, 5, 14]), (90, vec![10, 30, 90])]
    {
        assert_eq!(Halving::default().levels(epochs), expected);
    }
    assert_eq!(Halving { eta: 2, min_epochs: None }.levels(18), [2, 5, 9, 18]);
    assert_eq!(Scheduler::default().first_level(18), Some(2));
    assert_eq!(Scheduler::default().first_level(1), None, "nobody is compared before the end");
    assert_eq!(Scheduler::Full.first_level(18), None);
}

#[test]
fn halving_leaves_a_third_of_a_third_and_it_is_the_best() {
    let race = one_worker(Scheduler::SuccessiveHalving(HALVING), 9, 9);
    assert_eq!([1, 3, 9].map(|epochs| count(&race.epochs(), epochs)), [6, 2, 1]);
    let last = |number: &usize| report(*number, 9).validation_accuracy;
    let best = (0..9).max_by(|one, other| last(one).total_cmp(&last(other))).unwrap();
    assert_eq!(race.epochs()[best], 9);
    assert_eq!(race.epochs().iter().sum::<usize>(), 21);
    assert_eq!(race.scheduler.total_epochs(9, 0, 9), 21);
}

#[test]
fn a_bracket_that_is_not_full_is_cut_down_once_nothing_more_comes() {
    let race = one_worker(Scheduler::SuccessiveHalving(HALVING), 9, 4);
    assert_eq!([1, 3, 9].map(|epochs| count(&race.epochs(), epochs)), [3, 0, 1]);
    assert_eq!(race.scheduler.total_epochs(4, 0, 9), 12);
}

#[test]
fn hyperband_begins_with_ever_fewer_trials_and_more_epochs() {
    let race = one_worker(Scheduler::Hyperband(HALVING), 9, 17);
    let epochs = race.epochs();
    assert_eq!([1, 3, 9].map(|level| count(&epochs[..9], level)), [6, 2, 1]);
    assert_eq!([1, 3, 9].map(|level| count(&epochs[9..14], level)), [0, 4, 1]);
    assert_eq!(epochs[14..], [9, 9, 9]);
    assert_eq!(race.scheduler.total_epochs(17, 0, 9), epochs.iter().sum::<usize>() as u64);
}

#[test]
fn asha_lets_about_a_third_go_on() {
    let epochs = one_worker(Scheduler::Asha(HALVING), 9, 27).epochs();
    // More than a third: who was among the best when few were there went on.
    assert!((9..=14).contains(&(27 - count(&epochs, 1))), "{epochs:?}");
    assert!((1..=4).contains(&count(&epochs, 9)), "{epochs:?}");
}

#[test]
fn below_the_median_of_those_before_a_trial_stops() {
    let race = one_worker(Scheduler::Median(MEDIAN), 9, 40);
    let stopped = race.epochs().iter().filter(|epochs| **epochs < 9).count();
    assert!((8..=28).contains(&stopped), "{stopped} of 40");
    assert!(
        race.epochs()[..6].iter().all(|epochs| *epochs == 9),
        "the first have nobody to be compared with"
    );
}

#[test]
fn the_weights_of_whoever_may_go_on_are_asked_for() {
    let mut race = Race::new(Scheduler::SuccessiveHalving(HALVING), 9, 9);
    for number in 0..5 {
        assert_eq!(race.claim(), Some(number));
        race.train(number);
    }
    assert_eq!(race.scheduler.open(race.field()).len(), 5);
    let race = one_worker(Scheduler::SuccessiveHalving(HALVING), 9, 9);
    assert_eq!(race.scheduler.open(race.field()), []);
}

#[test]
fn no_scheduler_stops_a_baseline_however_bad_it_is() {
    for scheduler in ALL {
        let mut race = Race::new(scheduler, 9, 41).run(3, &mut Seed::new(3).stream());
        let id = TrialId(41);
        race.trials.push(trial(41, true));
        for epoch in 1..=9 {
            let decision = race.scheduler.decide(race.field(), id, &vec![0.0; epoch]);
            assert_eq!(decision == Decision::Continue, epoch < 9, "{scheduler:?}, epoch {epoch}");
            race.trials[41].reports.push(report(0, epoch));
        }
        race.trials[41].promotions = 0;
        assert_eq!(race.scheduler.open(race.field()).iter().find(|open| **open == id), None, "{scheduler:?}");
    }
}
