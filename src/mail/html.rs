//! HTML → text.

use html2text::config;
use mail_parser::decoders::html::html_to_text;

/// Columns of a line of text: what letters have.
const COLUMNS: usize = 78;

/// A longer text is only rid of its markup: laying it out takes time that grows faster than it.
const LAID_OUT_OCTETS_MAX: usize = 1 << 20;

/// What nests deeper is no letter, and would take minutes.
const NESTED_MAX: usize = 250;

/// Elements that need no end: they do not nest however many there are.
const ENDLESS: [&str; 22] = [
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "source", "tbody", "td", "tfoot", "th", "thead", "tr",
];

/// What HTML says in lines: paragraphs, lists and tables stand where they should, and the targets of links below the text.
pub(super) fn text(html: &str) -> String {
    let is_sane = html.len() <= LAID_OUT_OCTETS_MAX && nesting(html) <= NESTED_MAX;
    let laid_out = is_sane.then(|| {
        let lines = config::plain().no_table_borders().allow_width_overflow();
        lines.string_from_read(html.as_bytes(), COLUMNS).ok()
    });
    laid_out.flatten().unwrap_or_else(|| html_to_text(html))
}

/// How deep elements nest, at the most, as far as a look at the tags can tell. An end that ends nothing counts for nothing.
fn nesting(html: &str) -> usize {
    let mut open: Vec<&str> = Vec::new();
    let mut deepest = 0;
    for tag in html.split('<').skip(1) {
        let (is_end, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let name = tag.split(|char: char| !char.is_ascii_alphanumeric()).next().unwrap_or_default();
        if name.is_empty() || ENDLESS.iter().any(|endless| endless.eq_ignore_ascii_case(name)) {
            continue;
        }
        if is_end {
            let at = open.iter().rposition(|open| open.eq_ignore_ascii_case(name));
            open.truncate(at.unwrap_or(open.len()));
        } else {
            open.push(name);
            deepest = deepest.max(open.len());
            if deepest > NESTED_MAX {
                break;
            }
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_stand_apart_cells_too_and_a_link_tells_where_it_leads() {
        let shown = text(
            "<h1>Title</h1><p>One</p><div>Two</div><div>Three</div><ul><li>A</li><li>B</li></ul>\
             <table><tr><td>c1</td><td>d1</td></tr><tr><td>c2</td><td>d2</td></tr></table>\
             <a href='http://evil.example/'>http://bank.example</a><pre>x\n  y</pre><img src='x' alt='a picture'>\
             <style>p { }</style><script>alert(1)</script>",
        );
        for wanted in [
            "Title\n",
            "\nOne\n",
            "Two\nThree\n",
            "* A\n* B\n",
            "c1 d1",
            "x\n  y\n",
            "http://evil.example/",
            "a picture",
        ] {
            assert!(shown.contains(wanted), "{wanted:?}: {shown}");
        }
        assert!(!shown.contains("alert") && !shown.contains("p {"), "{shown}");
    }

    #[test]
    fn what_nests_without_end_is_still_text_and_takes_no_minutes() {
        for tag in [
            "<div>",
            "<b>",
            "<b a=1>",
            "<table><tr><td>",
            "<ul><li>",
            "<blockquote>",
            "<font size=1><p>",
            "<div></x>",
            "<div><b></div>",
        ] {
            let html = format!("{}words", tag.repeat(100_000 / tag.len()));
            assert!(text(&html).contains("words"), "{tag}");
        }
        assert_eq!(nesting("<p>a<p>b<br><b>c</b><i>d"), 1);
        assert_eq!(nesting("<div><b></x></DIV><i>"), 2);
        assert!(text(&"<p>word ".repeat(200_000)).contains("word"));
    }
}
