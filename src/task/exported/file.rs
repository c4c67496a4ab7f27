//! The keys of the `network` part of a space file that are about an exported model.

use super::network::Choice;
use super::{ActivationCall, Exported, Model, Output, SiteGlobs, Unusable, Weights, activation_calls};
use crate::pt2::Role;
use crate::task::{Data, Glob};
use crate::yaml::{Complaint, Record, Shape, Tag, integer, nothing, one_or_list, suggestion, tagged, text};

/// An exported model as a space file names it.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportedSpec {
    /// The path of its file, as the space file gives it.
    pub file: String,
    /// What is in the file; nothing where it cannot be used, which is told already.
    model: Option<Model>,
    sites: SiteGlobs,
    output: Option<Output>,
    weights: Weights,
    frozen: Vec<Glob>,
}

/// What was found in the file of an exported model, or why it cannot be used; nothing where nobody looked.
pub type ProbedModel = Option<Result<Model, String>>;

impl ExportedSpec {
    /// How the path of the file is read and described.
    #[must_use]
    pub fn file() -> Shape<String> {
        text().check(|path| {
            if path.is_empty() { Err(Complaint::allowed("the path of a .pt2 file")) } else { Ok(()) }
        })
    }

    /// Reads the keys beside `exported`, given what was found in the file.
    pub(in crate::task) fn read(fields: &mut Record, probed: &ProbedModel) -> Option<Self> {
        let about = "the .pt2 file of a PyTorch model, written by actsearch.save; a relative path starts beside the space file";
        let file = fields.optional("exported", about, Self::file());
        let sites =
            fields.optional("sites", "which of its activation functions are searched", SiteGlobs::shape());
        let about = "which output of the model has the logits, from 0; the first that has one number for each class where not given";
        let output = fields.optional("output", about, integer(0..=1000));
        let weights =
            fields.optional("weights", "what its weights start from; given where not given", weights());
        let about = "parameters that are not learned: their names, where `*` stands for any characters and `?` for one";
        let frozen = fields.optional("frozen", about, one_or_list(text(), 1..=1024));
        let Some(file) = file else {
            let given = [
                ("sites", sites.is_some()),
                ("output", output.is_some()),
                ("weights", weights.is_some()),
                ("frozen", frozen.is_some()),
            ];
            for (key, _) in given.into_iter().filter(|(_, is_given)| *is_given) {
                fields.complain(key, "stands without `exported`, which it is about".to_owned(), None);
            }
            return None;
        };
        let nobody = || Err("nobody has looked at it".to_owned());
        let model = probed.clone().unwrap_or_else(nobody);
        let model = model.map_err(|reason| {
            let help = "`actsearch.save(model, example, \"model.pt2\")` in Python saves a model".to_owned();
            fields.complain("exported", format!("is `{file}`, which cannot be used: {reason}"), Some(help));
        });
        let output = output.and_then(|place| usize::try_from(place).ok()).map(Output);
        let frozen = frozen.unwrap_or_default().iter().map(|glob| Glob::new(glob)).collect();
        let (sites, weights) = (sites.unwrap_or_default(), weights.unwrap_or_default());
        Some(Self { file, model: model.ok(), sites, output, weights, frozen })
    }

    /// The model for the samples of a source; complains through `fields` about what does not fit.
    pub(in crate::task) fn fit(&self, data: &Data, fields: &mut Record) -> Option<Exported> {
        let model = self.model.as_ref()?;
        let (calls, frozen) = (self.calls(model, fields), self.check_frozen(model, fields));
        let calls = frozen.and(calls)?;
        let is_frozen = |name: &str| self.frozen.iter().any(|glob| glob.fits(name));
        let choice = Choice { calls, output: self.output, weights: self.weights, is_frozen: &is_frozen };
        let exported = Exported::new(model, choice, data.facts.dims, data.facts.whole, data.facts.classes());
        let file = &self.file;
        let (key, message) = match exported {
            Ok(exported) => return Some(exported),
            Err(Unusable::Data(reason)) => ("exported", format!("is `{file}`, which {reason}")),
            Err(Unusable::Output(reason)) if self.output.is_some() => {
                ("output", format!("does not fit: {reason}"))
            }
            Err(Unusable::Output(reason)) => ("exported", format!("is `{file}`, but {reason}")),
            // What is given where no key says so is the file's own.
            Err(Unusable::Weights(reason)) if self.weights == Weights::Given => {
                ("exported", format!("is `{file}`, whose weights cannot be learned: {reason}"))
            }
            Err(Unusable::Weights(reason)) => ("weights", format!("cannot be had: {reason}")),
        };
        fields.complain(&format!("network.{key}"), message, None);
        None
    }

    /// The activation calls that are searched.
    fn calls(&self, model: &Model, fields: &mut Record) -> Option<Vec<ActivationCall>> {
        let calls = activation_calls(model.program()).map_err(|error| {
            fields.complain("network.exported", format!("is `{}`: {error}", self.file), None);
        });
        let calls = calls.ok()?;
        match self.sites.select(&calls) {
            Ok(chosen) => Some(chosen.into_iter().map(|at| calls[at].clone()).collect()),
            Err(unfit) => {
                for one in unfit {
                    let path = format!("network.sites.{}", one.path);
                    fields.complain(path.trim_end_matches('.'), one.to_string(), Some(one.help));
                }
                None
            }
        }
    }

    /// Every glob fits a parameter, and something is left to train.
    fn check_frozen(&self, model: &Model, fields: &mut Record) -> Option<()> {
        let parameters = model.program().tensors.iter().filter(|tensor| tensor.role == Role::Parameter);
        let names: Vec<&str> = parameters.map(|tensor| tensor.name.as_str()).collect();
        let mut is_fine = true;
        for (at, glob) in self.frozen.iter().enumerate() {
            if !names.iter().any(|name| glob.fits(name)) {
                is_fine = false;
                let nearest = suggestion(glob.text(), &names).map(|question| format!("{question} "));
                let help = format!(
                    "{}`{}` is one of {} parameters",
                    nearest.unwrap_or_default(),
                    names.first().unwrap_or(&""),
                    names.len()
                );
                let message = format!("is `{}`, which fits no parameter of the model", glob.text());
                fields.complain(&format!("network.frozen.{at}"), message, Some(help));
            }
        }
        if is_fine
            && names.iter().all(|name| self.frozen.iter().any(|glob| glob.fits(name)))
            && !names.is_empty()
        {
            let message = "fits every parameter of the model, which leaves nothing to train".to_owned();
            fields.complain("network.frozen", message, None);
            return None;
        }
        is_fine.then_some(())
    }
}

fn weights() -> Shape<Weights> {
    let start = integer(0..=999).map(|number| Weights::Start(usize::try_from(number).expect("below 1000")));
    tagged(vec![
        Tag::new(
            "given",
            "the numbers in the file, so that a trained model is trained further",
            nothing(Weights::Given),
        ),
        Tag::new(
            "fresh",
            "new ones by the rules of PyTorch's own modules, from the seed",
            nothing(Weights::Fresh),
        ),
        Tag::new(
            "start",
            "those of the start of this number, from 0, that `actsearch.save(…, starts=10)` put into the file",
            start,
        ),
    ])
}
