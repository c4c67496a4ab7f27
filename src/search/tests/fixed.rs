//! Searches in networks in which some activations are fixed.

use super::SPACE;
use crate::activation::{Base, Mix};
use crate::formula::FormulaTrainer;
use crate::search::{Kept, RunFolder};

#[test]
fn a_search_beside_fixed_activations_ends_and_has_them_last_in_what_it_learned() {
    let layers = "{layers: [flatten, linear: 4, activation: {fixed: prelu}, linear: 4, activation, linear: 4, \
                  activation: {fixed: {mix: {bases: [relu, tanh]}}}, linear: 4, activation, linear: classes]}";
    let space = SPACE.replace("{preset: {mlp: {hidden: [4, 4]}}}", layers);
    for workers in [1, 3] {
        let place = tempfile::tempdir().unwrap();
        let run = Some(place.path().join("run"));
        let folder = RunFolder::create(run.as_deref(), &space, &[], "test", Kept::default(), &[]).unwrap();
        let plan = folder.plan().unwrap();
        let (results, winner) = super::search(&folder, &FormulaTrainer::new(&plan), workers).unwrap();
        assert_eq!(results.lines().count(), 31);
        assert!(!results.contains("prelu"), "{results}");
        let definition = crate::export::read_yaml(&winner).unwrap();
        let sites: Vec<&str> = definition.sites().iter().map(|learned| learned.site.as_str()).collect();
        assert_eq!(sites, ["fc2", "fc4", "fc1", "fc3"]);
        assert_eq!(definition.sites()[2].mix, Mix::plain(Base::Prelu { slope: 0.25 }));
    }
}
