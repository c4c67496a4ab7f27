//! Files that PyTorch wrote: `tests/data/exported/make.py` makes them.

use crate::pt2;
use crate::task::exported::{ActivationCall, InPlace, activation_calls};

fn calls(file: &[u8]) -> Vec<ActivationCall> {
    activation_calls(&pt2::read(file).unwrap()).unwrap()
}

#[test]
fn activations_that_are_written_by_hand_are_found_with_their_lines() {
    let calls = calls(include_bytes!("../../../../tests/data/exported/written.pt2"));
    let told: Vec<String> =
        calls.iter().map(|call| format!("{} | {} | {}", call.name, call.function, call.role)).collect();
    let expected = [
        "hard_swish | hard_swish | activation",
        "relu | relu | activation",
        "sigmoid | sigmoid | gate: multiplies another branch",
        "quick | swish(beta=1.702) | activation",
        "gelu | gelu(approximate=true) | activation",
        "snake | Snake | activation",
        "sigmoid_2 | sigmoid | gate: multiplies another branch",
        "tanh | tanh | activation",
        "softmax | softmax | gate: weights of attention",
        "softmax_2 | softmax | gate: last before the output",
    ];
    assert_eq!(told, expected);
    let line = calls[3].place.line.as_ref().unwrap();
    assert_eq!(line.code, "return x * torch.sigmoid(1.702 * x)");
    assert_eq!((calls[0].axis, calls[0].channels), (1, Some(4)));
}

#[test]
fn who_sees_a_change_in_place_is_known() {
    let calls = calls(include_bytes!("../../../../tests/data/exported/shared.pt2"));
    let seen: Vec<(&str, InPlace)> =
        calls.iter().map(|call| (call.name.as_str(), call.evaluation.in_place)).collect();
    let expected = [
        ("relu", InPlace::Memory),
        ("act", InPlace::Unseen),
        ("elu", InPlace::Memory),
        ("tanh", InPlace::Unseen),
    ];
    assert_eq!(seen, expected);
}
