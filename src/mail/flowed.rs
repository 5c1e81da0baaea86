//! `format=flowed`: paragraphs that were broken for the way, put together again. RFC 3676 section 4.

/// Joins the lines of each paragraph. `deletes_space` is `delsp=yes`.
pub(crate) fn joined(text: &str, deletes_space: bool) -> String {
    let mut joined = String::with_capacity(text.len());
    // How deep the paragraph that is still open is quoted.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|octet| *octet == b'>').count();
        let content = &line[depth..];
        // A space was put before what could be taken for something else. Section 4.4.
        let content = content.strip_prefix(' ').unwrap_or(content);
        let is_signature = content == "-- ";
        if open.is_some_and(|before| before != depth || is_signature) {
            joined.push('\n');
            open = None;
        }
        if open.is_none() {
            joined.push_str(&">".repeat(depth));
            joined.push_str(if depth > 0 { " " } else { "" });
        }
        let flows = content.ends_with(' ') && !is_signature;
        joined.push_str(if flows && deletes_space { &content[..content.len() - 1] } else { content });
        open = flows.then_some(depth);
        if !flows {
            joined.push('\n');
        }
    }
    if open.is_some() {
        joined.push('\n');
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_joined_and_quotes_and_signatures_are_not() {
        let text = "one \ntwo \nthree\n\n> a \n> b\n>> c \n> d\n-- \nme \nand you\n  stuffed\n";
        let wanted = "one two three\n\n> a b\n>> c \n> d\n-- \nme and you\n stuffed\n";
        assert_eq!(joined(text, false), wanted);
        assert_eq!(joined("日 \n本\n", true), "日本\n");
        assert_eq!(joined("open \n", false), "open \n");
    }
}
