//! What holds across the tables.

use std::collections::HashMap;

use super::*;

fn sorts(name: &str) -> Vec<&'static str> {
    topics(name).map(|topic| topic.facts().sort).collect()
}

#[test]
fn every_topic_is_found_by_its_name_in_any_case() {
    for topic in topic::all() {
        let name = topic.name();
        for asked in [name.to_owned(), name.to_lowercase(), name.to_uppercase()] {
            let summaries: Vec<_> = topics(&asked).map(Topic::summary).collect();
            assert!(summaries.contains(&topic.summary()), "{asked}");
        }
    }
}

#[test]
fn every_topic_cites_the_standard_and_says_something() {
    for topic in topic::all() {
        let facts = topic.facts();
        assert!(facts.spec.rfc > 0, "{} {}", facts.sort, facts.name);
        assert!(facts.also.iter().all(|spec| spec.rfc > 0), "{} {}", facts.sort, facts.name);
        assert!(!facts.also.contains(&facts.spec), "{} {}", facts.sort, facts.name);
        assert!(facts.summary.ends_with('.'), "{} {}", facts.sort, facts.name);
        assert_eq!(facts.summary.trim(), facts.summary, "{} {}", facts.sort, facts.name);
        assert!(!facts.summary.contains("  "), "{} {}", facts.sort, facts.name);
    }
}

#[test]
fn a_sort_has_a_name_once() {
    let mut seen = HashMap::new();
    for topic in topic::all() {
        let facts = topic.facts();
        let key = (facts.sort, facts.name.to_lowercase());
        assert!(seen.insert(key, facts.summary).is_none(), "{} {}", facts.sort, facts.name);
    }
}

#[test]
fn every_fact_is_there() {
    let mut counts = HashMap::new();
    for topic in topic::all() {
        *counts.entry(topic.facts().sort).or_insert(0) += 1;
    }
    let facts: usize = counts.iter().filter(|(sort, _)| **sort != "concept").map(|(_, n)| n).sum();
    assert_eq!(facts, 697);
    assert_eq!(counts["command"], 83);
    assert_eq!(counts["capability"], 112);
}

#[test]
fn one_name_may_be_several_things() {
    assert_eq!(sorts("fetch"), ["command", "response"]);
    assert_eq!(sorts("FLAGS"), ["concept", "response", "FETCH item", "STORE action"]);
    assert_eq!(sorts("l"), ["ACL right"]);
    assert_eq!(sorts("AUTH=PLAIN"), ["capability"]);
    assert!(sorts("frobnicate").is_empty());
    assert!(sorts("").is_empty());
}

#[test]
fn a_spec_reads_as_people_cite_it() {
    assert_eq!(rfc(9051, "6.4.5").to_string(), "RFC 9051 §6.4.5");
    assert_eq!(rfc(4422, "A").to_string(), "RFC 4422 appendix A");
    assert_eq!(rfc(3501, "").to_string(), "RFC 3501");
}

#[test]
fn a_set_of_states_holds_what_it_was_made_of() {
    assert!(States::ANY.contains(State::Selected));
    assert!(!States::ANY.contains(State::Idle));
    assert!(!States::ANY.contains(State::Logout));
    assert_eq!(States::AFTER_LOGIN.to_string(), "authenticated or selected");
    assert_eq!(States::of(&[]).iter().count(), 0);
}
