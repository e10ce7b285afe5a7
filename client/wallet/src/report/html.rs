//! A report as one page that needs nothing else and can be printed.

use super::{rows::rows, Report};
use crate::assets::AssetList;
use crate::evidence::{read_header, Bytes};

const STYLE: &str = "body{font:14px/1.4 sans-serif;margin:2em;color:#111}table{border-collapse:collapse;width:100%;margin:1em 0}\
th,td{border-bottom:1px solid #ccc;padding:.3em .6em;text-align:left;vertical-align:top}td.n{text-align:right;white-space:nowrap}\
td.w,code{word-break:break-all;font-family:monospace;font-size:12px}thead{display:table-header-group}tr{break-inside:avoid}\
@media print{body{margin:0}}";

/// The page. `title` is what its maker calls it: no part of the report, and not proven. Everything that is not
/// written here is escaped: memos and names of assets are what strangers wrote.
pub fn html(report: &Report, assets: &AssetList, title: &str) -> String {
    let last = read_header(&report.last.0).map(|(_, hash, _)| Bytes::from(hash).to_string());
    let kind = match report.kind == super::FULL {
        true => "receipts, change, spends and payments of one scope",
        false => "receipts of one scope; what became of them is not shown",
    };
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>{title}</title><style>{STYLE}</style></head>\n\
         <body><h1>{title}</h1>\n<p>Blocks {} to {} of the chain with the genesis <code>{}</code>: {kind}. Last block: \
         <code>{}</code>. This page proves nothing: the file report.json beside it does, and 'shoji verify' checks it.</p>\n",
        report.from,
        report.to,
        report.genesis,
        escaped(&last.unwrap_or_default()),
        title = escaped(title),
    );
    page += "<h2>Totals</h2>\n<table><thead><tr><th>Asset</th><th>Received</th><th>Change</th><th>Spent</th><th>Paid to others</th></tr></thead><tbody>\n";
    for total in &report.totals {
        let of = assets.denomination(total.asset.0);
        page += &format!("<tr><td>{} ({})</td>", escaped(&of.label), total.asset.0);
        for (sum, count) in [
            (total.received.0, total.receipts),
            (total.change.0, total.changes),
            (total.spent.0, total.spends),
            (total.paid.0, total.payments),
        ] {
            page += &format!("<td class=\"n\">{} in {count}</td>", escaped(&of.number(sum)));
        }
        page += "</tr>\n";
    }
    page += "</tbody></table>\n<h2>Rows</h2>\n<table><thead><tr><th>Block</th><th></th><th>Amount</th><th>Memo</th><th>Address, or nullifier</th>\
             <th>Position</th></tr></thead><tbody>\n";
    for row in rows(report) {
        let of = assets.denomination(row.opening.asset.0);
        let party = row.nullifier.as_deref().unwrap_or(&row.opening.address);
        page += &format!(
            "<tr><td>{}-{}</td><td>{}</td><td class=\"n\">{}</td><td>{}</td><td class=\"w\">{}</td><td>{}</td></tr>\n",
            row.at.0,
            row.at.1,
            row.what,
            escaped(&of.show(row.opening.value.0)),
            escaped(row.memo.as_deref().unwrap_or_default()),
            escaped(party),
            row.position
        );
    }
    page + "</tbody></table></body></html>\n"
}

/// A text that ends no element and no attribute, and does not change the direction of what stands beside it.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '`' => escaped.push_str("&#96;"),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                escaped.push('\u{fffd}');
            }
            c if c.is_control() => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_stranger_wrote_is_markup() {
        let hostile = "</td><script>alert('1')</script>\" onload=`x` & \u{202e}\u{0}\n";
        let text = escaped(hostile);
        assert!(!text.contains(['<', '>', '"', '\'', '`', '\u{202e}', '\u{0}', '\n']), "{text}");
        assert_eq!(escaped("Grüße, 茶"), "Grüße, 茶");
    }
}
