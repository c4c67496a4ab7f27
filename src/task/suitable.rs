//! What the data has to be for what a network takes it for.

use super::{Augmentation, Data, Dims, InputKind, Normalisation};
use crate::yaml::Record;

impl Data {
    /// Complains about what a network of this kind, whose samples have the shape `input`, cannot take as it stands.
    pub(crate) fn check_input(
        &self,
        kind: InputKind,
        input: Dims,
        augmentation: &Augmentation,
        fields: &mut Record,
    ) {
        match kind {
            InputKind::Numbers => {
                augmentation.check(input, fields);
                check_last_size(input, self, fields);
            }
            InputKind::Tokens => {
                check_whole(self, fields);
                check_unchanged(self, augmentation, fields);
            }
        }
    }
}

/// The last size means something in arrays alone: columns of pixels are no features.
fn check_last_size(input: Dims, data: &Data, fields: &mut Record) {
    if data.normalisation == Some(Normalisation::StandardLast) && !matches!(input, Dims::Array(_)) {
        let message = format!(
            "is `standard_last`, which is for arrays such as (length, features), but the network takes {} of {input}",
            input.word()
        );
        let help = "leave it out: `standard` goes by the channels of images and the entries of vectors";
        fields.complain("data.normalisation", message, Some(help.to_owned()));
    }
}

fn check_whole(data: &Data, fields: &mut Record) {
    let most = InputKind::LARGEST_TOKEN;
    let (message, help) = match data.facts.whole {
        None => (
            format!(
                "`{}` has numbers of a type that is not whole, but the network takes whole numbers",
                data.source
            ),
            "write the array as integers: `x.astype(\"int64\")`",
        ),
        Some(whole) if whole.least < -most || whole.most > most => (
            format!(
                "`{}` has whole numbers from {} to {}, but a network takes those from {} to {most}",
                data.source, whole.least, whole.most, -most
            ),
            "number the tokens from 0 on without gaps",
        ),
        Some(_) => return,
    };
    fields.complain("data.source", message, Some(help.to_owned()));
}

/// Tokens are names: half of one is none.
fn check_unchanged(data: &Data, augmentation: &Augmentation, fields: &mut Record) {
    if let Some(given) = data.normalisation.filter(|given| *given != Normalisation::None) {
        let message = format!("is `{}`, but the network takes whole numbers as they are", given.name());
        fields.complain("data.normalisation", message, Some("leave it out, or set it to none".to_owned()));
    }
    if !augmentation.is_none() {
        let message = "is for images, but the network takes whole numbers as they are";
        fields.complain("training.augmentation", message, Some("leave it out".to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::Columns;
    use crate::task::{Facts, Training, WholeNumbers};
    use crate::yaml::{Shape, read, record};

    /// What is said of arrays of 4×2 whose values lie in this range, for a network of this kind.
    fn told(kind: InputKind, whole: Option<(i128, i128)>, text: &str) -> String {
        let facts = Facts {
            dims: Dims::Vector(8),
            class_names: vec!["a".to_owned(), "b".to_owned()],
            training_samples: 50,
            validation_samples: None,
            test_samples: 10,
            whole: whole.map(|(least, most)| WholeNumbers { least, most }),
            content: None,
            columns: Columns::default(),
            notes: Vec::new(),
        };
        let shape: Shape<()> = record("a part of a space", move |fields| {
            let data = fields.required("data", "", Data::shape(Some(Ok(facts.clone()))));
            let training = fields.required("training", "", Training::shape());
            let (data, training) = data.zip(training)?;
            data.check_input(kind, Dims::of(&[4, 2])?, &training.augmentation, fields);
            assert_eq!(data.normalisation_for(InputKind::Tokens), Normalisation::None);
            Some(())
        });
        let Err(problems) = read(text, &[], &shape) else { return String::new() };
        let lines = problems.iter().map(|problem| format!("{} {}", problem.place, problem.message));
        lines.collect::<Vec<_>>().join("\n")
    }

    const PLAIN: &str = "data: {source: {npz: a.npz}}\ntraining: {epochs: 1}\n";

    #[test]
    fn tokens_are_whole_numbers_that_single_precision_holds() {
        let tokens = |range| told(InputKind::Tokens, range, PLAIN);
        assert_eq!(tokens(Some((0, 1 << 24))), "");
        assert_eq!(tokens(Some((-(1 << 24), 0))), "");
        assert_eq!(
            tokens(None),
            "1:8 `data.source` `a.npz` has numbers of a type that is not whole, but the network takes whole numbers"
        );
        let far = "1:8 `data.source` `a.npz` has whole numbers from 0 to 16777217, but a network takes those from -16777216 to \
                   16777216";
        assert_eq!(tokens(Some((0, (1 << 24) + 1))), far);
        let below = far.replace("0 to 16777217", "-16777217 to 0");
        assert_eq!(tokens(Some((-(1 << 24) - 1, 0))), below);
        assert_eq!(told(InputKind::Numbers, None, PLAIN), "");
    }

    #[test]
    fn what_would_change_tokens_is_told_at_its_place() {
        let text = |normalisation: &str| {
            let data = format!("source: {{npz: a.npz}}, normalisation: {normalisation}}}");
            let augmented = PLAIN.replace("epochs: 1", "epochs: 1, augmentation: {flip: true}");
            augmented.replace("source: {npz: a.npz}}", &data)
        };
        let augmentation =
            "2:23 `training.augmentation` is for images, but the network takes whole numbers as they are";
        for name in ["standard", "standard_last", "unit"] {
            let told = told(InputKind::Tokens, Some((0, 5)), &text(name));
            let scaled = format!(
                "1:45 `data.normalisation` is `{name}`, but the network takes whole numbers as they are"
            );
            assert_eq!(told, format!("{scaled}\n{augmentation}"));
        }
        assert_eq!(told(InputKind::Tokens, Some((0, 5)), &text("none")), augmentation);
        let arrays = "2:23 `training.augmentation` is for images, and the samples are arrays of 4×2";
        assert_eq!(told(InputKind::Numbers, None, &text("standard_last")), arrays);
    }
}
