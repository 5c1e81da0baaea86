//! What no compiler sees: who may use whom, where a colour may be named, how long a function may get.
//!
//! [`RULES`] is the table. Each rule carries a bad sample, so that it is known to be able to fail, and a good one.
//! Tests within `src` (what stands under `#[cfg(test)]`, and `tests.rs`) are left alone.

use std::fs;
use std::path::Path;

/// Modules by layer, lowest first. A module uses lower layers only: no sibling, nothing above. So there is no circle.
const LAYERS: [&[&str]; 8] = [
    &["catalog", "error", "secret", "table", "theme", "wire"],
    &["mail", "sasl"],
    &["demo", "session"],
    &["advice", "assist", "explain", "shortcuts"],
    &["check", "net", "render", "repl"],
    &["app"],
    &["cli"],
    &["main"],
];

const FILE_LINES_MAX: usize = 650;
const FUNCTION_LINES_MAX: usize = 70;

const COLOURS: [&str; 8] = ["black", "blue", "cyan", "green", "magenta", "purple", "red", "yellow"];

const LEFTOVERS: [&str; 6] = ["TODO", "FIXME", "XXX", "todo", "unimplemented", "dbg"];

/// What a rule finds in a file: the line's number, and what is wrong there.
type Breach = (usize, String);

struct Rule {
    name: &'static str,
    find: fn(&Source) -> Vec<Breach>,
    /// The path and text of a file that breaks it; `…` stands for very many lines.
    bad: (&'static str, &'static str),
    /// The path and text of a similar one that does not.
    good: (&'static str, &'static str),
}

const RULES: &[Rule] = &[
    Rule {
        name: "a module uses lower layers only",
        find: layers,
        bad: ("src/wire/frame.rs", "use crate::{secret::Secret, error, session::Session};\n"),
        good: (
            "src/session/mod.rs",
            "use crate::session::event;\n/// [`crate::app`]\nuse crate::wire::{Frame, app};\n",
        ),
    },
    Rule {
        name: "a top-level module has its layer",
        find: known_module,
        bad: ("src/misc.rs", ""),
        good: ("src/wire/misc.rs", ""),
    },
    Rule {
        name: "a path starts at the crate",
        find: |source| lines_with(&source.code, &["super::"]),
        bad: ("src/wire/frame.rs", "use super::lexer::lex;\n"),
        good: (
            "src/wire/frame.rs",
            "pub(super) const X: &str = \"super::\";\n#[cfg(test)]\nmod tests {\n    use super::*;\n}\n",
        ),
    },
    Rule {
        name: "only the theme knows a colour",
        find: colours,
        bad: ("src/app.rs", "let style = Style::new().bright_red();\n"),
        good: ("src/catalog/flag.rs", "summary: \"Colour: 000 red, \\\n    \\\"blue\\\", // green\",\n// yellow\n"),
    },
    Rule {
        name: "only the theme writes escape sequences",
        find: escapes,
        bad: ("src/repl/mod.rs", "out.write_all(b\"\\x1B[?2004l\")\n"),
        good: ("src/repl/mod.rs", "fn f() {}\n#[cfg(test)]\nconst X: &str = \"\\x1b[2J\";\n"),
    },
    Rule {
        name: "all output goes through the screen",
        find: |source| lines_with(&source.code, &["print!", "println!"]),
        bad: ("src/main.rs", "fn main() {\n    eprintln!(\"no\");\n}\n"),
        good: ("src/main.rs", "// println!\nlet text = \"println!\";\nprint();\n"),
    },
    Rule {
        name: "no child gets the password",
        find: |source| {
            if source.module() == "secret" { Vec::new() } else { lines_with(&source.code, &["command::new("]) }
        },
        bad: ("src/net/tunnel.rs", "let child = Command::new(\"sh\");\n"),
        good: ("src/net/tunnel.rs", "let child = shell();\n"),
    },
    Rule {
        name: "nothing is unsafe",
        find: |source| find_words(&source.code, |word| word == "unsafe"),
        bad: ("src/net/socket.rs", "let fd = unsafe { libc::dup(0) };\n"),
        good: ("src/net/socket.rs", "#![forbid(unsafe_code)] // unsafe\n"),
    },
    Rule {
        name: "nothing is left to do",
        find: |source| find_words(&source.text, |word| LEFTOVERS.contains(&word)),
        bad: ("src/app.rs", "// TODO: mend\n"),
        good: ("src/app.rs", "let todos = \"to do\";\n"),
    },
    Rule {
        name: "a file fits into the head",
        find: file_length,
        bad: ("src/app.rs", "…"),
        good: ("src/app.rs", "fn f() {}\n"),
    },
    Rule {
        name: "a function fits on a screen",
        find: function_length,
        bad: ("src/app.rs", "impl A {\n    pub(crate) const fn f(\n…    ) {\n    }\n}\n"),
        good: ("src/app.rs", "fn a();\nfn b() {}\n…fn c() {\n}\n#[cfg(test)]\nmod tests {\n    fn d() {\n…    }\n}\n"),
    },
];

