//! What is said of a column whose cells are neither all numbers nor all texts.

use super::cell::Look;
use super::found::Found;
use super::written::named;

/// How many numbers and other cells it has, the first of these, and the way out that suits most of them.
pub(super) fn mixed(column: &str, numbers: usize, others: &[(Look, Found)]) -> String {
    let count: usize = others.iter().map(|(_, found)| found.count).sum();
    let told: Vec<String> = others.iter().map(|(_, found)| found.to_string()).collect();
    let cells = if count == 1 { "cell" } else { "cells" };
    let beside = match numbers {
        0 => format!("{count} {cells}"),
        _ => format!("{numbers} numbers and {count} other {cells}"),
    };
    let most = others.iter().max_by_key(|(_, found)| found.count).map_or(Look::Text, |(kind, _)| *kind);
    format!("has {beside} in column `{column}`: {}; {}", told.join(", "), way_out(column, most, others))
}

fn way_out(column: &str, most: Look, others: &[(Look, Found)]) -> String {
    let or_drop = format!("or add `{}`", named("drop", column));
    match most {
        Look::Thousands => format!(
            "add `thousands: \",\"` if the comma parts thousands, `decimal: \",\"` if it is the decimal sign, {or_drop}"
        ),
        Look::Decimal => {
            format!("add `decimal: \",\"` if the comma is the decimal sign everywhere, {or_drop}")
        }
        Look::Percent => format!("take the percent signs away, {or_drop}"),
        Look::Money => format!("take the signs of money away, {or_drop}"),
        Look::Date => {
            format!("dates and times are not read: make numbers of them, such as days or hours, {or_drop}")
        }
        Look::Text => {
            let found = others.iter().find(|(kind, _)| *kind == Look::Text);
            let word = found.and_then(|(_, found)| found.first.first()).map_or("", |(_, word)| word);
            format!(
                "add `na: [{word:?}]` and `missing: median` if that stands for a missing value, `{}` if the numbers are names, \
                 correct the cells, {or_drop}",
                named("categories", column)
            )
        }
    }
}
