//! The options of RETURN, one row for each.

use crate::catalog::rfc;
use crate::catalog::search::ReturnOption;

pub(super) const RETURN_OPTIONS: &[ReturnOption] = &[
    ReturnOption {
        name: "MIN",
        syntax: "MIN",
        answer: "MIN <n>",
        summary: "Lowest matching number (in SORT: first in order).",
        applies_to: &["SEARCH", "SORT", "ESEARCH"],
        requires: &["ESEARCH", "IMAP4rev2"],
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(4731, "3.1")],
        ..ReturnOption::DEFAULT
    },
    ReturnOption {
        name: "MAX",
        syntax: "MAX",
        answer: "MAX <n>",
        summary: "Highest matching number (in SORT: last in order).",
        applies_to: &["SEARCH", "SORT", "ESEARCH"],
        requires: &["ESEARCH", "IMAP4rev2"],
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(4731, "3.1")],
        ..ReturnOption::DEFAULT
    },
    ReturnOption {
        name: "ALL",
        syntax: "ALL",
        answer: "ALL <set>",
        summary: "All hits as a compact set. Left out of the answer when there are none.",
        applies_to: &["SEARCH", "SORT", "ESEARCH"],
        requires: &["ESEARCH", "IMAP4rev2"],
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(4731, "3.1")],
        ..ReturnOption::DEFAULT
    },
    ReturnOption {
        name: "COUNT",
        syntax: "COUNT",
        answer: "COUNT <n>",
        summary: "How many hits.",
        applies_to: &["SEARCH", "SORT", "ESEARCH"],
        requires: &["ESEARCH", "IMAP4rev2"],
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(4731, "3.1")],
        ..ReturnOption::DEFAULT
    },
    ReturnOption {
        name: "SAVE",
        syntax: "SAVE",
        answer: "(nothing by itself)",
        summary: "Keep the hits on the server; later commands may say \"$\" for them.",
        applies_to: &["SEARCH"],
        requires: &["SEARCHRES", "IMAP4rev2"],
        spec: rfc(9051, "6.4.4.1"),
        also: &[rfc(5182, "2.1")],
        ..ReturnOption::DEFAULT
    },
    ReturnOption {
        name: "PARTIAL",
        syntax: "PARTIAL <from>:<to> or PARTIAL -<from>:-<to>",
        answer: "PARTIAL (<range> <set>) or (<range> NIL)",
        summary: "Only this slice of the hits; negative numbers count from the end (RFC 9394 \
            only).",
        requires: &["PARTIAL", "CONTEXT=SEARCH", "CONTEXT=SORT"],
        spec: rfc(9394, "3.1"),
        also: &[rfc(5267, "4.4")],
        ..ReturnOption::DEFAULT
    },
    ReturnOption {
        name: "CONTEXT",
        syntax: "CONTEXT",
        answer: "(nothing)",
        summary: "Hint: I will ask for more slices of this search.",
        requires: &["CONTEXT=SEARCH", "CONTEXT=SORT"],
        spec: rfc(5267, "4.2"),
        ..ReturnOption::DEFAULT
    },
    ReturnOption {
        name: "UPDATE",
        syntax: "UPDATE",
        answer: "ESEARCH lines with ADDTO / REMOVEFROM later on",
        summary: "Keep telling me how the result changes, until CANCELUPDATE.",
        requires: &["CONTEXT=SEARCH", "CONTEXT=SORT", "NOTIFY"],
        spec: rfc(5267, "4.3"),
        also: &[rfc(5465, "7")],
        ..ReturnOption::DEFAULT
    },
    ReturnOption {
        name: "RELEVANCY",
        syntax: "RELEVANCY",
        answer: "RELEVANCY (<score> ...)",
        summary: "Scores 1-100, one per hit, in the order of ALL.",
        requires: &["SEARCH=FUZZY"],
        spec: rfc(6203, "4"),
        ..ReturnOption::DEFAULT
    },
    ReturnOption {
        name: "ADDTO",
        answer: "ADDTO (<position> <set> ...)",
        summary: "Live update: these messages joined the result. Position 0 means \"order \
            unknown or unsorted\".",
        requires: &["CONTEXT=SEARCH", "CONTEXT=SORT"],
        spec: rfc(5267, "4.3.3"),
        ..ReturnOption::DEFAULT
    },
    ReturnOption {
        name: "REMOVEFROM",
        answer: "REMOVEFROM (<position> <set> ...)",
        summary: "Live update: these messages left the result.",
        requires: &["CONTEXT=SEARCH", "CONTEXT=SORT"],
        spec: rfc(5267, "4.3.4"),
        ..ReturnOption::DEFAULT
    },
    ReturnOption {
        name: "MODSEQ",
        answer: "MODSEQ <n>",
        summary: "Highest change counter among the hits, when the search used MODSEQ.",
        requires: &["CONDSTORE"],
        spec: rfc(7162, "3.1.10"),
        also: &[rfc(4731, "3.2")],
        ..ReturnOption::DEFAULT
    },
];