/// Where a rule does not hold: the rule, the file, words of the finding, and why. One that is not needed fails, too.
const EXCEPTIONS: &[(&str, &str, &str, &str)] = &[];

#[test]
fn the_sources_are_tidy() {
    let mut unused: Vec<_> = EXCEPTIONS.iter().collect();
    let mut breaches = Vec::new();
    for source in sources() {
        for rule in RULES {
            for (line, what) in (rule.find)(&source) {
                let excepts = |(name, path, words, _): &(&str, &str, &str, &str)| {
                    *name == rule.name && *path == source.path && what.contains(words)
                };
                unused.retain(|exception| !excepts(exception));
                if !EXCEPTIONS.iter().any(excepts) {
                    breaches.push(format!("{}:{line}: {}: {what}", source.path, rule.name));
                }
            }
        }
    }
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
    assert!(unused.is_empty(), "exceptions that nothing needs: {unused:?}");
}

#[test]
fn every_rule_can_fail_and_can_hold() {
    for rule in RULES {
        let find = |(path, text): (&str, &str)| {
            (rule.find)(&Source::new(path, &text.replace('…', &"\n".repeat(FILE_LINES_MAX + 1))))
        };
        assert!(!find(rule.bad).is_empty(), "{}: the bad sample passes", rule.name);
        assert!(find(rule.good).is_empty(), "{}: the good sample fails: {:?}", rule.name, find(rule.good));
    }
}

#[test]
fn the_parts_of_a_text_are_told_apart() {
    let text = "a /* b \" */ 'c' '\"' &'d \"e \\\" //\" r#\"f\"g\"# b\"h\" // i\nj \"k\nl\" m // n";
    let words = |part| masked(text, &[part]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words(Part::Code), "a &'d b j m");
    assert_eq!(words(Part::Comment), "/* b \" */ // i // n");
    assert_eq!(words(Part::String), "'c' '\"' \"e \\\" //\" r#\"f\"g\"# \"h\" \"k l\"");
}

#[test]
fn a_group_of_imports_names_every_module_in_it() {
    let used = modules_used("use crate::{wire::{Frame, app::x}, session, net as n};\ncrate::app::run(); a_crate::b");
    assert_eq!(used.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), ["wire", "session", "net", "app"]);
}

// --- the rules ---------------------------------------------------------------------------------------------------------

fn layers(source: &Source) -> Vec<Breach> {
    let layer = |module: &str| LAYERS.iter().position(|layer| layer.contains(&module));
    let own = source.module();
    modules_used(&source.code)
        .into_iter()
        .filter(|(_, used)| used != own && own != "lib")
        .filter(|(_, used)| layer(used).is_none_or(|layer_used| layer(own).is_some_and(|own| layer_used >= own)))
        .map(|(line, used)| (line, format!("{own} uses {used}")))
        .collect()
}

fn known_module(source: &Source) -> Vec<Breach> {
    let module = source.module();
    let is_known = module == "lib" || LAYERS.iter().any(|layer| layer.contains(&module));
    if is_known { Vec::new() } else { vec![(1, format!("{module} is not in the table of layers"))] }
}

fn colours(source: &Source) -> Vec<Breach> {
    if source.module() == "theme" {
        return Vec::new();
    }
    let is_colour = |word: &str| {
        let word = word.to_ascii_lowercase();
        word == "owo_colors" || word.split('_').any(|part| COLOURS.contains(&part))
    };
    find_words(&source.code, is_colour)
}

fn escapes(source: &Source) -> Vec<Breach> {
    if source.module() == "theme" {
        return Vec::new();
    }
    lines_with(&source.spoken, &["\\x1b[", "\\x1b]", "\\u{1b}[", "\\u{1b}]"])
}

fn file_length(source: &Source) -> Vec<Breach> {
    let lines = source.text.lines().count();
    if lines > FILE_LINES_MAX { vec![(1, format!("{lines} lines"))] } else { Vec::new() }
}

/// By indentation: a function ends with the first `}` that stands as far left as its `fn`.
fn function_length(source: &Source) -> Vec<Breach> {
    let lines: Vec<&str> = source.code.lines().collect();
    let mut breaches = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some((before, signature)) = line.split_once("fn ") else { continue };
        let is_item =
            before.split_whitespace().all(|word| word.starts_with("pub") || ["const", "async"].contains(&word));
        if !is_item || line.trim_end().ends_with([';', '}']) {
            continue;
        }
        let end = format!("{}}}", &line[..line.len() - line.trim_start().len()]);
        let count = lines[start..].iter().position(|line| line.trim_end() == end).map_or(0, |after| after + 1);
        if count > FUNCTION_LINES_MAX {
            let name = signature.split(['(', '<']).next().unwrap_or_default();
            breaches.push((start + 1, format!("{name} has {count} lines")));
        }
    }
    breaches
}

fn find_words(text: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let words = line.split(|char| !is_word_char(char)).filter(|word| is_wanted(word));
        breaches.extend(words.map(|word| (at + 1, word.to_owned())));
    }
    breaches
}

