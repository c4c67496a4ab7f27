//! Functions on the page.

use super::Language;
use super::expression::{Body, Expression, Function, Operator};

/// How many characters a line may have.
const WIDTH: usize = 100;

/// The functions that these expressions call, those that call others behind these.
pub(in crate::export) fn functions(expressions: &[Expression]) -> Vec<Function> {
    let mut found = Vec::new();
    for expression in expressions {
        collect(expression, &mut found);
    }
    found
}

fn collect(expression: &Expression, found: &mut Vec<Function>) {
    let mut called = Vec::new();
    expression.visit(&mut |inner| {
        if let Expression::Call(function, _) = inner {
            called.push(function.as_ref().clone());
        }
    });
    for function in called {
        if found.iter().any(|known| known.name == function.name) {
            continue;
        }
        if let Body::Formula(variables, result) = &function.body {
            for (_, value) in variables {
                collect(value, found);
            }
            collect(result, found);
        }
        found.push(function);
    }
}

impl Language {
    /// The lines of a body that return this, indented by four.
    pub(in crate::export) fn returned(self, result: &Expression) -> String {
        match (self, result) {
            (Self::Rust, Expression::If(..)) => self.branches(result, 4),
            (Self::Rust, _) => format!("    {}\n", self.wrapped(result, 4, 8)),
            (Self::C, _) => format!("    return {};\n", self.wrapped(result, 11, 8)),
        }
    }

    /// Branches of Rust, each on its own lines.
    fn branches(self, result: &Expression, indent: usize) -> String {
        let margin = " ".repeat(indent);
        let mut lines = margin.clone();
        let mut rest = result;
        while let Expression::If(condition, yes, no) = rest {
            let (condition, yes) = (self.condition(condition), self.write(yes));
            lines.extend([format!("if {condition} {{\n{margin}    {yes}\n{margin}}} else ")]);
            rest = no;
        }
        format!("{lines}{{\n{margin}    {}\n{margin}}}\n", self.write(rest))
    }

    /// A sum on one line if it fits behind so many characters, otherwise every term on its own, indented by `margin`.
    pub(in crate::export) fn wrapped(self, sum: &Expression, before: usize, margin: usize) -> String {
        let line = self.write(sum);
        if before + line.len() < WIDTH {
            return line;
        }
        let mut terms = Vec::new();
        let mut rest = sum;
        while let Expression::Infix(left, operator @ (Operator::Plus | Operator::Minus), right) = rest {
            terms.push(self.operand(*operator, right));
            rest = left;
        }
        terms.push(self.write(rest));
        terms.reverse();
        terms.join(&format!("\n{}", " ".repeat(margin)))
    }

    /// The lines that give a function's variables their values.
    pub(in crate::export) fn variables(self, variables: &[(&'static str, Expression)]) -> String {
        let line = |(name, value): &(&'static str, Expression)| match self {
            Self::Rust => format!("    let {name} = {};\n", self.write(value)),
            Self::C => format!("    const float {name} = {};\n", self.write(value)),
        };
        variables.iter().map(line).collect()
    }
}

/// Rows of numbers, filled to the width; lines are indented by `indent`.
pub(in crate::export) fn numbers(
    language: Language,
    rows: &[Vec<f64>],
    indent: usize,
    brackets: [char; 2],
) -> String {
    let [open, close] = brackets;
    let margin = " ".repeat(indent);
    let row = |row: &Vec<f64>| {
        let mut lines = vec![String::new()];
        for value in row {
            let number = language.number(*value);
            let last = lines.last_mut().expect("there is a line from the start");
            if last.is_empty() {
                *last = number;
            } else if indent + last.len() + number.len() + 6 <= WIDTH {
                last.push_str(", ");
                last.push_str(&number);
            } else {
                lines.push(number);
            }
        }
        format!("{margin}{open}{}{close},\n", lines.join(&format!(",\n{margin} ")))
    };
    rows.iter().map(row).collect()
}
