//! The next step of a run, from its history alone.

mod alone;

use super::*;
use crate::activation::{Base, Mix};
use crate::scheduler::Halving;
use crate::space::Candidate;
use crate::trial::{Decision, EndReason, Entry, Event, Foreign, History, KeptEpoch, Origin, Report, TrialId};

const SPACE: &str = "
name: test
seed: 3
data: {source: digits}
network: {preset: {mlp: {hidden: [4]}}}
activations: {bases: [identity, relu, tanh], size: {max: 2}, hull: [affine]}
training: {epochs: 2}
budget: {trials: 6}
baselines: [relu, sine]
lookahead: 3
controller: random
scheduler: full
";

fn plan(text: &str) -> Plan {
    read(text, &[]).unwrap_or_else(|problems| panic!("{}", problems.render("space.yaml", text)))
}

/// A run in memory: events go in, the next step comes out.
#[derive(Default)]
struct Run {
    entries: Vec<Entry>,
}

impl Run {
    fn opened() -> Self {
        let mut run = Self::default();
        run.append(Event::Opened { program: "test".to_owned(), workers: 1, device: "cpu".to_owned() });
        run
    }

    fn append(&mut self, event: Event) {
        self.entries.push(Entry { seq: self.entries.len() as u64 + 1, time: 0.0, event });
    }

    fn history(&self) -> History {
        self.entries.iter().collect()
    }

    /// Claims the next trial; its number, attempt, origin and candidate.
    fn claim(&mut self, plan: &Plan) -> (u32, u32, Origin, Candidate) {
        match plan.next_step(&self.history(), 0.0) {
            Step::Append(event @ Event::Claimed { .. }) => {
                let Event::Claimed { trial, attempt, origin, candidate } = event.clone() else {
                    unreachable!()
                };
                self.append(event);
                (trial.0, attempt, origin, candidate)
            }
            other => panic!("no claim, but {other:?}"),
        }
    }

    fn finish(&mut self, trial: u32, accuracy: f64) {
        let attempt = self.history().trial(TrialId(trial)).unwrap().attempt;
        let report = Report {
            epoch: 1,
            training_loss: 1.0,
            validation_loss: 1.0,
            validation_accuracy: accuracy,
            mean_coefficients: Vec::new(),
            mean_parameters: Vec::new(),
            weights_sha256: None,
            seconds: 1.0,
        };
        let kept = Some(KeptEpoch { epoch: 1, learned: Vec::new() });
        self.append(Event::Reported { trial: TrialId(trial), attempt, report, kept });
    }

    fn fail(&mut self, trial: u32) {
        let attempt = self.history().trial(TrialId(trial)).unwrap().attempt;
        self.append(Event::Failed { trial: TrialId(trial), attempt, reason: "diverged".to_owned() });
    }
}

#[test]
fn the_baselines_come_first_and_then_the_controller() {
    let (plan, mut run) = (plan(SPACE), Run::opened());
    let first: Vec<_> = (0..3).map(|_| run.claim(&plan)).collect();
    assert_eq!(first[0].3.to_string(), "relu");
    assert_eq!(first[1].3.to_string(), "sine");
    assert_eq!(
        [first[0].2, first[1].2, first[2].2],
        [Origin::Baseline, Origin::Baseline, Origin::Controller]
    );
}

#[test]
fn a_trial_waits_for_those_that_its_proposal_may_depend_on() {
    let (plan, mut run) = (plan(SPACE), Run::opened());
    (0..3).for_each(|_| drop(run.claim(&plan)));
    assert_eq!(plan.next_step(&run.history(), 0.0), Step::Wait);
    run.finish(1, 0.5);
    assert_eq!(plan.next_step(&run.history(), 0.0), Step::Wait, "trial 3 depends on trial 0");
    run.fail(0);
    assert_eq!(run.claim(&plan).0, 3);
}

#[test]
fn a_proposal_sees_the_results_up_to_its_number_less_the_lookahead() {
    let (plan, mut run) = (plan(SPACE), Run::opened());
    for number in 0..6_usize {
        let history = run.history();
        let decided = plan.decided(&history).unwrap();
        assert_eq!(decided.len(), (number + 1_usize).saturating_sub(3));
        run.claim(&plan);
        run.finish(u32::try_from(number).unwrap(), 0.5);
    }
}

