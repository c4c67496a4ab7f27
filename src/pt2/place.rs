//! Where in the user's model and code a call stands.

use std::fmt;

/// Where in the user's model and code a call stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The modules that the call is inside of, from the model itself inwards.
    pub modules: Vec<Module>,
    /// The innermost line of code that is not PyTorch's own, if the file tells one.
    pub line: Option<Line>,
    /// The lines of code that led there, PyTorch's own among them: one in the `forward` of each of the modules.
    pub frames: Vec<String>,
}

/// A module of the user's model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its path in the model, as `layer1.0.relu`; empty for the model itself.
    pub path: String,
    /// Its class, as `torch.nn.modules.activation.ReLU`.
    pub class: String,
    /// Which call of the module this is, from 0.
    pub call: usize,
}

/// A line of the user's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The file, as it was called where the program was exported.
    pub file: String,
    /// The number of the line, from 1.
    pub number: u64,
    /// The function that it stands in.
    pub function: String,
    /// The line itself.
    pub code: String,
}

impl Place {
    /// The module that the call stands in.
    #[must_use]
    pub fn module(&self) -> Option<&Module> {
        self.modules.last()
    }

    /// Reads both from the metadata of a node; what has another form is left out, as nothing depends on it.
    pub(super) fn read(modules: Option<&str>, trace: Option<&str>) -> Self {
        let modules = modules.into_iter().flat_map(|text| text.split(';')).filter_map(module).collect();
        let frames = trace.map(frames).unwrap_or_default();
        let line = frames.iter().rev().find(|line| !is_of_torch(&line.file)).cloned();
        Self { modules, line, frames: frames.into_iter().map(|line| line.code).collect() }
    }
}

/// What PyTorch writes for a call that it added itself, as for the size of a batch.
const NO_MODULE: &str = "_empty_nn_module_stack_from_metadata_hook";

/// `L__self__b.act@1,b.act,torch.nn.modules.activation.ReLU`: a key with the call of the module, its path, its class.
fn module(text: &str) -> Option<Module> {
    let (key, rest) = text.split_once(',')?;
    let (path, class) = rest.split_once(',')?;
    if key == NO_MODULE {
        return None;
    }
    let call = key.rsplit_once('@').and_then(|(_, call)| call.parse().ok()).unwrap_or(0);
    Some(Module { path: path.to_owned(), class: class.to_owned(), call })
}

/// The frames of a trace, from the outside.
fn frames(trace: &str) -> Vec<Line> {
    let mut found = Vec::new();
    let mut rest = trace.lines().peekable();
    while let Some(head) = rest.next() {
        let Some((file, number, function)) = frame(head) else { continue };
        let code = rest.next_if(|line| frame(line).is_none()).unwrap_or_default().trim();
        let (file, function, code) = (file.to_owned(), function.to_owned(), code.to_owned());
        found.push(Line { file, number, function, code });
    }
    found
}

/// `File "resnet.py", line 94, in forward`.
fn frame(line: &str) -> Option<(&str, u64, &str)> {
    let (file, rest) = line.trim().strip_prefix("File \"")?.rsplit_once("\", line ")?;
    let (number, function) = rest.split_once(", in ").unwrap_or((rest, ""));
    Some((file, number.parse().ok()?, function))
}

/// Whether a file belongs to PyTorch itself, wherever that is installed.
fn is_of_torch(file: &str) -> bool {
    let parts: Vec<&str> = file.split(['/', '\\']).collect();
    parts
        .windows(2)
        .any(|pair| pair[1] == "torch" && (pair[0] == "site-packages" || pair[0] == "dist-packages"))
}

impl fmt::Display for Place {
    fn fmt(&self, text: &mut fmt::Formatter) -> fmt::Result {
        match self.module() {
            Some(Module { path, class, .. }) if path.is_empty() => write!(text, "in the model ({class})")?,
            Some(Module { path, class, .. }) => write!(text, "in {path} ({class})")?,
            None => write!(text, "in no module")?,
        }
        let Some(Line { file, number, code, .. }) = &self.line else { return Ok(()) };
        let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
        write!(text, ", {file}:{number} {code}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "  File \"/home/me/net.py\", line 12, in forward\n    x = self.act(x)\n  \
                         File \"lib/python3.11/site-packages/torchvision/ops/misc.py\", line 7, in call\n    return act(x)\n  \
                         File \"lib/python3.11/site-packages/torch/nn/modules/activation.py\", line 143, in forward\n    \
                         return F.relu(input, inplace=self.inplace)";

    #[test]
    fn the_line_is_the_innermost_one_that_is_not_of_pytorch() {
        let place = Place::read(None, Some(TRACE));
        let line = place.line.unwrap();
        assert_eq!((line.number, &*line.function, &*line.code), (7, "call", "return act(x)"));
        assert!(line.file.ends_with("torchvision/ops/misc.py"));
        let frames = ["x = self.act(x)", "return act(x)", "return F.relu(input, inplace=self.inplace)"];
        assert_eq!(place.frames, frames);
        assert!(is_of_torch(r"C:\Python\Lib\site-packages\torch\nn\functional.py"));
        assert!(!is_of_torch("/home/torch/net.py"));
    }

    #[test]
    fn a_module_is_read_with_its_call() {
        let stack = "L__self__,,net.Net;L__self__b.act@1,b.act,torch.nn.modules.activation.ReLU";
        let place = Place::read(Some(stack), Some(TRACE));
        let call =
            |path: &str, class: &str, call| Module { path: path.to_owned(), class: class.to_owned(), call };
        assert_eq!(
            place.modules,
            [call("", "net.Net", 0), call("b.act", "torch.nn.modules.activation.ReLU", 1)]
        );
        assert_eq!(place.to_string(), "in b.act (torch.nn.modules.activation.ReLU), misc.py:7 return act(x)");
    }

    #[test]
    fn what_has_another_form_is_left_out() {
        let added = format!("{NO_MODULE},{NO_MODULE},{NO_MODULE}");
        assert_eq!(Place::read(Some(&added), None), Place::default());
        assert_eq!(Place::read(Some("x;;y,z"), Some("File \"a\nFile \"b\", line x, in f")), Place::default());
    }
}
