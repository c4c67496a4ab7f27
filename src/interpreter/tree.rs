//! What is written, as a tree: one for all languages.

use std::rc::Rc;

/// A name.
pub(super) type Word = Rc<str>;

/// An operator between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    Below,
    AtMost,
    Above,
    AtLeast,
    In,
    NotIn,
    Is,
    IsNot,
    Plus,
    Minus,
    Times,
    Over,
    Remainder,
}

/// What has a value.
#[derive(Debug)]
pub(super) enum Expression {
    Nothing,
    Ellipsis,
    Bool(bool),
    Number(f64),
    Text(Word),
    /// A string with expressions in it.
    Joined(Vec<Expression>),
    /// What is read past: to need it is an error.
    Unknown,
    Name(Word),
    /// A list, a tuple or an array.
    List(Vec<Expression>),
    /// What is put into a list or a call element by element.
    Spread(Box<Expression>),
    /// So many times the same.
    Repeat(Box<Expression>, Box<Expression>),
    Dictionary(Vec<(Expression, Expression)>),
    Not(Box<Expression>),
    Negative(Box<Expression>),
    /// What a reference leads to.
    Target(Box<Expression>),
    /// Operators that hold equally tightly, from left to right.
    Chain(Box<Expression>, Vec<(Operator, Expression)>),
    Choice(Box<[Expression; 3]>),
    Call(Box<Expression>, Vec<Argument>),
    Attribute(Box<Expression>, Word),
    Index(Box<Expression>, Vec<Expression>),
    Range(Option<Box<Expression>>, Option<Box<Expression>>),
    Lambda(Rc<Function>),
    /// Of element, variable, what it runs over, and a condition.
    Comprehension(Box<Comprehension>),
    Block(Vec<Statement>),
    /// The first arm whose pattern fits.
    Match(Box<Expression>, Vec<Arm>),
    /// Name, fields, and where all other fields come from.
    Structure(Word, Vec<(Word, Expression)>, Option<Box<Expression>>),
    /// A number as another type, which is not told apart.
    Cast(Box<Expression>),
}

/// `[element for variable in source if condition]`.
#[derive(Debug)]
pub(super) struct Comprehension {
    pub(super) element: Expression,
    pub(super) variable: Expression,
    pub(super) source: Expression,
    pub(super) condition: Option<Expression>,
}

/// An arm of a `match`.
#[derive(Debug)]
pub(super) struct Arm {
    pub(super) pattern: Expression,
    pub(super) condition: Option<Expression>,
    pub(super) value: Expression,
}

/// An argument, by its name if it has one. Behind a double star it is a dictionary.
#[derive(Debug)]
pub(super) struct Argument {
    pub(super) name: Option<Word>,
    pub(super) is_double_star: bool,
    pub(super) value: Expression,
}

/// A statement, and the line where it begins.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) line: usize,
    pub(super) does: Does,
}

/// What a statement does.
#[derive(Debug)]
pub(super) enum Does {
    Nothing,
    Evaluate(Expression),
    /// The value of the block that ends here.
    Result(Expression),
    Assign(Expression, Expression),
    /// Assigns what an operator makes of the value that is there.
    Change(Expression, Operator, Expression),
    Return(Option<Expression>),
    Raise,
    If(Expression, Vec<Statement>, Vec<Statement>),
    /// If it is something, that is bound to the name.
    IfSome(Word, Expression, Vec<Statement>),
    For(Expression, Expression, Vec<Statement>),
    /// The loop of C: begin, condition, step, body.
    Loop(Box<Statement>, Expression, Box<Statement>, Vec<Statement>),
    Continue,
    /// Something that is not understood, and why: to need it is an error.
    Unread(String),
    Function(Rc<Function>),
    Class(Rc<Class>),
    /// Binds a name to something of a library.
    Import(Word, Word),
}

/// A function.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: Word,
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Vec<Statement>,
    pub(super) is_static: bool,
    /// Whether it is given its class, not an object.
    pub(super) is_of_class: bool,
}

/// A parameter of a function.
#[derive(Debug)]
pub(super) struct Parameter {
    /// A name, or a list of names in Rust.
    pub(super) pattern: Expression,
    pub(super) default: Option<Expression>,
    /// Whether it takes all named arguments that are left.
    pub(super) takes_named: bool,
}

/// A class with what its body says, or a type of Rust with what is implemented for it.
#[derive(Debug)]
pub(super) struct Class {
    pub(super) name: Word,
    pub(super) parent: Option<Expression>,
    pub(super) body: Vec<Statement>,
}
