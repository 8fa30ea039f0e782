//! The case of names: `TimerService`, `timer_service` and `TIMER_SERVICE`.

/// Converts `TimerService` to `timer_service`.
pub fn snake(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

/// Converts `TimerService` to `TIMER_SERVICE`.
pub fn upper(name: &str) -> String {
    snake(name).to_uppercase()
}

/// Converts `TIMER_READ` and `timer_read` to `TimerRead`.
pub fn camel(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let (first, rest) = word.split_at(1.min(word.len()));
        format!("{}{}", first.to_uppercase(), rest.to_lowercase())
    });
    words.collect()
}