#[test]
fn proposals_do_not_depend_on_the_order_in_which_trials_end() {
    let plan = plan(SPACE);
    let proposals = |order: [u32; 3]| {
        let mut run = Run::opened();
        (0..3).for_each(|_| drop(run.claim(&plan)));
        for trial in order {
            run.finish(trial, f64::from(trial) / 10.0);
        }
        (0..3).map(|_| run.claim(&plan).3.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(proposals([0, 1, 2]), proposals([2, 0, 1]));
}

#[test]
fn the_run_ends_with_its_last_trial_and_the_best_wins() {
    let (plan, mut run) = (plan(SPACE), Run::opened());
    for trial in 0..6 {
        assert_eq!(run.claim(&plan).0, trial);
        run.finish(trial, if trial == 4 { 0.9 } else { 0.1 });
    }
    let ended = Event::Ended { reason: EndReason::Trials, winner: Some(TrialId(4)) };
    assert_eq!(plan.next_step(&run.history(), 0.0), Step::Append(ended.clone()));
    run.append(ended);
    assert_eq!(plan.next_step(&run.history(), 0.0), Step::Done);
}

#[test]
fn a_run_of_failures_ends_without_a_winner() {
    let (plan, mut run) = (plan(SPACE), Run::opened());
    for trial in 0..6 {
        run.claim(&plan);
        run.fail(trial);
    }
    let ended = Event::Ended { reason: EndReason::Trials, winner: None };
    assert_eq!(plan.next_step(&run.history(), 0.0), Step::Append(ended));
}

#[test]
fn what_an_earlier_process_left_is_claimed_again_and_its_reports_are_passed_over() {
    let (plan, mut run) = (plan(SPACE), Run::opened());
    run.claim(&plan);
    run.append(Event::Opened { program: "test".to_owned(), workers: 1, device: "cpu".to_owned() });
    let (trial, attempt, origin, candidate) = run.claim(&plan);
    assert_eq!((trial, attempt, origin, candidate.to_string()), (0, 1, Origin::Baseline, "relu".to_owned()));
    run.append(Event::Failed { trial: TrialId(0), attempt: 0, reason: "too late".to_owned() });
    assert_eq!(run.history().trial(TrialId(0)).unwrap().outcome, None);
    assert_eq!(run.claim(&plan).0, 1);
}

#[test]
fn used_hours_end_the_run_once_the_running_trials_are_done() {
    let (plan, mut run) = (plan(&SPACE.replace("{trials: 6}", "{trials: 6, hours: 1}")), Run::opened());
    run.claim(&plan);
    assert_eq!(plan.next_step(&run.history(), 3600.0), Step::Wait);
    run.finish(0, 0.5);
    let ended = Event::Ended { reason: EndReason::Hours, winner: Some(TrialId(0)) };
    assert_eq!(plan.next_step(&run.history(), 3600.0), Step::Append(ended));
    assert!(matches!(plan.next_step(&run.history(), 3599.0), Step::Append(Event::Claimed { .. })));
}

#[test]
fn an_exhausted_space_ends_the_run() {
    let (plan, mut run) = (plan(&SPACE.replace("{trials: 6}", "{trials: 100}")), Run::opened());
    assert_eq!(plan.total_epochs(plan.budget), 2 * 7, "six mixes, and sine from outside");
    for trial in 0..7 {
        run.claim(&plan);
        run.finish(trial, 0.5);
    }
    let ended = Event::Ended { reason: EndReason::Exhausted, winner: Some(TrialId(0)) };
    assert_eq!(plan.next_step(&run.history(), 0.0), Step::Append(ended));
}

#[test]
fn time_between_two_processes_is_nobodys_work() {
    let mut history = History::default();
    let opened = || Event::Opened { program: "test".to_owned(), workers: 1, device: "cpu".to_owned() };
    let ended = Event::Ended { reason: EndReason::Trials, winner: None };
    for (seq, time, event) in
        [(1, 10.0, opened()), (2, 14.0, ended.clone()), (3, 100.0, opened()), (4, 101.0, ended)]
    {
        history.apply(&Entry { seq, time, event });
    }
    assert_eq!(history.seconds(), 5.0);
    assert_eq!(history.earlier_seconds(), 4.0);
}

#[test]
fn equal_accuracies_are_ranked_by_loss_and_then_by_number() {
    let (plan, mut run) = (plan(SPACE), Run::opened());
    for trial in 0..4 {
        run.claim(&plan);
        run.finish(trial, 0.5);
    }
    if let Event::Reported { report, .. } = &mut run.entries[6].event {
        report.validation_loss = 0.5;
    }
    let ranking: Vec<u32> = run.history().ranking().iter().map(|trial| trial.id.0).collect();
    assert_eq!(ranking, [2, 0, 1, 3]);
    assert_eq!(run.history().losers(1), [TrialId(3)], "the others are baselines or the best");
}

#[test]
fn overrides_are_part_of_the_plan() {
    let overrides =
        ["training.epochs=7".parse().unwrap(), "network.preset={mlp: {hidden: [9, 8]}}".parse().unwrap()];
    let plan = read(SPACE, &overrides).unwrap();
    assert_eq!(plan.task.training.epochs, 7);
    assert_eq!(plan.space.sites(), ["fc1", "fc2"]);
}

#[test]
fn defaults_fill_what_a_file_leaves_out() {
    let given = SPACE.find("baselines").unwrap();
    let plan = plan(&SPACE[..given]);
    assert_eq!((plan.lookahead, plan.keep), (8, 3));
    assert_eq!(plan.baselines, [plan.space.everywhere(&Mix::plain(Base::RELU))]);
    assert_eq!(
        (plan.controller, plan.scheduler),
        (Controller::Surrogate, Scheduler::Hyperband(Halving::default()))
    );
    assert_eq!(plan.task.training.batch_size, 128);
}

#[test]
fn groups_tie_their_sites_and_leave_the_others_alone() {
    let text = SPACE.replace("[4]", "[4, 4, 4]").replace("hull:", "sites: {groups: [[fc1, fc3]]}, hull:");
    assert_eq!(plan(&text).space.slots(), [vec!["fc1".to_owned(), "fc3".to_owned()], vec!["fc2".to_owned()]]);
    let tied = SPACE.replace("[4]", "[4, 4]").replace("hull:", "sites: tied, hull:");
    assert_eq!(plan(&tied).space.count(), Some(6));
}

#[test]
fn a_group_may_name_its_sites_by_wildcards() {
    let with = |groups: &str| {
        SPACE.replace("[4]", "[4, 4, 4]").replace("hull:", &format!("sites: {{groups: {groups}}}, hull:"))
    };
    let slots = plan(&with("[[\"*3\", \"fc?\"]]")).space.slots().to_vec();
    assert_eq!(slots, [["fc3", "fc1", "fc2"].map(str::to_owned).to_vec()]);
    let told = |groups: &str| read(&with(groups), &[]).unwrap_err().render("space.yaml", &with(groups));
    let twice = told("[[\"*2\"], [fc1, \"fc*\"]]");
    assert!(twice.contains("is `fc*`, which fits `fc2`, which stands in a group already"), "{twice}");
    let nothing = told("[[\"conv*\", fc1]]");
    assert!(nothing.contains("is `conv*`, which fits no site of the network"), "{nothing}");
    assert!(
        nothing.contains("help: the sites of the network that are searched are fc1, fc2, fc3"),
        "{nothing}"
    );
}

#[test]
fn a_target_ends_the_run_once_the_next_proposal_would_see_it() {
    let (plan, mut run) = (plan(&SPACE.replace("trials: 6", "trials: 6, target: 0.8")), Run::opened());
    for trial in 0..3 {
        run.claim(&plan);
        run.finish(trial, if trial == 1 { 0.8 } else { 0.5 });
    }
    run.claim(&plan);
    assert_eq!(plan.next_step(&run.history(), 0.0), Step::Wait, "trial 3 is still in training");
    run.finish(3, 0.9);
    let ended = Event::Ended { reason: EndReason::Target, winner: Some(TrialId(3)) };
    assert_eq!(plan.next_step(&run.history(), 0.0), Step::Append(ended));
}

#[test]
fn patience_ends_the_run_when_nothing_better_comes() {
    let (plan, mut run) = (plan(&SPACE.replace("trials: 6", "trials: 6, patience: 1")), Run::opened());
    for (trial, accuracy) in (0..).zip([0.5, 0.7, 0.6, 0.7, 0.65]) {
        run.claim(&plan);
        run.finish(trial, accuracy);
    }
    // Trial 5 would see the trials up to 2, which is no better than 1.
    let ended = Event::Ended { reason: EndReason::NoImprovement, winner: Some(TrialId(1)) };
    assert_eq!(plan.next_step(&run.history(), 0.0), Step::Append(ended));
}

#[test]
fn what_is_enqueued_follows_the_baselines() {
    let text =
        SPACE.replace("lookahead: 3", "enqueue: [[tanh], [{mix: {bases: [tanh, relu], hull: convex}}]]");
    let (plan, mut run) = (plan(&text), Run::opened());
    let claimed: Vec<(Origin, String)> = (0..5)
        .map(|_| run.claim(&plan))
        .map(|(_, _, origin, candidate)| (origin, candidate.to_string()))
        .collect();
    assert_eq!(claimed[2], (Origin::Enqueued, "tanh".to_owned()));
    assert_eq!(
        claimed[3],
        (Origin::Enqueued, "convex(relu, tanh)".to_owned()),
        "also from outside the space"
    );
    assert_eq!(claimed[4].0, Origin::Controller);
    assert_eq!(plan.total_epochs(plan.budget), 12);
}

#[test]
fn a_trial_that_is_the_best_of_its_bracket_goes_on() {
    let text = SPACE.replace("epochs: 2", "epochs: 3").replace("lookahead: 3", "");
    let text = text.replace("scheduler: full", "scheduler: successive_halving");
    let (plan, mut run) = (plan(&text), Run::opened());
    for trial in 0..5 {
        assert_eq!(run.claim(&plan).0, trial);
        run.finish(trial, 0.5 + f64::from(trial) / 100.0);
    }
    let (trial, attempt, ..) = run.claim(&plan);
    assert_eq!((trial, attempt), (4, 1), "trials 2, 3 and 4 are a bracket");
    assert_eq!(
        plan.decide(&run.history(), TrialId(4), &[0.5]),
        Decision::Continue,
        "its first epoch is known"
    );
    assert_eq!(plan.decide(&run.history(), TrialId(4), &[0.5; 3]), Decision::Stop);
    assert_eq!(run.claim(&plan).0, 5, "the next bracket begins meanwhile");
}

#[test]
fn other_runs_are_seen_but_not_proposed_from() {
    let (mut plan, run) = (plan(SPACE), Run::opened());
    let candidate = plan.space.nth(3);
    let foreign = Foreign {
        trial: 7,
        candidate,
        epochs: 9,
        is_whole: true,
        accuracy: Some(0.9),
        coefficients: vec![],
        record: None,
    };
    plan.foreign.push(foreign.clone());
    let seen = plan.seen_elsewhere(&foreign);
    assert_eq!(
        (seen.epochs, seen.accuracy),
        (2, Some(0.9)),
        "all epochs there are as good as all epochs here"
    );
    assert_eq!(plan.decided(&run.history()).unwrap(), [], "it is no trial of this run");
}

/// The space with a layer whose activation is fixed, between two that are searched.
fn with_fixed() -> String {
    let layers = "{layers: [flatten, linear: 8, activation, linear: 7, activation: {fixed: {prelu: {slope: 0.1}}, name: kept}, \
                  linear: 6, activation, linear: classes]}";
    SPACE.replace("{preset: {mlp: {hidden: [4]}}}", layers)
}

#[test]
fn an_activation_that_is_fixed_has_no_place_in_candidates() {
    let (plan, trials) = (plan(&with_fixed()), &mut Run::opened());
    assert_eq!(plan.space.sites(), ["fc1", "fc3"]);
    for _ in 0..6 {
        let (trial, _, _, candidate) = trials.claim(&plan);
        let sites: Vec<&str> = candidate.0.iter().map(|at| at.site.as_str()).collect();
        assert_eq!(sites, ["fc1", "fc3"]);
        let all = candidate.with_fixed(&plan.task.network);
        assert_eq!(all[..2], candidate.0);
        assert_eq!(all[2].site, "kept");
        assert_eq!(all[2].mix, Mix::plain(Base::Prelu { slope: 0.1 }));
        trials.finish(trial, 0.5);
    }
}

#[test]
fn a_group_or_an_enqueued_candidate_that_counts_on_a_fixed_activation_is_told() {
    let told = |text: &str| read(text, &[]).unwrap_err().render("space.yaml", text);
    let grouped = told(&with_fixed().replace("hull:", "sites: {groups: [[fc1, kept]]}, hull:"));
    assert!(
        grouped.contains("`activations.sites.groups.0.1` is `kept`, whose activation is fixed"),
        "{grouped}"
    );
    assert!(grouped.contains("help: the sites of the network that are searched are fc1, fc3"), "{grouped}");
    let enqueued = told(&format!("{}enqueue: [[relu, tanh, relu]]\n", with_fixed()));
    assert!(enqueued.contains("has 3 mixes"), "{enqueued}");
    assert!(enqueued.contains("help: give one for each of fc1, fc3, or one for all of them"), "{enqueued}");
}
