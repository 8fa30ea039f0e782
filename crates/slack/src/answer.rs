//! The choice of the channel for an answer: response URL or bot token.
//!
//! A response URL needs no token, reaches channels that the app is not in, and can answer one person alone. But it
//! accepts only five answers within thirty minutes. After that, the app writes as its bot.

use crate::limits::{RESPONSE_AGE_S_MAX, RESPONSE_MARGIN_S, RESPONSES_MAX};

/// The transport of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A POST to the response URL.
    ResponseUrl,
    /// `chat.postMessage`, or `chat.postEphemeral` for one person, with the bot token.
    BotToken,
}

/// The transport for the next answer, `attempts` POSTs to the response URL and `age_s` seconds after it arrived.
///
/// An attempt counts whatever its result, since Slack may have counted it. A negative age, after the clock was set
/// back, counts as 0. The answer in the response to Slack's own request is not an attempt.
#[must_use]
pub fn way(attempts: u32, age_s: i64) -> Way {
    let is_young = u64::try_from(age_s).unwrap_or(0) < RESPONSE_AGE_S_MAX - RESPONSE_MARGIN_S;
    if attempts < RESPONSES_MAX && is_young {
        Way::ResponseUrl
    } else {
        Way::BotToken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_url_is_used_five_times_and_never_late() {
        let table = [
            (0, 0, Way::ResponseUrl),
            (4, 1_769, Way::ResponseUrl),
            (5, 0, Way::BotToken),
            (0, 1_770, Way::BotToken),
            (0, 1_800, Way::BotToken),
            (u32::MAX, 0, Way::BotToken),
            (0, i64::MAX, Way::BotToken),
            (0, -5, Way::ResponseUrl),
            (4, i64::MIN, Way::ResponseUrl),
        ];
        for (attempts, age_s, expected) in table {
            assert_eq!(way(attempts, age_s), expected, "{attempts} {age_s}");
        }
    }

    #[test]
    fn once_left_it_is_never_taken_again() {
        for attempts in 0..7 {
            for age_s in -10..2_000 {
                let is_left = way(attempts, age_s) == Way::BotToken;
                assert!(
                    !is_left || way(attempts + 1, age_s) == Way::BotToken && way(attempts, age_s + 1) == Way::BotToken
                );
            }
        }
    }
}
