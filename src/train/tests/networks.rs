//! Networks with more than weights: running values and dropouts belong to a trial, too.

use super::{checkpoint, everywhere, plan, train};
use crate::activation::{Hull, Sharing};

const NETWORK: &str = "network={layers: [conv: {channels: 4, kernel: 3, padding: same, bias: false}, batch_norm, \
    activation, residual: {layers: [conv: {channels: 4, kernel: 3, padding: same}, batch_norm, dropout: 0.2]}, \
    activation, global_pool, dropout: 0.3, linear: 8, batch_norm, activation, linear: classes]}";

#[test]
fn a_network_with_batch_norm_and_dropout_is_resumed_to_the_same_bits() {
    let plan = plan(&[NETWORK]);
    let candidate = everywhere(&plan, Hull::Affine, Sharing::Channel);
    let (whole, place) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let uninterrupted = train(&plan, whole.path(), &candidate, 3).unwrap();
    for epochs in 1..=3 {
        let (reports, _) = train(&plan, place.path(), &candidate, epochs).unwrap();
        assert_eq!(reports.last(), uninterrupted.0.get(epochs as usize - 1));
    }
    assert_eq!(checkpoint(place.path()), checkpoint(whole.path()));
}

#[test]
fn a_network_with_batch_norm_learns() {
    let fast = "training.optimizer={adam: {lr: 0.01}}";
    let (plan, place) = (plan(&[NETWORK, "data.samples=1000", fast]), tempfile::tempdir().unwrap());
    let reports = train(&plan, place.path(), &everywhere(&plan, Hull::Affine, Sharing::Layer), 8).unwrap().0;
    assert!(reports[7].validation_accuracy > 0.5, "{}", reports[7].validation_accuracy);
    assert!(reports[7].validation_loss < reports[0].validation_loss, "running values follow: {reports:?}");
}
