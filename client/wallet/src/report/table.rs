//! A report as comma-separated values (RFC 4180), for spreadsheets.

use super::{rows::rows, Report, FULL};
use crate::assets::AssetList;

const HEADER: [&str; 13] = [
    "what",
    "block",
    "extrinsic",
    "output",
    "asset",
    "units",
    "amount",
    "denomination",
    "address",
    "memo",
    "position",
    "commitment",
    "nullifier",
];

/// The rows of a report, and after them the totals, as rows `total received` and so on. Memos and names of assets are what strangers wrote: a cell that a spreadsheet would take
/// for a formula begins with an apostrophe.
pub fn csv(report: &Report, assets: &AssetList) -> String {
    let mut text = line(&HEADER.map(String::from));
    for row in rows(report) {
        let opening = row.opening;
        let of = assets.denomination(opening.asset.0);
        let output = row.output.is_some();
        text += &line(&[
            row.what.into(),
            row.at.0.to_string(),
            row.at.1.to_string(),
            row.output.map(|output| output.to_string()).unwrap_or_default(),
            opening.asset.0.to_string(),
            opening.value.0.to_string(),
            of.number(opening.value.0),
            of.label,
            if output { opening.address.clone() } else { String::new() },
            row.memo.unwrap_or_default(),
            row.position.to_string(),
            row.commitment.to_string(),
            row.nullifier.unwrap_or_default(),
        ]);
    }
    for total in &report.totals {
        let of = assets.denomination(total.asset.0);
        let mut sums = vec![("total received", total.received.0)];
        if report.kind == FULL {
            sums.push(("total change", total.change.0));
            sums.push(("total spent", total.spent.0));
            sums.push(("total paid", total.paid.0));
        }
        for (what, units) in sums {
            let mut cells = HEADER.map(|_| String::new());
            cells[0] = what.into();
            cells[4] = total.asset.0.to_string();
            cells[5] = units.to_string();
            cells[6] = of.number(units);
            cells[7].clone_from(&of.label);
            text += &line(&cells);
        }
    }
    text
}

fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    cells.join(",") + "\r\n"
}

fn quoted(cell: &str) -> String {
    let cell: String = cell
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect::<String>()
        .replace('"', "\"\"");
    // Also after blanks, which some programs drop, and in the wide forms that others fold.
    let formula = |c: char| {
        matches!(
            c,
            '=' | '+' | '-' | '@' | '|' | '%' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}'
        )
    };
    let guard = if cell.trim_start().starts_with(formula) || cell.starts_with(char::is_whitespace) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{cell}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_or_ends_its_line() {
        for (cell, written) in [
            ("tea", "\"tea\""),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("+1", "\"'+1\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"' =1\""),
            ("  =1", "\"'  =1\""),
            ("\r\n=1", "\"'  =1\""),
            ("\u{ff1d}1", "\"'\u{ff1d}1\""),
            ("a\nb,\"c", "\"a b,\"\"c\""),
            ("", "\"\""),
        ] {
            assert_eq!(quoted(cell), written);
        }
    }
}
