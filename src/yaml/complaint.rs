//! What a check says about a value.

/// What a check has against a value.
///
/// The message continues a sentence that starts with the path of the value, such as "`training.epochs` ".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    pub(super) verdict: Option<String>,
    pub(super) allowed: Option<String>,
    pub(super) help: Option<String>,
}

impl Complaint {
    /// Says what is wrong, such as "names `relu` twice".
    pub fn new(verdict: impl Into<String>) -> Complaint {
        Complaint { verdict: Some(verdict.into()), allowed: None, help: None }
    }

    /// Says what would be allowed; the value itself goes into the message on its own.
    pub fn allowed(allowed: impl Into<String>) -> Complaint {
        Complaint { verdict: None, allowed: Some(allowed.into()), help: None }
    }

    /// Adds the way out.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Complaint {
        Complaint { help: Some(help.into()), ..self }
    }
}