/// The lines that hold one of `wanted`, in any case.
fn lines_with(text: &str, wanted: &[&str]) -> Vec<Breach> {
    let holds = |line: &str| wanted.iter().find(|one| line.to_ascii_lowercase().contains(**one));
    text.lines().enumerate().filter_map(|(at, line)| Some((at + 1, (*holds(line)?).to_owned()))).collect()
}

/// The modules of this crate that `code` names, with the lines of it.
fn modules_used(code: &str) -> Vec<(usize, String)> {
    let mut used = Vec::new();
    for start in ["crate::", "imapsh::"] {
        for (at, _) in code.match_indices(start) {
            if code[..at].ends_with(is_word_char) {
                continue;
            }
            let line = code[..at].matches('\n').count() + 1;
            let path = &code[at + start.len()..];
            let names = if path.starts_with('{') { first_level(path) } else { vec![first_word(path)] };
            used.extend(names.into_iter().filter(|name| !name.is_empty()).map(|name| (line, name)));
        }
    }
    used
}

/// The first words in `{a::{b, c}, d}`: a and d.
fn first_level(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0;
    for (at, char) in group.char_indices() {
        match char {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if depth == 1 && (char == '{' || char == ',') {
            names.push(first_word(group[at + 1..].trim_start()));
        }
    }
    names
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|char| is_word_char(*char)).collect()
}

fn is_word_char(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

// --- the sources -------------------------------------------------------------------------------------------------------

/// A file of `src`.
struct Source {
    path: String,
    /// All of it.
    text: String,
    /// Without tests and comments; lines stand where they stood.
    spoken: String,
    /// Without strings, too.
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                sources.push(Source::new(&name, &fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(sources.len() > 10, "the sources are gone");
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    sources
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let spoken = without_tests(&masked(text, &[Part::Code, Part::String]));
        let code = without_tests(&masked(text, &[Part::Code]));
        Self { path: path.to_owned(), text: text.to_owned(), spoken, code }
    }

    /// The top-level module that it belongs to.
    fn module(&self) -> &str {
        let path = self.path.strip_prefix("src/").unwrap_or(&self.path);
        path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
    }
}

/// Empties what stands under `#[cfg(test)]`: one line, or up to the `}` that stands as far left.
fn without_tests(code: &str) -> String {
    let mut kept = Vec::new();
    let mut end: Option<String> = None;
    let mut expects_item = false;
    for line in code.lines() {
        let indent = &line[..line.len() - line.trim_start().len()];
        let is_attribute = line.trim_start().starts_with("#[");
        let is_in_test = expects_item || end.is_some();
        if end.as_deref() == Some(line.trim_end()) {
            end = None;
        } else if expects_item && !is_attribute {
            expects_item = false;
            if line.trim_end().ends_with('{') {
                end = Some(format!("{indent}}}"));
            }
        } else if line.trim() == "#[cfg(test)]" {
            expects_item = true;
        }
        kept.push(if is_in_test { "" } else { line });
    }
    kept.join("\n")
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Code,
    Comment,
    String,
}

/// `text` with spaces for all that is not of one of `kept`.
fn masked(text: &str, kept: &[Part]) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut masked = String::new();
    let mut at = 0;
    while at < chars.len() {
        let (part, end) = next_part(&chars, at);
        masked
            .extend(chars[at..end].iter().map(|char| if kept.contains(&part) || *char == '\n' { *char } else { ' ' }));
        at = end;
    }
    masked
}

/// What starts at `at`, and where it ends.
fn next_part(chars: &[char], at: usize) -> (Part, usize) {
    let starts = |text: &str| text.chars().enumerate().all(|(offset, char)| chars.get(at + offset) == Some(&char));
    let find = |from: usize, text: &str| {
        let text: Vec<char> = text.chars().collect();
        let found = chars[from.min(chars.len())..].windows(text.len()).position(|window| window == text);
        found.map_or(chars.len(), |found| from + found + text.len())
    };
    let is_in_word = at > 0 && is_word_char(chars[at - 1]) && chars[at - 1] != 'b';
    if starts("//") {
        return (Part::Comment, at + chars[at..].iter().take_while(|char| **char != '\n').count());
    }
    if starts("/*") {
        return (Part::Comment, find(at + 2, "*/"));
    }
    if chars[at] == 'r' && !is_in_word {
        let hashes = chars[at + 1..].iter().take_while(|char| **char == '#').count();
        if chars.get(at + 1 + hashes) == Some(&'"') {
            return (Part::String, find(at + 2 + hashes, &format!("\"{}", "#".repeat(hashes))));
        }
    }
    if starts("\"") {
        return (Part::String, quoted_end(chars, at, '"'));
    }
    // Not a lifetime.
    if starts("'") && (starts("'\\") || chars.get(at + 2) == Some(&'\'')) {
        return (Part::String, quoted_end(chars, at, '\''));
    }
    (Part::Code, at + 1)
}

fn quoted_end(chars: &[char], start: usize, quote: char) -> usize {
    let mut at = start + 1;
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}
