use proptest::prelude::*;

use super::*;

#[test]
fn slack_markup_decodes_to_the_typed_text() {
    let table = [
        ("ship logs", "ship logs"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("&amp;lt;", "&lt;"),
        ("&quot; & &nbsp;", "&quot; & &nbsp;"),
        ("ask <@U123|ann> and <@W9>", "ask @ann and @W9"),
        ("in <#C1|ops> or <#C2|>", "in #ops or #C2"),
        ("<!here> <!channel|channel> <!subteam^S1|@core>", "@here @channel @core"),
        ("<!date^1392734382^{date}|Feb 18>", "Feb 18"),
        ("see <http://example.com|example.com>", "see example.com"),
        (
            "see <https://example.com/a?b=1&amp;c=2>",
            "see https://example.com/a?b=1&c=2",
        ),
        ("see <https://example.com/a|the page>", "see https://example.com/a"),
        ("<mailto:ann@example.com|ann@example.com>", "ann@example.com"),
        ("<tel:+4930123|+4930123>", "+4930123"),
        ("a < b", "a < b"),
        ("a <b <@U1|ann>", "a <b @ann"),
        ("<", "<"),
        ("<>", ""),
        ("<|x>", ""),
    ];
    for (sent, typed) in table {
        assert_eq!(decode(sent), typed, "{sent}");
    }
}

#[test]
fn truncation_ends_before_an_entity() {
    let table = [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("a&b", 7, "a&amp;b"),
        ("a&b", 6, "a…"),
        ("&&", 5, "…"),
        ("😀😀", 4, "😀😀"),
        ("😀😀", 3, "😀…"),
        ("<!channel>", 100, "&lt;!channel&gt;"),
        ("x", 0, ""),
        ("", 0, ""),
    ];
    for (text, chars_max, escaped) in table {
        assert_eq!(escape(text, chars_max), escaped, "{text} {chars_max}");
    }
}

proptest! {
    #[test]
    fn escaped_and_decoded_is_the_same(text in "\\PC{0,60}") {
        prop_assert_eq!(decode(&escape(&text, usize::MAX)), text);
    }

    #[test]
    fn escaped_text_is_bounded_and_free_of_markup(text in "([&<>a😀]|\\PC){0,60}", chars_max in 0_usize..80) {
        let escaped = escape(&text, chars_max);
        prop_assert!(escaped.encode_utf16().count() <= chars_max);
        prop_assert!(!escaped.contains(['<', '>']));
        let bare = escaped.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "");
        prop_assert!(!bare.contains('&'));
    }

    #[test]
    fn no_text_panics(text in "([<>&|@#!^]|&amp;|&lt;|\\PC){0,60}") {
        prop_assert!(decode(&text).len() <= text.len() + 1);
    }
}
