//! What a network takes the values of its samples for.

/// What a network takes the values of its samples for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputKind {
    /// Numbers in single precision, which are scaled before.
    Numbers,
    /// Whole numbers as they are, such as the tokens of a text.
    Tokens,
}

impl InputKind {
    /// No token is larger: up to 2²⁴ single precision, in which samples are held, has every whole number.
    pub const LARGEST_TOKEN: i128 = 1 << 24;
}
