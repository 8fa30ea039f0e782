//! Names in generated code: the case of words (`TimerService`, `timer_service`, `TIMER_SERVICE`), and paths of types.

use anyhow::{Context, Result, ensure};
use protox::prost_reflect::MessageDescriptor;

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

/// `crate::timer::v1::Timer` of `minoots.timer.v1.Timer`.
pub fn rust_path(message: &MessageDescriptor) -> Result<String> {
    let package = message
        .package_name()
        .strip_prefix("minoots.")
        .context("no package of ours")?;
    ensure!(
        message.parent_message().is_none(),
        "{}: messages stand in no other",
        message.full_name()
    );
    Ok(format!("crate::{}::{}", package.replace('.', "::"), message.name()))
}
