//! Sanitises external text for logs and terminals.

/// Returns at most `bytes_max` bytes of text. Invalid UTF-8, characters that reorder text, and control characters other
/// than line breaks and tabs are replaced.
pub(crate) fn text(bytes: &[u8], bytes_max: usize) -> String {
    let bytes = &bytes[..bytes.len().min(bytes_max)];
    let mut text = String::new();
    for character in String::from_utf8_lossy(bytes).chars() {
        let shown = if is_shown(character) {
            character
        } else {
            char::REPLACEMENT_CHARACTER
        };
        if text.len() + shown.len_utf8() > bytes_max {
            break;
        }
        text.push(shown);
    }
    text
}

fn is_shown(character: char) -> bool {
    let reorders = matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    matches!(character, '\n' | '\t') || !(character.is_control() || reorders)
}
